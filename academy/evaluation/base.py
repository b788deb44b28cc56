"""What an evaluation is: how questions are put to the student and when an answer counts."""

from pydantic import Field, PositiveInt

from academy.component import Component, component


@component
class Evaluation(Component):
    """`evaluation=closed_book`: the student answers without the documents."""

    max_answer_tokens: PositiveInt
    """Longer answers do not count (tokens of the student's tokenizer)."""
    bootstrap: PositiveInt
    """Resamples for the 95 % intervals."""
    batch_size: PositiveInt
    """Questions answered at once."""
    twin: float = Field(ge=0, le=100)
    """Similarity (rapidfuzz token_sort_ratio, 0 to 100) from which a training question is the twin
    of a test question; accuracy is also reported without the questions that have one."""
