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

from marketplace.compliance.months import MonthInputs, MonthResult, PublicFigures, public_figures
from marketplace.uptake.measures.base import MEASURES

FORM = "mb2-report-1"


@dataclass(frozen=True, kw_only=True)
class Annex:
    inputs: MonthInputs
    results: MonthResult


ANNEX = TypeAdapter(Annex)
FIGURES = TypeAdapter(PublicFigures)


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where the journal stood."""

    seq: int
    hash: str


def canonical(values: Any) -> str:
    """One text for the same values: sorted names, no spaces, no fractions."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_annex(annex: Annex) -> str:
    return canonical(ANNEX.dump_python(annex, mode="json"))


def read_annex(text: str) -> Annex:
    return ANNEX.validate_json(text)


def write_document(
    annex: Annex,
    *,
    number: str,
    head: Head,
    public_key: str,
    signed_at: datetime,
    signer: str,
    supersedes: str | None = None,
    cause: str = "",
) -> str:
    result = annex.results
    circular = ANNEX.dump_python(annex, mode="json")["results"]["circular"]
    return canonical(
        {
            "form": FORM,
            "number": number,
            "month": result.month,
            "circular": circular,
            "measures": versions(result),
            "figures": FIGURES.dump_python(public_figures(result), mode="json"),
            "journal": {"seq": head.seq, "hash": head.hash},
            "public_key": public_key,
            "signed_at": signed_at.isoformat(),
            "signer": signer,
            "supersedes": supersedes,
            "cause": cause,
            "annex_sha256": sha256(write_annex(annex)),
        }
    )


def versions(result: MonthResult) -> Mapping[str, int]:
    """By which version of each measure the month was read."""
    used = {clause.measure for clause in result.circular.clauses} if result.circular else set()
    return {key: MEASURES[key].version for key in sorted(used)}


def read_figures(document: str) -> PublicFigures:
    return FIGURES.validate_python(json.loads(document)["figures"], strict=False)
