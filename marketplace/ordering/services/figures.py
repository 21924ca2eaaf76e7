"""A step of every agreement: the figures of an answer are written into the lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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


def settle_figures(handover: Handover, differences: Sequence[LineDifference]) -> Iterator[FigureChange]:
    """Write the figures into the lines; tells those that are not as they were sent."""
    by_line = {difference.line_id: difference for difference in differences}
    if by_line.keys() - {line.id for line in handover.lines}:
        raise LookupError(f"handover {handover.id} has no such lines: {sorted(by_line)}")
    by_line = {line.id: by_line.get(line.id) or LineDifference(line_id=line.id) for line in handover.lines}
    for lots in _lots(handover).values():
        by_line |= _shared_out(lots, by_line)
    for line in handover.lines:
        difference = by_line[line.id]
        before = (line.brought, line.counted or 0, line.taken_back, line.lost)
        owed = line.owed_units(handover.loss_on)
        _take(line, difference)
        _count(handover, line, difference)
        line.differs = max(0, owed - line.owed_units(handover.loss_on))
        line.counted_as_sent = before[1] if line.differs else None
        after = (line.accepted or 0, line.counted or 0, line.taken_back, line.lost)
        for field, was, now in zip(("accepted", "counted", "taken_back", "lost"), before, after, strict=True):
            if was != now:
                yield FigureChange(line_id=line.id, field=field, before=was, after=now)


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


def _take(line: HandoverLine, difference: LineDifference) -> None:
    accepted, rejected = difference.accepted, difference.rejected
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
    if handover.rest_of_id is not None and (taken_back or lost):
        raise Refused(
            _l("%(name)s: isi hanya berapa yang tersisa.", name=line.name), field=f"counted_{line.id}"
        )
    if line.opening is None:
        most = line.taken_back if handover.kind is HandoverKind.RETURN else 0
        _check_uncounted(line, difference, taken_back, most)
    else:
        line.counted, line.lost = difference.counted, lost
        line.sold = line.opening - (line.counted or 0) - taken_back - lost
    line.take_back_reason = (difference.take_back_reason or line.take_back_reason) if taken_back else None
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
