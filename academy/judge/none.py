"""Nobody judges; answers are compared with the accepted ones by rule."""

from collections.abc import Sequence

from academy.component import component
from academy.evaluation.answered import Answered
from academy.judge.base import Judge, Judgement
from academy.teacher.chain import Account


@component
class NoJudge(Judge):
    """`judge=none`."""

    def judge(self, rows: Sequence[Answered], account: Account, seed: int) -> Judgement:
        """Nothing is said."""
        return Judgement()
