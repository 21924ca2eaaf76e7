"""What is open in a month, as a page lists it: kind by kind, each thing with the address where it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from marketplace.compliance.open_amounts import OpenKind
from marketplace.compliance.open_matter import MatterTurn, OpenMatter
from marketplace.kernel.period import Month

ICONS = {
    OpenKind.OBJECTION: "note",
    OpenKind.REFUSAL: "eye",
    OpenKind.CLAIM: "risk",
    OpenKind.SALE: "risk",
    OpenKind.HANDOVER: "truck",
    OpenKind.DIFFERENCE: "truck",
    OpenKind.SELLERS: "list",
    OpenKind.GOODS: "list",
    OpenKind.IMPORT: "up",
    OpenKind.TOTAL: "cash",
    OpenKind.MISSING: "cash",
}


@dataclass(frozen=True)
class MatterGroup:
    """All that is open of one kind; the nearest deadline first."""

    kind: OpenKind
    matters: Sequence[OpenMatter]

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def turns(self) -> Sequence[MatterTurn]:
        return [turn for turn in MatterTurn if any(one.turn is turn for one in self.matters)]

    @property
    def due(self) -> date | None:
        return min((one.due for one in self.matters if one.due), default=None)

    @property
    def partners(self) -> Sequence[str]:
        return sorted({one.partner for one in self.matters})

    @property
    def adds(self) -> int:
        return sum(one.adds for one in self.matters)

    @property
    def takes(self) -> int:
        return sum(one.takes for one in self.matters)

    @property
    def untold(self) -> int:
        """How many of these nobody gave an amount for."""
        return sum(one.untold for one in self.matters)


def grouped(matters: Sequence[OpenMatter]) -> Sequence[MatterGroup]:
    by_due = sorted(matters, key=lambda one: (one.due or date.max, one.partner))
    groups = [MatterGroup(kind, [one for one in by_due if one.kind is kind]) for kind in OpenKind]
    return [group for group in groups if group.matters]


def address_of(matter: OpenMatter, month: Month) -> str:
    """Where an official reads it, and settles it when it is their turn."""
    match matter.kind:
        case OpenKind.OBJECTION:
            return url_for("office_objections.show", month=month, number=int(matter.record))
        case OpenKind.REFUSAL:
            return url_for("office_compliance.line", number=int(matter.record))
        case OpenKind.CLAIM:
            return url_for("office_claims.show", public_id=matter.record)
        case OpenKind.SALE:
            return url_for("office_told_sales.show", public_id=matter.record)
        case OpenKind.HANDOVER | OpenKind.DIFFERENCE:
            return url_for("office_handovers.show", public_id=matter.record)
        case OpenKind.SELLERS | OpenKind.GOODS:
            return url_for("office_names.index")
        case OpenKind.TOTAL:
            return url_for("office_declarations.show", public_id=matter.record)
        case _:
            return url_for("office_partners.show", public_id=matter.record)
