"""The form of a return, the same for either side: units and a reason per item that lies with the shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.returns import Returnable, returnable
from marketplace.ordering.services.returning import ReturnItem
from marketplace.ordering.states import TakeBackReason
from marketplace.web.forms import Choice, Form, LongText, Whole


class ReturnForm(Form):
    note = LongText(_l("Catatan"), required=False, longest=500, rows=2)


class Returning:
    def __init__(self, rows: Sequence[Returnable]) -> None:
        self.rows = [row for row in rows if row.units]
        fields = {name: field for row in self.rows for name, field in _fields(row)}
        self.form: Form = type("ReturnForm", (ReturnForm,), fields)()

    @classmethod
    def of(cls, uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId) -> Self:
        return cls(list(returnable(uow.session, producer_id, outlet_id).values()))

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


def _fields(row: Returnable) -> Iterator[tuple[str, Any]]:
    def reasoned(form: Any, field: Any) -> None:
        if field.data and form[f"reason_{row.variant_id}"].data is None:
            raise field.refuse(_l("%(name)s: pilih alasan barangnya kembali."), name=row.name)

    yield (
        f"units_{row.variant_id}",
        Whole(_l("Kembali"), required=False, most=row.units, validators=[reasoned]),
    )
    yield f"reason_{row.variant_id}", Choice(_l("Alasan"), TakeBackReason, required=False)
