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
    wanted, what = re.findall(r"(?:Write|Schreibe)(?: at most| höchstens)? (\d+) (\w+)", user)[-1]
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


def shown(user: str) -> tuple[str, str]:
    """The chunk that a request shows, and what stands below it."""
    own = f"\n{user}".rpartition("\nText (")[2].partition("): ")[2]
    end = r"\n1\. |\n\nThese facts|\n\nDiese Tatsachen|\nList at|\nListe höch"
    text, below = re.match(rf"(?s)(.*?)(?={end})(.*)", own).groups()
    return text, below


def facts(user: str) -> list[dict[str, Any]]:
    """Every sentence of a chunk with its longest word; nothing that is listed already."""
    text, below = shown(user)
    wanted = int(re.findall(r"(?:List at most|Liste höchstens) (\d+)", below)[0])
    told = [s for s in sentences(text) if len(s.split()) > 3 and s not in below]
    return [
        {"fact": s, "answer": pairs(s, 1, "en")[0]["answer"], "aliases": [], "quote": s}
        for s in told[:wanted]
    ]


def questions(user: str) -> list[dict[str, Any]]:
    """Each fact without its answer, in as many ways as are wanted."""
    _, below = shown(user)
    known = set(re.findall(r"(?m)^- (.*)$", below))
    each = int(re.findall(r"(\d+) (?:questions for each|Fragen zu jeder)", below)[-1])
    listed = re.findall(r"(?m)^(\d+)\. (.*) → (.*)$", below)
    language = "de" if "Fragen zu jeder" in below else "en"
    asked = [
        (int(number), question(fact, answer, language, turn))
        for number, fact, answer in listed
        for turn in range(each + len(known))
    ]
    fresh = [{"number": number, "question": one} for number, one in asked if one not in known]
    return [one for number in range(1, len(listed) + 1) for one in _first(fresh, number, each)]


def _first(found: list[dict[str, Any]], number: int, most: int) -> list[dict[str, Any]]:
    return [one for one in found if one["number"] == number][:most]


def answers(user: str) -> list[dict[str, Any]]:
    """To each question what stood where it has a gap."""
    text, below = shown(user)
    asked = re.findall(r"(?m)^(\d+)\. (.*)$", below)
    said = [
        (int(n), [stood(one, q.partition(": ")[2]) for one in sentences(text)]) for n, q in asked
    ]
    return [{"number": n, "answer": next(filter(None, found), "unknown")} for n, found in said]


def sentences(text: str) -> list[str]:
    """Of a chunk."""
    return [s for line in text.splitlines() for s in re.split(r"(?<=\.) ", line)]


def listed(system: str, user: str) -> list[Any]:
    """What a diligent teacher lists."""
    if system.startswith(("You list", "Du listest")):
        return facts(user)
    if re.search(r"\d (?:questions for each fact|Fragen zu jeder Tatsache), ", user):
        return questions(user)
    return answers(user) if "Text (" in user and examines(system) else echo(user)


def examines(system: str) -> bool:
    """Whether many questions about a chunk are to be answered."""
    return system.startswith(("You answer", "Du beantwortest")) and "JSON" in system


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
    return stood(sentence, question.partition(": ")[2].partition(": ")[2]) or "unknown"


def stood(sentence: str, question: str) -> str:
    """What a sentence has where a question that is made of it has a gap."""
    if "…" not in question:
        return ""
    before, _, after = question.rstrip("?").partition("…")
    found = re.search(re.escape(before) + "(.*?)" + re.escape(after) + r"\.?$", sentence)
    return found[1] if found else ""
