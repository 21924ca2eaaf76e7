"""Days, amounts and standing as papers say them: in Indonesian, whoever prints."""

from __future__ import annotations

from datetime import date, datetime

from marketplace.kernel.clock import WIB, day_of
from marketplace.kernel.money import spell
from marketplace.kernel.period import Month
from marketplace.kernel.units import Unit
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.papers import Contents
from marketplace.ordering.states import CONTESTED, PREPARED, SENT, AgreedHow

ONE_SIDED = "bukti satu pihak, tingkat C"


def long_day(day: date) -> str:
    """24 November 2026; a moment is said as its day in Metro."""
    if isinstance(day, datetime):
        day = day_of(day)
    return f"{day.day} {Month.of(day).label}"


def moment(at: datetime) -> str:
    return f"{long_day(at)} pukul {at.astimezone(WIB):%H.%M} WIB"


def amount(rupiah: int) -> str:
    return f"−{spell(-rupiah)}" if rupiah < 0 else spell(rupiah)


def number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def unit(code: str) -> str:
    return str(Unit(code).label) if code in list(Unit) else code


def units(count: int, code: str) -> str:
    """24 bungkus"""
    return f"{number(count)} {unit(code)}"


def sentence_of(contents: Contents) -> str:
    """How an order or a handover stands: who agreed, when and how; plainly said where only one side did."""
    of = contents.of
    if isinstance(of, Handover):
        return _waiting(contents, of) if of.agreed_how is None else _agreed(contents, of, of.agreed_how)
    if of.confirmed_at:
        return f"Dikonfirmasi {contents.maker.name} pada {moment(of.confirmed_at)}."
    return f"Dipesan {moment(of.placed_at)}; {str(of.state.label).lower()}."


def _waiting(contents: Contents, handover: Handover) -> str:
    other = contents.answerer.name
    if handover.state is PREPARED:
        return "Disiapkan, belum dikirim."
    if handover.state is CONTESTED:
        return f"DIPERSELISIHKAN oleh {other}: “{handover.contested_because}” Belum disepakati."
    until = f" sampai {moment(handover.answer_by)}" if handover.state is SENT and handover.answer_by else ""
    return f"Belum disepakati: menunggu jawaban {other}{until}."


def _agreed(contents: Contents, handover: Handover, how: AgreedHow) -> str:
    other, name = contents.answerer.name, contents.agreed.name
    at = f" pada {moment(handover.agreed_at)}" if handover.agreed_at else ""
    by = f" oleh {handover.receiver}" if handover.receiver else ""
    if how is AgreedHow.DEEMED:
        until = f" sampai {moment(handover.answer_by)}" if handover.answer_by else ""
        return f"DIANGGAP DISETUJUI: {other} tidak menjawab{until} ({ONE_SIDED})."
    if how is AgreedHow.SETTLED:
        who = f" {name}" if name else ""
        return f"DIPUTUSKAN PETUGAS{who}{at}: “{handover.settled_because or ''}” ({ONE_SIDED})."
    if how is AgreedHow.CODE:
        return f"Disetujui {other}{by} lewat QR sekali pakai dengan PIN gerai{at}."
    if how is AgreedHow.SCAN:
        return f"Disetujui {other}{by} lewat QR sekali pakai tanpa PIN{at} ({ONE_SIDED})."
    if contents.agreed.on_behalf:
        return f"Disetujui petugas {name or ''} atas nama {other}{at} ({ONE_SIDED})."
    return f"Disetujui dari akun {other}{f' oleh {name}' if name else ''}{at}."
