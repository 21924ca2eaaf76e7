"""What points at a document before anybody has looked at it; each with its weight. Not a proof of anything."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

from marketplace.audits.population import AuditDocument
from marketplace.flags.base import FLAGS
from marketplace.kernel.labels import Label, Labelled, _l

WEIGHED_HEAD = "partner,seller,document,rupiah,weight,risks\n"
ROUND = 100_000  # rupiah
LAST_DAYS = 2  # of a month


class AuditRisk(Labelled):
    UNPROVEN = "unproven", _l("tanpa foto atau nomor yang cukup")
    UNCONFIRMED = "unconfirmed", _l("belum dibenarkan pembuat")
    ROUND = "round", _l("nilai bulat")
    MONTH_END = "month-end", _l("dicatat untuk akhir bulan")


FLAG, OF_A_FLAG = "flag:", 3  # how a risk flag of `flags/kinds` is named among risks, and what each weighs
WEIGHTS = {AuditRisk.UNPROVEN: 3, AuditRisk.UNCONFIRMED: 2, AuditRisk.ROUND: 1, AuditRisk.MONTH_END: 1}


def risks_of(document: AuditDocument) -> tuple[str, ...]:
    """The names of what points at it: values of AuditRisk, and kinds of risk flags."""
    days = monthrange(document.day.year, document.day.month)[1]
    found = {
        AuditRisk.UNPROVEN: not document.proven,
        AuditRisk.UNCONFIRMED: not document.confirmed,
        AuditRisk.ROUND: document.net % ROUND == 0,
        AuditRisk.MONTH_END: document.day.day > days - LAST_DAYS,
    }
    flags = (f"{FLAG}{kind}" for kind in sorted(document.flags))
    return *(risk.value for risk, holds in found.items() if holds), *flags


def weight_of(document: AuditDocument) -> int:
    """One, and more for each risk: a document without any can be drawn too."""
    return 1 + sum(
        OF_A_FLAG if one.startswith(FLAG) else WEIGHTS[AuditRisk(one)] for one in risks_of(document)
    )


def risk_label(name: str) -> Label:
    """A risk in words; a kind of flag that is gone is called by its stored word."""
    if not name.startswith(FLAG):
        return AuditRisk(name).label
    kind = name.removeprefix(FLAG)
    return FLAGS[kind].label if kind in FLAGS else Label(kind)


def weighed_csv(population: Sequence[AuditDocument]) -> bytes:
    """The population of a draw by risk: as it is hashed, with the weight of each document and what it is from."""
    lines = (
        f"{one.partner_id},{one.seller},{one.document},{one.net},{weight_of(one)},{' '.join(risks_of(one))}\n"
        for one in population
    )
    return f"{WEIGHED_HEAD}{''.join(lines)}".encode()
