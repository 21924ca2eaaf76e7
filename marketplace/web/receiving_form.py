"""The form a handover is answered with: filled in as it was sent, and a line opens where something differs.

Deliveries, rounds and returns share it, and so do the shop's page, the maker's, the page behind a QR, and the
office's when it settles a dispute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.lots import share_out
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.states import HandoverKind, RejectReason, Side, TakeBackReason
from marketplace.web.forms import Choice, DayField, Document, Form, LongText, Picture, Whole
from marketplace.web.upload_checks import readable_photo
from marketplace.web.uploads import keep_upload

COUNTED = ("counted", "taken_back", "lost", "take_back_reason")
CAME = ("accepted", "rejected", "reason", "photo")
MOST = 100_000  # units of an item


class NoteForm(Form):
    note = LongText(_l("Catatan"), required=False, longest=500, rows=2)


class ContestForm(Form):
    reason = LongText(_l("Apa yang tidak benar"), longest=500, rows=3)
    contest_photo = Picture(_l("Foto bukti"), required=False, validators=[readable_photo])


@dataclass(frozen=True)
class ReceivedLine:
    """A line as the form stands: what it would come to."""

    line: HandoverLine
    consigned: bool
    lost_on_shop: bool
    accepted: int
    counted: int | None
    taken_back: int
    lost: int
    differs: bool
    answerable: bool  # of an item's lots only the first is answered, for all of them
    sent_owed: (
        int | None
    )  # units owed as it was sent, which hold until its writer agrees; None: this is the last word

    @property
    def sold(self) -> int | None:
        """None where nothing was counted."""
        if self.counted is None:
            return None
        return (self.line.opening or 0) - self.counted - self.taken_back - self.lost

    @property
    def balance(self) -> int:
        """Units that lie on the shelf and are still the maker's, after a round."""
        return (self.counted or 0) + self.owed_more + self.taken

    @property
    def taken(self) -> int:
        """Units that are taken at once: what came beyond what was brought waits for its maker."""
        waits = self.sent_owed is not None and self.line.brought
        return min(self.accepted, self.line.brought) if waits else self.accepted

    @property
    def owed_more(self) -> int:
        return 0 if self.sent_owed is None else max(0, self.owed - self.sent_owed)

    @property
    def claimed(self) -> int:
        """Units beyond what was written."""
        return self.accepted - self.taken + self.owed_more

    @property
    def value(self) -> Rupiah:
        """Rupiah that the shop would owe for it, without what is claimed."""
        units = self.owed - self.owed_more if self.consigned else self.taken - self.taken_back
        return Rupiah(units * self.line.unit_price)

    @property
    def owed(self) -> int:
        return (self.sold or 0) + (self.lost if self.lost_on_shop else 0)


class Receiving:
    """`opened` are the lines that differ; `dated` asks on which day a delivery came.

    Without `photos` an officer fills it in, whose figures are the last word.
    """

    def __init__(
        self,
        handover: Handover,
        opened: Collection[int] = (),
        *,
        form: type[Form] = NoteForm,
        photos: bool = True,
        dated: bool = False,
        **given: Any,
    ) -> None:
        self.handover, self.photos = handover, photos
        self.opened = [line.id for line in handover.lines if line.id in opened]
        fields = {
            f"{name}_{line.id}": field
            for line in handover.lines
            if line.id in self.opened
            for name, field in self._fields_of(line)
        }
        if dated and handover.kind is HandoverKind.DELIVERY:
            fields["goods_on"] = DayField(
                _l("Barang datang tanggal"), required=False, default=handover.counts_on
            )
        self.form: Form = type("ReceiveForm", (form,), fields)(**given)

    def fill(self, line_ids: Collection[int]) -> None:
        """Lines that were opened just now stand as they were sent."""
        for line_id in line_ids:
            for field in self.fields(line_id).values():
                field.process(None)

    def fields(self, line_id: int) -> dict[str, Any]:
        """The fields of a line that is open, by name; none of one that is not."""
        names = (name for name in (*COUNTED, *CAME) if f"{name}_{line_id}" in self.form)
        return {name: self.form[f"{name}_{line_id}"] for name in names}

    @property
    def goods_on(self) -> date | None:
        """The day on which a delivery came; None where it was not asked."""
        return self.form["goods_on"].data if "goods_on" in self.form else None

    def differences(self, uow: UnitOfWork) -> list[LineDifference]:
        """What was filled in, with the photos kept. `uow` is the one that the agreement stands in."""
        each = (self._difference(uow, line) for line in self.handover.lines)
        return [difference for difference in each if difference is not None]

    @property
    def lines(self) -> Sequence[ReceivedLine]:
        return [self._received(line) for line in self.handover.lines]

    @property
    def value(self) -> Rupiah:
        """Rupiah that the shop would owe, as the form stands."""
        return Rupiah(sum(line.value for line in self.lines))

    @property
    def left_there(self) -> Rupiah:
        """What consigned goods that were accepted are worth, which nobody owes yet."""
        return Rupiah(sum(line.taken * line.line.unit_price for line in self.lines))

    @property
    def mark(self) -> str:
        """Of the figures as they stand: a form carries it to show that nothing else was seen."""
        return ";".join(
            f"{line.line.id}:{line.accepted}:{line.counted}:{line.taken_back}:{line.lost}"
            for line in self.lines
        )

    def _received(self, line: HandoverLine) -> ReceivedLine:
        typed = {name: field.data for name, field in self.fields(line.id).items()} | self._count_of(line)

        def figure(name: str, otherwise: Any) -> Any:
            return otherwise if typed.get(name) is None else typed[name]

        asks = self.photos and self.handover.rest_of_id is None
        return ReceivedLine(
            line=line,
            consigned=self.handover.consigned,
            lost_on_shop=(line.loss_on or self.handover.loss_on) is Side.SHOP,
            accepted=figure("accepted", line.brought if line.accepted is None else line.accepted),
            counted=figure("counted", line.counted),
            taken_back=figure("taken_back", line.taken_back),
            lost=figure("lost", line.lost),
            differs=line.id in self.opened,
            answerable=line is self._lots(line)[0] or bool(line.brought),
            sent_owed=line.owed_units(self.handover.loss_on) if asks else None,
        )

    def _lots(self, line: HandoverLine) -> list[HandoverLine]:
        """The lots of the item that is counted with it; the first is answered for all, the oldest left first."""
        if line.opening is None:
            return [line]
        lines = self.handover.lines
        return [one for one in lines if one.variant_id == line.variant_id and one.opening is not None]

    def _count_of(self, line: HandoverLine) -> dict[str, int]:
        """What the count of the item means for this lot; empty where it is counted alone, or not otherwise."""
        lots = self._lots(line)
        fields = self.fields(lots[0].id)
        if len(lots) == 1 or "counted" not in fields:
            return {}
        units = [one.opening or 0 for one in lots]
        given = {name: fields[name].data or 0 for name in ("counted", "taken_back", "lost")}
        if sum(given.values()) > sum(units):  # refused by whoever writes it, with these figures
            return given if line is lots[0] else dict.fromkeys(given, 0)
        part = share_out(units, **given)[lots.index(line)]
        return {name: getattr(part, name) for name in given}

    def _difference(self, uow: UnitOfWork, line: HandoverLine) -> LineDifference | None:
        """None where the line is as it was sent."""
        typed = {name: field.data for name, field in self.fields(line.id).items() if name != "photo"}
        if not (given := typed | self._count_of(line)):
            return None
        return LineDifference(line_id=line.id, photo_id=self._photo(uow, line.id), **given)

    def _photo(self, uow: UnitOfWork, line_id: int) -> AttachmentId | None:
        photo = self.fields(line_id).get("photo")
        return keep_photo(uow, photo, self.handover) if photo else None

    def _fields_of(self, line: HandoverLine) -> Iterator[tuple[str, Any]]:
        if self.handover.kind is HandoverKind.RETURN:
            yield (
                "taken_back",
                Whole(_l("Yang benar-benar kembali"), most=line.taken_back, default=line.taken_back),
            )
            return
        if line.counted is not None and line is self._lots(line)[0]:
            yield from _count_fields(self._lots(line))
        if line.brought:
            asked = self.photos and self.handover.rest_of_id is None  # then more may have come
            most = MOST if asked else line.brought
            yield "accepted", Whole(_l("Diterima"), most=most, default=line.brought)
            yield "rejected", Whole(_l("Ditolak"), required=False, most=line.brought)
            yield "reason", Choice(_l("Alasan ditolak"), RejectReason, radio=True, required=False)
            if self.photos:
                yield "photo", Picture(_l("Foto"), required=False, validators=[readable_photo])


def _count_fields(lots: Sequence[HandoverLine]) -> Iterator[tuple[str, Any]]:
    most = sum(line.opening or 0 for line in lots)
    reason = next((line.take_back_reason for line in lots if line.take_back_reason), None)

    def whole(title: Label, name: str, **given: Any) -> Whole:
        return Whole(title, most=most, default=sum(getattr(line, name) or 0 for line in lots), **given)

    yield "counted", whole(_l("Sisa di rak"), "counted")
    yield "taken_back", whole(_l("Ditarik"), "taken_back")
    yield "lost", whole(_l("Hilang"), "lost", required=False)
    yield (
        "take_back_reason",
        Choice(_l("Alasan ditarik"), TakeBackReason, required=False, default=reason),
    )


def keep_photo(uow: UnitOfWork, field: Document, handover: Handover) -> AttachmentId | None:
    """Kept for whoever answers; behind a QR nobody has signed in, and it is the shop's."""
    return keep_upload(uow, field, organisation_id=uow.actor.at or handover.partner_id)
