"""Drafts for tests of verifiers."""

import dataclasses

from academy.verifier.base import Draft


def draft(
    question: str, answer: str, evidence: str, kind: str = "pair", cells: tuple[str, ...] = ()
) -> Draft:
    """A draft with nothing but these."""
    known = {"question": question, "answer": answer, "kind": kind, "evidence": evidence}
    known |= {"language": "en", "cells": cells}
    return Draft(**{**{field.name: "" for field in dataclasses.fields(Draft)}, **known})
