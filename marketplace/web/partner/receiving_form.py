"""The form a delivery is received with: filled in as brought, and a line opens where something differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.files.services import keep
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.services.receiving import Difference
from marketplace.ordering.states import RejectReason
from marketplace.ports.storage import Storage
from marketplace.web.forms import Choice, Form, LongText, Picture, Whole
from marketplace.web.readable import a_photo


class NoteForm(Form):
    note = LongText(_l("Catatan untuk pembuat"), required=False, longest=500, rows=2)


@dataclass(frozen=True)
class Opened:
    """The fields of a line that differs."""

    accepted: Any
    rejected: Any
    reason: Any
    photo: Any


class Receiving:
    def __init__(self, handover: Handover, opened: Collection[int], **given: Any) -> None:
        self.handover = handover
        self.opened = [line.id for line in handover.lines if line.id in opened]
        fields = {
            name: field
            for line in handover.lines
            if line.id in self.opened
            for name, field in _fields_of(line)
        }
        self.form: Form = type("ReceiveForm", (NoteForm,), fields)(**given)

    def fields(self, line_id: int) -> Opened | None:
        if line_id not in self.opened:
            return None
        names = ("accepted", "rejected", "reason", "photo")
        return Opened(*(self.form[f"{name}_{line_id}"] for name in names))

    def differences(self, uow: UnitOfWork, storage: Storage) -> list[Difference]:
        """What was filled in, with the photos kept. `uow` is the one that the agreement stands in."""
        return [self._difference(uow, storage, line_id) for line_id in self.opened]

    @property
    def value(self) -> Rupiah:
        """Rupiah that would be accepted, as the form stands."""
        return Rupiah(sum(self._accepted(line) * line.unit_price for line in self.handover.lines))

    def _accepted(self, line: HandoverLine) -> int:
        fields = self.fields(line.id)
        told = fields.accepted.data if fields else None
        return line.brought if told is None else int(told)

    def _difference(self, uow: UnitOfWork, storage: Storage, line_id: int) -> Difference:
        accepted, rejected, reason, photo = vars(self.fields(line_id)).values()
        kept = keep(uow, storage, content=photo.content, name=photo.filename) if photo.content else None
        return Difference(
            line_id=line_id,
            accepted=accepted.data,
            rejected=rejected.data,
            reason=reason.data,
            photo_id=kept.id if kept else None,
        )


def _fields_of(line: HandoverLine) -> Iterator[tuple[str, Any]]:
    yield f"accepted_{line.id}", Whole(_l("Diterima"), most=line.brought)
    yield f"rejected_{line.id}", Whole(_l("Ditolak"), required=False, most=line.brought)
    yield f"reason_{line.id}", Choice(_l("Alasan ditolak"), RejectReason, radio=True)
    yield f"photo_{line.id}", Picture(_l("Foto"), required=False, validators=[a_photo])
