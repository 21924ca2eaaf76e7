"""The form of a return, the same for either side: units and a reason per item that lies with the shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import prepared_for
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.returns import Returnable, returnable
from marketplace.ordering.services.returning import ReturnItem
from marketplace.ordering.states import HandoverKind, TakeBackReason
from marketplace.web.forms import Choice, Form, LongText, Whole


class ReturnForm(Form):
    note = LongText(_l("Catatan"), required=False, longest=500, rows=2)


class Returning:
    """Filled in with what was withdrawn, where something was."""

    def __init__(self, rows: Sequence[Returnable], withdrawn: Handover | None = None) -> None:
        was = _was(withdrawn)
        self.rows = [row for row in rows if row.units]
        fields = {name: field for row in self.rows for name, field in _fields(row, was)}
        note = withdrawn.note if withdrawn else ""
        self.form: Form = type("ReturnForm", (ReturnForm,), fields)(note=note)

    @classmethod
    def of(cls, uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId) -> Self:
        withdrawn = prepared_for(
            uow.session,
            kind=HandoverKind.RETURN,
            producer_id=producer_id,
            outlet_id=outlet_id,
            issuer_id=uow.actor.organisation,
        )
        return cls(list(returnable(uow.session, producer_id, outlet_id).values()), withdrawn)

    def items(self) -> list[ReturnItem]:
        """Of what units were filled in for."""
        return [
            ReturnItem(
                variant_id=row.variant_id,
                units=self.form[f"units_{row.variant_id}"].data,
                reason=self.form[f"reason_{row.variant_id}"].data,
            )
            for row in self.rows
            if self.form[f"units_{row.variant_id}"].data
        ]


Was = Mapping[int, tuple[int, TakeBackReason | None]]  # variant -> units and reason


def _was(withdrawn: Handover | None) -> Was:
    found: dict[int, tuple[int, TakeBackReason | None]] = {}
    for line in withdrawn.lines if withdrawn else ():
        units, _ = found.get(line.variant_id, (0, None))
        found[line.variant_id] = units + line.taken_back, line.take_back_reason
    return found


def _fields(row: Returnable, was: Was) -> Iterator[tuple[str, Any]]:
    units, reason = was.get(row.variant_id, (None, None))

    def reasoned(form: Any, field: Any) -> None:
        if field.data and form[f"reason_{row.variant_id}"].data is None:
            raise field.refuse(_l("%(name)s: pilih alasan barangnya kembali."), name=row.name)

    yield (
        f"units_{row.variant_id}",
        Whole(_l("Kembali"), required=False, most=row.units, validators=[reasoned], default=units),
    )
    yield f"reason_{row.variant_id}", Choice(_l("Alasan"), TakeBackReason, required=False, default=reason)
