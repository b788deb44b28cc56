"""What a student is: a causal language model with a chat template, from a folder or a hub."""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Any

from academy.component import Component, component


class Task(StrEnum):
    """What a student says, as its system message tells it."""

    ANSWER = "answer"
    """The answer to a question."""
    RECALL = "recall"
    """The sentence that the answer stands in."""
    ASK = "ask"
    """The question, of a sentence and the answer in it."""


@component
class Student(Component, ABC):
    """Base of all students."""

    system: str
    """The system message in training and in use; short, because every example carries it."""
    recall: str
    """The system message where the student says the sentence that an answer stands in."""
    ask: str
    """The system message where the student says what a sentence and an answer in it answer."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What a person calls it."""

    @abstractmethod
    def source(self) -> str:
        """Folder or hub name that `transformers` loads the weights from."""

    def check(self) -> None:
        """See that its weights are there, as far as that is known before they are loaded.

        Raises:
            AcademyError: they are not.
        """

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

    def messages(self, text: str, task: Task = Task.ANSWER) -> list[dict[str, str]]:
        """The conversation up to what the student says to a question, or to `turned` there."""
        system = {Task.ANSWER: self.system, Task.RECALL: self.recall, Task.ASK: self.ask}
        return [{"role": "system", "content": system[task]}, {"role": "user", "content": text}]


def turned(sentence: str, answer: str) -> str:
    """What a student is shown that says the question."""
    return f"{sentence}\nAnswer: {answer}"
