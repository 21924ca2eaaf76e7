"""A judged month as text that can be hashed and signed.

Two texts: the *document*, which anybody may read, is signed and holds the hash of the *annex*; the annex has every
input and result and is for the office and, in parts, for the partner it is about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.months import MonthInputs, MonthResult, PublicFigures
from marketplace.uptake.measures.base import MEASURES

FORM = "mb2-report-1"


@dataclass(frozen=True, kw_only=True)
class Annex:
    inputs: MonthInputs
    results: MonthResult


@dataclass(frozen=True, kw_only=True)
class JournalMark:
    """Where the journal stood."""

    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class SignedDocument:
    """What is signed, and may be read by anybody."""

    form: str = FORM
    number: str
    month: str
    circular: CircularTerms | None
    measures: Mapping[str, int]  # each one's version
    figures: PublicFigures
    journal: JournalMark
    public_key: str
    signed_at: datetime
    signer: str
    supersedes: str | None
    cause: str
    annex_sha256: str


ANNEX = TypeAdapter(Annex)
DOCUMENT = TypeAdapter(SignedDocument)


def canonical(values: Any) -> str:
    """One text for the same values: sorted names, no spaces, no fractions."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_annex(annex: Annex) -> str:
    return canonical(ANNEX.dump_python(annex, mode="json"))


def read_annex(text: str) -> Annex:
    return ANNEX.validate_json(text)


def write_document(document: SignedDocument) -> str:
    return canonical(DOCUMENT.dump_python(document, mode="json"))


def read_document(text: str) -> SignedDocument:
    """Raises ValueError for what is no such text."""
    return DOCUMENT.validate_json(text)


def versions(result: MonthResult) -> Mapping[str, int]:
    """By which version of each measure the month was read."""
    used = {clause.measure for clause in result.circular.clauses} if result.circular else set()
    return {key: MEASURES[key].version for key in sorted(used)}
