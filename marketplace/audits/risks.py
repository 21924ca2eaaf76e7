"""What points at a document before anybody has looked at it; each with its weight. Not a proof of anything."""

from __future__ import annotations

from calendar import monthrange

from marketplace.audits.population import AuditDocument
from marketplace.kernel.labels import Labelled, _l

ROUND = 100_000  # rupiah
LAST_DAYS = 2  # of a month


class AuditRisk(Labelled):
    UNPROVEN = "unproven", _l("tanpa foto atau nomor yang cukup")
    UNCONFIRMED = "unconfirmed", _l("belum dibenarkan pembuat")
    ROUND = "round", _l("nilai bulat")
    MONTH_END = "month-end", _l("dicatat untuk akhir bulan")


WEIGHTS = {AuditRisk.UNPROVEN: 3, AuditRisk.UNCONFIRMED: 2, AuditRisk.ROUND: 1, AuditRisk.MONTH_END: 1}


def risks_of(document: AuditDocument) -> tuple[AuditRisk, ...]:
    days = monthrange(document.day.year, document.day.month)[1]
    found = {
        AuditRisk.UNPROVEN: not document.proven,
        AuditRisk.UNCONFIRMED: not document.confirmed,
        AuditRisk.ROUND: document.net % ROUND == 0,
        AuditRisk.MONTH_END: document.day.day > days - LAST_DAYS,
    }
    return tuple(risk for risk, holds in found.items() if holds)


def weight_of(document: AuditDocument) -> int:
    """One, and more for each risk: a document without any can be drawn too."""
    return 1 + sum(WEIGHTS[risk] for risk in risks_of(document))
