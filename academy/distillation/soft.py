"""Learn the probabilities of a larger local teacher that has the passage before it."""

from typing import Any

from pydantic import Field

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.context import beside_passages
from academy.distillation.finetuning import FineTuning
from academy.distillation.prepared import labelled, teacher_identity
from academy.distillation.soft_labels import SoftLabels
from academy.distillation.training import Base
from academy.errors import AcademyError
from academy.student.base import Student
from academy.student.loading import (
    SOURCE,
    check_path,
    content,
    load_model,
    load_tokenizer,
    reading,
)
from academy.templates import template_hashes


@component
class Soft(FineTuning):
    """`distillation=soft`."""

    source: str
    """The teacher: a folder, GGUF file or hub name of a model with the student's tokens, or an
    adapter of the student."""
    share: float = Field(gt=0, le=1)
    """Of the loss that compares with the teacher's probabilities; the text has the rest."""

    def identity(self) -> dict[str, Any]:
        """With the teacher's content, where that is a folder or a file, and the template."""
        more = {"weights": content(self.source), "templates": template_hashes("open_book")}
        return {**super().identity(), **more}

    def softened(self, course: Course, base: Base, tokenizer: Any) -> SoftLabels:
        """The teacher reads each example's chunk and its question; it is loaded for that alone.

        Raises:
            AcademyError: it cannot be loaded, or has other tokens than the student.
        """
        theirs = same_tokens(self.source, tokenizer)
        rows = beside_passages(course, theirs, tokenizer)
        how = (self.top_k, self.temperature, self.share)
        teacher = teacher_identity(self.source, course)
        return labelled(rows, teacher, lambda: teacher_of(self.source, theirs), *how)

    def check(self, student: Student) -> None:
        """Also see that the teacher is there, and has the student's tokens."""
        super().check(student)
        check_path(self.source, SOURCE)
        same_tokens(self.source, student.tokenizer())


def teacher_of(source: str, tokenizer: Any) -> Any:
    """A local teacher that reads, and gives logits for its tokens alone.

    Larger models of a family often have more of them, for tokens that there are not.

    Raises:
        AcademyError: it cannot be loaded, or reads in a way that is not known.
    """
    from academy.distillation.probe import check

    teacher = reading(load_model(source, whose=SOURCE))
    if teacher.get_output_embeddings().weight.shape[0] > len(tokenizer):
        teacher.resize_token_embeddings(len(tokenizer))
    check(teacher, f"{SOURCE}={source}")
    return teacher


def same_tokens(source: str, tokenizer: Any) -> Any:
    """A teacher's tokenizer, which has the tokens of the student's.

    Raises:
        AcademyError: it has others, or cannot be loaded.
    """
    theirs = load_tokenizer(source, SOURCE)
    if theirs.get_vocab() != tokenizer.get_vocab():
        raise AcademyError(
            f"distillation.source={source}: its tokens are not the student's ({len(theirs)} and "
            f"{len(tokenizer)}), so their probabilities cannot be compared; take a larger model of "
            "the student's family, or distillation=hard"
        )
    return theirs
