"""A judged month as texts that can be hashed and signed.

The *document*, which anybody may read, is signed and names every *slice* by its hash, in order: one of the month, then
three of each partner (`partner_parts`). The month's has the figures of all partners without the lines behind them.
Slices are for the office and for the partner they are about, so each has a salt: nobody finds out a shop's total by
hashing one total after the other.

Reports of the second form have one slice of each partner, with all that it was judged by and every line's number; those
of the first have all inputs and results in one text, the *annex*, whose hash the document holds.
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
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.months import MonthInputs, MonthResult, PartnerInputs, PublicFigures
from marketplace.uptake.measures.base import MEASURES

FIRST_FORM = "mb2-report-1"
SECOND_FORM = "mb2-report-2"
FORM = "mb2-report-3"
FORMS = (FIRST_FORM, SECOND_FORM, FORM)
MONTH = "month"  # the name of the month's slice; those of a partner begin with its public id


@dataclass(frozen=True, kw_only=True)
class Annex:
    inputs: MonthInputs
    results: MonthResult


@dataclass(frozen=True, kw_only=True)
class MonthSlice:
    """`inputs` are the city's own, without partners; `results` have no line numbers."""

    salt: str
    inputs: MonthInputs
    results: MonthResult


@dataclass(frozen=True, kw_only=True)
class PartnerSlice:
    """Of the second form. `members` are the others of its chain, where a clause is asked of chains."""

    salt: str
    inputs: PartnerInputs
    result: PartnerResult
    members: tuple[PartnerInputs, ...] = ()


@dataclass(frozen=True)
class SliceText:
    """A slice as it is stored and travels."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class JournalMark:
    """Where the journal stood."""

    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class SignedDocument:
    """What is signed, and may be read by anybody.

    `slices` are hashes; `open_matters` are what was not settled when it was signed, and `reason` why it was signed all
    the same. `office_key` is the fingerprint of `public_key`.
    """

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
    annex_sha256: str = ""  # of the first form alone
    slices: tuple[str, ...] = ()
    office_key: str = ""
    open_matters: tuple[str, ...] = ()
    reason: str = ""


ANNEX = TypeAdapter(Annex)
MONTH_SLICE = TypeAdapter(MonthSlice)
PARTNER_SLICE = TypeAdapter(PartnerSlice)
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


def write_month(one: MonthSlice) -> str:
    return canonical(MONTH_SLICE.dump_python(one, mode="json"))


def read_month(text: str) -> MonthSlice:
    """Raises ValueError for what is no such text; so does `read_partner`."""
    return MONTH_SLICE.validate_json(text)


def read_partner(text: str) -> PartnerSlice:
    return PARTNER_SLICE.validate_json(text)


def write_document(document: SignedDocument) -> str:
    return canonical(DOCUMENT.dump_python(document, mode="json"))


def read_document(text: str) -> SignedDocument:
    """Raises ValueError for what is no such text."""
    return DOCUMENT.validate_json(text)


def versions(result: MonthResult) -> Mapping[str, int]:
    """By which version of each measure the month was read."""
    used = {clause.measure for clause in result.circular.clauses} if result.circular else set()
    return {key: MEASURES[key].version for key in sorted(used)}
