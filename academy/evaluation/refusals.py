"""Whether an answer says that there is none."""

import re

REFUSALS = re.compile(
    r"""
      \b(?:i|we)\s+(?:do\s+not|don['’]t|can\s*not|can['’]t|am\s+not|are\s+not|have\s+no)\b
        .*\b(?:know|answer|tell|say|sure|able|information|idea)\b
    | \bunknown\b
    | \bnot\s+(?:known|given|mentioned|stated|specified|provided|answered)\b
    | \b(?:do|does)\s*(?:n['’]t|\s+not)\s+(?:say|tell|answer|mention|state|specify)\b
    | \b(?:text|page|passage|context|document|manual|handbook|source)s?
        \s+(?:do|does)\s*(?:n['’]t|\s+not)\s+contain\b
    | \bno\s+(?:answer|information|idea|mention)\b | \bas\s+an\s+ai\b
    | ^\W*not\s+in\s+(?:the|this|that)\s+(?:text|page|passage|context|documents?|manual|handbook)
    | \b(?:i|we)\s+(?:can\s*not|can['’]t)\s+help\b
    | \bkeine\s+ahnung\b | \bnichts\s+(?:dazu\s+|darüber\s+)?gefunden\b
    | \b(?:ich|wir)\s+(?:wei(?:ß|ss)|wissen|kann|können|habe|haben)\b.*\b(?:nicht|keine?)\b
    | \b(?:wei(?:ß|ss)|wissen|kann|können)\s+(?:ich|wir)\b.*\b(?:nicht|keine?)\b
    | \bunbekannt\b | \bkeine\s+(?:antwort|angaben?|information(?:en)?)\b
    | \b(?:beantworte[nt]|nennt|nennen|sag(?:t|en))\b.*\b(?:nicht|keine?)\b
    | \benth(?:ä|a)lt(?:en)?\b.*\b(?:nicht|keine?)\b
        .*\b(?:text|seite|abschnitt|dokument|handbuch|quelle|angabe|antwort|information)
    | \b(?:text|seite|abschnitt|dokument|handbuch|quelle)\w*\s+enth(?:ä|a)lt\b
        .*\b(?:nicht|keine?)\b
    | \bsteh(?:t|en)\b.*\bnicht\b(?=\s*\.?$|.*\b(?:text|seite|dokument|handbuch|da|dort|drin)\b)
    | \bnicht\s+(?:bekannt|angegeben|erw(?:ä|a)hnt|genannt|beantwortet)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How English and German refuse."""


def refuses(answer: str) -> bool:
    """Whether an answer says that it is not known; an empty one does not say so."""
    return bool(REFUSALS.search(answer))
