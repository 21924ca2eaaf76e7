"""What records are called, for people who read the journal: "Pesanan SO/26/00042 · Toko Umpama" instead of its number.

Records belong to packages above this one: their names are read as plain columns, not through their models.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    column,
    literal,
    null,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

Subject = tuple[str, int]  # the kind and id of what an entry is about: ("order", 12)
MOST_FOUND = 200  # records that a search leads to
OWNERS = table("organisations", column("id", Integer), column("public_id", String), column("name", String))


class SubjectName(NamedTuple):
    """`name` may be empty where a record has none; `owner` is the business that it belongs to.

    The public ids name the record and its owner in addresses.
    """

    name: str
    public_id: str | None
    owner: str | None
    owner_id: str | None


@dataclass(frozen=True)
class NamedTable:
    """Where a kind of record stands: the columns of its name, its public id and its owner.

    `through` is the column that leads to another table, whose record it is a part of. `searched`: its names are looked
    through for words, so they are few or short.
    """

    name: str
    called: str | None = None
    public_id: str | None = "public_id"
    owner: str | None = None
    through: tuple[str, str] | None = None  # table, and the column that leads there
    searched: bool = False

    def select(self, kind: str, *conditions: Any) -> Select[*tuple[Any, ...]]:
        names = {"id", self.public_id, self.called, self.owner} - {None}
        parent = table(
            self.through[0] if self.through else self.name, *map(column, sorted(filter(None, names)))
        )
        own, source = parent, parent
        if self.through:
            own = table(self.name, column("id"), column(self.through[1]))
            source = own.join(parent, parent.c.id == own.c[self.through[1]])  # type: ignore[assignment]
        if self.owner:
            source = source.outerjoin(OWNERS, OWNERS.c.id == parent.c[self.owner])  # type: ignore[assignment]
        columns = (
            literal(kind).label("kind"),
            own.c.id.label("id"),
            _text(parent, self.called).label("name"),
            _text(parent, self.public_id).label("public_id"),
            (OWNERS.c.name if self.owner else cast(null(), String)).label("owner"),
            (OWNERS.c.public_id if self.owner else cast(null(), String)).label("owner_id"),
        )
        return select(*columns).select_from(source).where(*(one(own, parent) for one in conditions))


def _text(of: Any, name: str | None) -> ColumnElement[Any]:
    return cast(of.c[name], String) if name else cast(null(), String)


NAMES: Mapping[str, NamedTable] = {
    "activity": NamedTable("activities", "title", searched=True),
    "attachment": NamedTable("attachments", owner="organisation_id"),
    "audit_case": NamedTable("audit_cases", "number", owner="partner_id", searched=True),
    "audit_finding": NamedTable(
        "audit_findings", "number", owner="partner_id", through=("audit_cases", "case_id")
    ),
    "audit_plan": NamedTable("audit_plans", "number", searched=True),
    "case": NamedTable("licence_cases", owner="producer_id"),
    "certificate": NamedTable("certificates", "number", owner="producer_id", searched=True),
    "checkout": NamedTable("checkouts", "gateway", owner="payer_id"),
    "circular": NamedTable("circulars", "number", searched=True),
    "declaration": NamedTable("spend_declarations", "month", owner="partner_id"),
    "declared_figure": NamedTable("declared_figures", "month", owner="partner_id"),
    "delivery_rule": NamedTable("delivery_rules", "since", None, owner="producer_id"),
    "due": NamedTable("dues", "owed_on", owner="payer_id"),
    "exemption": NamedTable("exemptions", "decision", None, owner="partner_id"),
    "gateway_account": NamedTable("gateway_accounts", "gateway", None, owner="producer_id"),
    "gateway_event": NamedTable("gateway_events", "event"),
    "handover": NamedTable("handovers", "number", owner="partner_id", searched=True),
    "import_batch": NamedTable("import_batches", owner="organisation_id"),
    "invoice": NamedTable("invoices", "number", owner="payer_id", searched=True),
    "mou": NamedTable("mous", "number", owner="partner_id", searched=True),
    "order": NamedTable("orders", "number", owner="partner_id", searched=True),
    "organisation": NamedTable("organisations", "name", searched=True),
    "outlet": NamedTable("outlets", "name", owner="partner_id", searched=True),
    "paper": NamedTable("papers", "number", None, owner="issuer_id", searched=True),
    "partner": NamedTable("organisations", "name", searched=True),
    "payment": NamedTable("payments", "paid_on", owner="payer_id"),
    "period": NamedTable("periods", "month", "month", searched=True),
    "picture": NamedTable("attachments", owner="organisation_id"),
    "producer": NamedTable("organisations", "name", searched=True),
    "product": NamedTable("products", "name", owner="producer_id", searched=True),
    "purchase": NamedTable("purchases", "bought_on", owner="partner_id"),
    "remembered_name": NamedTable("remembered_names", "text", None, owner="partner_id"),
    "report": NamedTable("reports", "number", "month", searched=True),
    "requirement": NamedTable("requirements", "certificate_kind", None),
    "requirement_change": NamedTable("requirement_changes", "certificate_kind"),
    "risk_flag": NamedTable("risk_flags", owner="partner_id"),
    "tax_status": NamedTable("tax_statuses", "since", None, owner="producer_id"),
    "term": NamedTable("trade_terms", None, None, owner="producer_id"),
    "told_sale": NamedTable("told_sales", "item", owner="producer_id"),
    "user": NamedTable("users", "name", searched=True),
    "variant": NamedTable("variants", "name", owner="producer_id", through=("products", "product_id")),
}
NAMELESS = frozenset(  # of persons whom the journal does not name, and of what there is one of or no record
    {"attendance", "candidate", "journal", "office_key", "seal", "synonyms", "year"}
)


def names_of(session: Session, subjects: Collection[Subject]) -> Mapping[Subject, SubjectName]:
    """What these records are called, in one select; those that have no name, or are gone, are left out."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for kind, number in subjects:
        if kind in NAMES:
            by_kind[kind].add(number)
    selects = [
        NAMES[kind].select(kind, lambda own, _, ids=frozenset(ids): own.c.id.in_(ids))
        for kind, ids in sorted(by_kind.items())
    ]
    if not selects:
        return {}
    return {(row.kind, row.id): _named(row) for row in session.execute(union_all(*selects))}


def subjects_called(session: Session, words: str) -> list[Subject]:
    """Records with these words in their name, the first of them: businesses, goods, and all that has a number."""
    found = union_all(*_searches(words)).subquery()
    return [
        (kind, number) for kind, number in session.execute(select(found.c.kind, found.c.id).limit(MOST_FOUND))
    ]


def _searches(words: str) -> Iterator[Select[*tuple[Any, ...]]]:
    for kind, named in NAMES.items():
        if named.searched:
            yield named.select(
                kind,
                lambda _, parent, called=named.called: parent.c[called].icontains(words, autoescape=True),
            )


def _named(row: Any) -> SubjectName:
    return SubjectName(row.name or "", row.public_id, row.owner, row.owner_id)
