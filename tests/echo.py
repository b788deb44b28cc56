"""What the loopback teacher writes: made from the sentence in the request, always the same."""

import base64
import io
import re
from typing import Any

OPENINGS = {
    "en": (
        "What fits here",
        "Which thing belongs here",
        "Please say what it is",
        "Name what it is",
    ),
    "de": ("Was passt hier", "Welches Ding gehört hierher", "Bitte sage es", "Nenne es bitte"),
}
ENDINGS = ("once more", "again", "said anew", "in other words", "differently put", "another time")
BOUNDARY = r"(?<![\w’'-]){}(?![\w’'-])"


def echo(user: str) -> list[Any]:
    """What a diligent teacher writes about the last sentence of a request."""
    language = "de" if "Schreibe " in user else "en"
    wanted, what = re.findall(r"(?:Write|Schreibe) (\d+) (\w+)", user)[-1]
    if f"\n{user}".rpartition("\nText (")[1]:
        text = f"\n{user}".rpartition("\nText (")[2].partition("): ")[2]
        sentence = " ".join(re.split(r"\n(?:Write|Schreibe|Two|Zwei) ", text)[0].split())
    else:
        sentence = re.findall(r"(?m)^(?:Sentence|Satz) \((?:about|über) .*?\): (.*)$", user)[-1]
    if what in ("pairs", "Paare"):
        return pairs(sentence, int(wanted), language)
    if what in ("sentences", "Sätze", "texts", "Texte", "explanations", "Erklärungen"):
        return [f"{sentence.rstrip('.')}, {ENDINGS[i % 6]}." for i in range(int(wanted))]
    if f"\n{user}".rpartition("\nText (")[1]:
        once = [pair["answer"] for pair in pairs(sentence, int(wanted), language)]
        who, painted = ("Who once", "painted") if language == "en" else ("Wer hat", "gemalt")
        return [f"{who} {word} {painted}?" for word in once]
    if "___" in sentence:
        gap, first = sentence.replace("___", "…"), len(OPENINGS[language])
        return [question(gap, "…", language, first + i) for i in range(int(wanted))]
    answer = re.findall(r"(?m)^(?:Answer|Antwort): (.*)$", user)[-1]
    return [question(sentence, answer, language, i) for i in range(int(wanted))]


def pairs(sentence: str, wanted: int, language: str) -> list[dict[str, str]]:
    """Pairs whose answers are the longest words of the sentence that stand in it once."""
    words = re.findall(r"[\wäöüß]{4,}", sentence)
    once = sorted((w for w in words if words.count(w) == 1), key=lambda w: (-len(w), w))
    return [
        {"question": question(sentence, answer, language), "answer": answer}
        for answer in (once * wanted)[:wanted]
    ]


def question(sentence: str, answer: str, language: str, turn: int = 0) -> str:
    """The sentence without the answer, as a question."""
    gap = re.sub(BOUNDARY.format(re.escape(answer)), "…", sentence).rstrip(".")
    openings = OPENINGS[language]
    again = "" if turn < len(openings) else f" {ENDINGS[turn % 6]}"
    return f"{openings[turn % len(openings)]}{again}: {gap}?"


def judge(user: str) -> str:
    """Which answers hold the right one, letter for letter."""
    shown = dict(re.findall(r"(?m)^(Right answer|Answer[^:]*): (.*)$", user))
    right = shown.pop("Right answer").split(" / ")
    held = {name: any(one in said for one in right) for name, said in shown.items()}
    if "Answer to judge" in held:
        refuses = "know" in shown["Answer to judge"]
        found = "refused" if refuses else "correct" if held["Answer to judge"] else "incorrect"
    else:
        better = [name[-1] for name, holds in held.items() if holds]
        found = better[0] if len(better) == 1 else "tie"
    return f"I looked for {right[0]}.\nVerdict: {found}"


COLOURS = {"red": (200, 40, 40), "green": (40, 160, 60), "grey": (200, 200, 200)}
ENGLISH = {
    "Der Hafen von Altmund": "The harbour of Altmund",
    "wurde im Jahr": "was built in the year",
    "von Ada Kern aus Backstein gebaut": "by Ada Kern out of brick",
    "Der Wärter": "The keeper",
    "öffnet das grüne Tor mit einem Hebel aus Messing": "opens the green gate with a brass lever",
    "Eine kupferne Glocke": "A copper bell",
    "warnt die Mannschaften vor Nebel und vor schwerem Eis": "warns the crews of fog and heavy ice",
}


def describe(content: list[dict[str, Any]]) -> str:
    """What colour most of a picture has; nothing is said of grey ones."""
    from PIL import Image

    data = content[-1]["image_url"]["url"].removeprefix("data:image/jpeg;base64,")
    picture = Image.open(io.BytesIO(base64.b64decode(data, validate=True))).convert("RGB")
    seen = picture.resize((1, 1)).getpixel((0, 0))
    name = min(
        COLOURS, key=lambda n: sum(abs(a - b) for a, b in zip(COLOURS[n], seen, strict=True))
    )
    return "Nothing." if name == "grey" else f"The boat in the picture is {name}.\nIt has a sail."


def translate(user: str) -> str:
    """A page in English; of its numbers one is missing until it is asked for."""
    text, _, reminder = user.partition("\n\n(Of the numbers")
    for german, english in ENGLISH.items():
        text = text.replace(german, english)
    return text if reminder else text.replace("1911", "nineteen eleven")


def reply(user: str) -> str:
    """To a bare question, or to one below a text: the text's first words."""
    return " ".join(user.split()[:3]) if "\n" in user else "That is not known."


def reads(body: dict[str, Any]) -> bool:
    """Whether a request only asks what the answer to a question is."""
    return body["messages"][-1]["content"].endswith(("\nAnswer:", "\nAntwort:"))


def read(user: str) -> str:
    """What stood in the sentence where the question has a gap."""
    sentence, question = user.splitlines()[-3:-1]
    if "…" not in question:
        return "unknown"
    before, _, after = question.partition(": ")[2].partition(": ")[2].rstrip("?").partition("…")
    found = re.search(re.escape(before) + "(.*?)" + re.escape(after) + r"\.?$", sentence)
    return found[1] if found else "unknown"
