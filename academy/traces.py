"""A conversation with a teacher as spans: each request, its answer, its cost, the verdict."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from academy.call import Call, Said
from academy.desk import Desk
from academy.tracking.base import Span


def spans(desk: Desk) -> Span:
    """What was asked and checked about one chunk."""
    parts = tuple(_call(call) for call in desk.calls if call.said or call.known)
    chunk = desk.chunk
    return Span(
        f"distill {chunk.id}",
        "CHAIN",
        {"text": chunk.text},
        {"kept": len(desk.kept), "lost": sum(dropped.count for dropped in desk.dropped)},
        min((part.began for part in parts), default=0),
        max((part.ended for part in parts), default=0),
        {"document": chunk.document, "pages": list(chunk.pages), "language": chunk.language},
        parts=parts,
    )


def _call(call: Call) -> Span:
    """An order of examples, or the check of one with what was read for it."""
    model = call.line.teacher.model
    lost = [dropped.reason for dropped in call.dropped]
    if call.draft is None:
        return _request(call.said[0], model, [call.items, *lost])
    kept = [asdict(draft) for draft in call.kept]
    return Span(
        f"check {call.draft.kind}",
        "EVALUATOR",
        {"question": call.draft.question, "answer": call.draft.answer},
        {"verdict": "kept", "answer": kept[0]["answer"]} if kept else {"verdict": lost[0]},
        call.began,
        max((said.ended for said in call.said), default=call.began),
        {"evidence": call.draft.evidence},
        parts=tuple(_request(said, model) for said in call.said),
    )


def _request(said: Said, model: str, made: Sequence[object] = ()) -> Span:
    messages = [
        {"role": "system", "content": said.request.system},
        {"role": "user", "content": said.request.user},
    ]
    answer = said.answer
    outputs: dict[str, Any] = {"failed": said.failure}
    tokens: dict[str, int] = {}
    if answer:
        outputs = {"role": "assistant", "content": answer.text}
        tokens = {"input_tokens": answer.tokens_in, "output_tokens": answer.tokens_out}
    return Span(
        said.template,
        "CHAT_MODEL",
        {"messages": messages},
        {**outputs, "made": list(made)} if made else outputs,
        said.began,
        said.ended,
        {
            "model": model,
            "temperature": said.request.temperature,
            "mlflow.chat.tokenUsage": {**tokens, "total_tokens": sum(tokens.values())},
        },
        failed=answer is None,
    )
