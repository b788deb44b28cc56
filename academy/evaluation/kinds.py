"""What kind of question it is, by its interrogative, in English and German."""

import re

KINDS = {
    "how much": r"how\s+(?:many|much|long|high|far|often|old|large|big|deep|fast|heavy|wide|tall)"
    r"|wie\s*(?:viele?|lange?|hoch|weit|oft|alt|gro(?:ß|ss)|tief|schnell|schwer|breit)",
    "when": r"when|(?:what|which)\s+(?:year|date|day|month|century)|since\s+when"
    r"|wann|(?:welche[nmrs]?)\s+(?:jahr|tag|datum|monat|jahrhundert)|seit\s+wann",
    "who": r"who|whom|whose|wer|wem|wen|wessen",
    "where": r"where|wo|wohin|woher",
    "why": r"why|warum|weshalb|wieso|wozu",
    "how": r"how|wie",
    "what": r"what|which|was|welche[nmrs]?|wof(?:ü|u)r|womit|wodurch|worauf|woraus|worin",
}
"""Kind → how it is asked; the first one that fits."""


def kind(question: str) -> str:
    """One of `KINDS`, or `other`: by the first interrogative, `how much` before `how`."""
    found = {
        name: match.start()
        for name, asks in KINDS.items()
        if (match := re.search(rf"\b(?:{asks})\b", question, re.IGNORECASE))
    }
    return min(found, key=lambda name: found[name]) if found else "other"
