"""What a student is: a causal language model with a chat template, from a folder or a hub."""

from abc import ABC, abstractmethod
from typing import Any

from academy.component import Component, component


@component
class Student(Component, ABC):
    """Base of all students."""

    system: str
    """The system message in training and in use; short, because every example carries it."""
    recall: str
    """The system message where the student says the sentence that an answer stands in."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What a person calls it."""

    @abstractmethod
    def source(self) -> str:
        """Folder or hub name that `transformers` loads the weights from."""

    def tokenizer(self) -> Any:
        """The student's tokenizer.

        Raises:
            AcademyError: it cannot be loaded, or it has no chat template.
        """
        from academy.student.loading import load_tokenizer

        return load_tokenizer(self.source())

    def model(self, quantization: Any = None) -> Any:
        """The student's model, in bf16 on a GPU and on a CPU that is faster so, else in fp32.

        Raises:
            AcademyError: it cannot be loaded.
        """
        from academy.student.loading import load_model

        return load_model(self.source(), quantization)

    def messages(self, question: str, recall: bool = False) -> list[dict[str, str]]:
        """The conversation up to the student's answer, or up to the sentence that it stands in."""
        return [
            {"role": "system", "content": self.recall if recall else self.system},
            {"role": "user", "content": question},
        ]
