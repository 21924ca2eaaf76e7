"""A step of every agreement: the figures of an answer are written into the lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, VariantId
from marketplace.kernel.labels import _l
from marketplace.ordering.counting import count_round
from marketplace.ordering.events import FigureChange
from marketplace.ordering.lots import share_out
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import HandoverKind, RejectReason, TakeBackReason


@dataclass(frozen=True, kw_only=True)
class LineDifference:
    """A line that was not as it was sent, in units; what is left out stays as it was.

    Of `accepted` and `rejected` one is enough: they add up to what was brought.
    """

    line_id: int
    accepted: int | None = None
    rejected: int | None = None
    reason: RejectReason | None = None
    photo_id: AttachmentId | None = None
    counted: int | None = None
    taken_back: int | None = None
    take_back_reason: TakeBackReason | None = None
    lost: int | None = None


class AsSent(NamedTuple):
    """A line before its answer, and the units the shop would owe for it."""

    brought: int
    counted: int
    taken_back: int
    lost: int
    reason: TakeBackReason | None
    owed: int


def settle_figures(
    handover: Handover, differences: Sequence[LineDifference], *, asks: bool
) -> Iterator[FigureChange]:
    """Write the figures into the lines; tells those that are not as they were sent.

    With `asks` they are one side's word against the other's: of each item the lower figure is written, and what is
    beyond it is noted for its issuer to answer.
    """
    by_line = {difference.line_id: difference for difference in differences}
    if by_line.keys() - {line.id for line in handover.lines}:
        raise LookupError(f"handover {handover.id} has no such lines: {sorted(by_line)}")
    by_line = {line.id: by_line.get(line.id) or LineDifference(line_id=line.id) for line in handover.lines}
    counted = _lots(handover)
    for lots in counted.values():
        by_line |= _shared_out(lots, by_line)
    sent = {line.id: _as_sent(handover, line) for line in handover.lines}
    for line in handover.lines:
        _take(line, by_line[line.id], asks=asks)
        _count(handover, line, by_line[line.id])
        if handover.kind is HandoverKind.RETURN:
            line.differs = sent[line.id].taken_back - line.taken_back
    for lots in counted.values():
        _keep_lower(handover, lots, sent, asks=asks)
    for line in handover.lines:
        after = (line.accepted or 0, line.counted or 0, line.taken_back, line.lost)
        for field, was, now in zip(FIGURES, sent[line.id][:4], after, strict=True):
            if was != now:
                yield FigureChange(line_id=line.id, field=field, before=was, after=now)


FIGURES = ("accepted", "counted", "taken_back", "lost")


def _as_sent(handover: Handover, line: HandoverLine) -> AsSent:
    owed = line.owed_units(handover.loss_on)
    return AsSent(line.brought, line.counted or 0, line.taken_back, line.lost, line.take_back_reason, owed)


def _keep_lower(
    handover: Handover, lots: Sequence[HandoverLine], sent: Mapping[int, AsSent], *, asks: bool
) -> None:
    """Where the answer comes to more rupiah than was sent, the count stands as it was sent, and the rest waits."""
    owed = {line.id: line.owed_units(handover.loss_on) for line in lots}
    more = sum((owed[line.id] - sent[line.id].owed) * line.unit_price for line in lots)
    for line in lots:
        was = sent[line.id]
        if asks and more > 0:
            line.differs = min(0, was.owed - owed[line.id])
            line.other_count = line.counted if line.differs else None
            line.counted, line.taken_back, line.lost = was.counted, was.taken_back, was.lost
            line.take_back_reason = was.reason
            line.sold = (line.opening or 0) - was.counted - was.taken_back - was.lost
        else:
            line.differs = max(0, was.owed - owed[line.id])
            line.other_count = was.counted if line.differs else None


def _lots(handover: Handover) -> Mapping[VariantId, list[HandoverLine]]:
    """Counted lines by item, the oldest lot first."""
    found: dict[VariantId, list[HandoverLine]] = {}
    for line in handover.lines:
        if line.opening is not None:
            found.setdefault(line.variant_id, []).append(line)
    return found


def _shared_out(
    lots: Sequence[HandoverLine], by_line: Mapping[int, LineDifference]
) -> Mapping[int, LineDifference]:
    """A count is of the whole item: of which lot it was said does not matter, the oldest left first."""

    def total(name: str) -> int:
        said = ((getattr(by_line[line.id], name), getattr(line, name)) for line in lots)
        return sum(sent or 0 if answered is None else answered for answered, sent in said)

    counted, taken_back, lost = total("counted"), total("taken_back"), total("lost")
    units = [line.opening or 0 for line in lots]
    count_round(
        opening=sum(units),
        counted=counted,
        taken_back=taken_back,
        lost=lost,
        name=lots[0].name,
        field=f"counted_{lots[0].id}",
    )
    reasons = [by_line[line.id].take_back_reason or line.take_back_reason for line in lots]
    reason = next(filter(None, reasons), None)
    if taken_back and reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(units)s ditarik.", name=lots[0].name, units=taken_back),
            field=f"take_back_reason_{lots[0].id}",
        )
    parts = share_out(units, counted=counted, taken_back=taken_back, lost=lost)
    return {
        line.id: replace(
            by_line[line.id],
            counted=part.counted,
            taken_back=part.taken_back,
            lost=part.lost,
            take_back_reason=reason,
        )
        for line, part in zip(lots, parts, strict=True)
    }


def _take(line: HandoverLine, difference: LineDifference, *, asks: bool) -> None:
    """What came beyond what was brought is not taken yet: its maker is asked."""
    accepted, rejected = difference.accepted, difference.rejected
    if asks and line.brought and accepted is not None and accepted > line.brought and not rejected:
        line.beyond, accepted, rejected = accepted - line.brought, line.brought, 0
    if accepted is None:
        accepted = line.brought - (rejected or 0)
    if rejected is None:
        rejected = line.brought - accepted
    if accepted < 0 or rejected < 0 or accepted + rejected != line.brought:
        raise Refused(
            _l(
                "%(name)s: diterima dan ditolak harus berjumlah %(brought)s, sebanyak yang dikirim.",
                name=line.name,
                brought=line.brought,
            ),
            field=f"accepted_{line.id}",
        )
    if rejected and difference.reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(rejected)s ditolak.", name=line.name, rejected=rejected),
            field=f"reason_{line.id}",
        )
    line.accepted, line.rejected = accepted, rejected
    line.reject_reason = difference.reason if rejected else None
    line.reject_photo_id = difference.photo_id if rejected else None


def _count(handover: Handover, line: HandoverLine, difference: LineDifference) -> None:
    """What was counted, taken back and lost; only what was counted at all can have been lost or sold."""
    taken_back = line.taken_back if difference.taken_back is None else difference.taken_back
    lost = line.lost if difference.lost is None else difference.lost
    if handover.rest_of_id is not None and line.opening is not None and (taken_back or lost):
        raise Refused(
            _l("%(name)s: isi hanya berapa yang tersisa.", name=line.name), field=f"counted_{line.id}"
        )
    if line.opening is None:
        most = line.taken_back if handover.kind is HandoverKind.RETURN else 0
        _check_uncounted(line, difference, taken_back, most)
    else:
        line.counted, line.lost = difference.counted, lost
        line.sold = line.opening - (line.counted or 0) - taken_back - lost
    back = taken_back or line.opening is None  # a return of which nothing arrived keeps why it was written
    line.take_back_reason = (difference.take_back_reason or line.take_back_reason) if back else None
    line.taken_back = taken_back


def _check_uncounted(line: HandoverLine, difference: LineDifference, taken_back: int, most: int) -> None:
    if not 0 <= taken_back <= most:
        raise Refused(
            _l("%(name)s: yang ditulis diretur %(most)s; isi paling banyak itu.", name=line.name, most=most),
            field=f"taken_back_{line.id}",
        )
    if difference.counted or difference.lost:
        raise Refused(
            _l("%(name)s tidak ikut dihitung pada surat ini.", name=line.name), field=f"counted_{line.id}"
        )
