"""What a recap would do to the ledger, shop by shop: rows with a day as a register's, claims where nothing is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.bulk import SLICE
from marketplace.imports.entries import named_rows, source_refs
from marketplace.imports.plans import ADD, REPLACE, Marked, RegisterPlan, plan_rows
from marketplace.imports.recaps.reading import RecapFile, RecapPart
from marketplace.imports.recaps.shops import KnownShop, RecapShop
from marketplace.imports.registers.questions import Answers, Choice, Question, QuestionKey, Reading
from marketplace.imports.registers.rows import RegisterRow
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month
from marketplace.kernel.slicing import in_slices
from marketplace.purchases.bulk import recorded_rows
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.purchases.undated import Whose, known_months, whose

KEEP = "keep"  # what the shop has recorded stands, the recap's rows of these documents are left out
CHANGES = (KEEP, REPLACE, ADD)


@dataclass(frozen=True, kw_only=True)
class RecordedClaim:
    """A maker's month that the ledger has: what the recap claims of it, which is not added, and what counts."""

    seller: str
    month: Month
    rows: int
    claimed: Rupiah
    recorded: Rupiah


@dataclass(frozen=True, kw_only=True)
class ShopPlan:
    """`texts` are the names by which the recap calls the shop; `dated` and `claims` what would be written."""

    shop: KnownShop
    texts: Sequence[str]
    parts: Sequence[RecapPart]
    dated: RegisterPlan
    claims: RegisterPlan
    recorded: Sequence[RecordedClaim]

    def written(self, answers: Answers) -> Sequence[RegisterRow]:
        """The rows that would count."""
        changed = [] if answers.get(QuestionKey.CHANGED) == KEEP else self.dated.changed
        return [row for _, row in (*self.dated.new, *(marked for marked, _ in changed), *self.claims.new)]

    @property
    def bad(self) -> int:
        return sum(len(part.bad) for part in self.parts)

    @property
    def same(self) -> int:
        """Rows that the ledger has, with this recap or another file; without claims that are not added."""
        return len(self.dated.same) + len(self.claims.same)

    @property
    def unnamed(self) -> int:
        """New rows whose seller nobody has recognised."""
        rows = [row for _, row in (*self.dated.new, *self.claims.new)]
        return sum(row.maker is None for row in rows)


@dataclass(frozen=True, kw_only=True)
class RecapPlan:
    """`left_out` are shops that were answered to be none; those nobody has told are in neither."""

    shops: Sequence[ShopPlan]
    left_out: Sequence[RecapPart]

    @property
    def question(self) -> Question | None:
        """Rows of documents that are recorded with other figures: what is to become of them, in all shops alike."""
        changed = [change for one in self.shops for change in one.dated.changed]
        if not changed:
            return None
        shown = changed[:3]
        more = sum(row.net for (_, row), _ in changed)
        less = sum(change.live.line.net for _, change in changed if change.live)
        total = sum(row.net for one in self.shops for row in one.written({QuestionKey.CHANGED: KEEP}))
        labels = {
            KEEP: (_l("Biarkan catatan yang ada"), total),
            REPLACE: (_l("Ganti catatan yang ada"), total + more - less),
            ADD: (_l("Tambahkan: pembelian lain"), total + more),
        }
        return Question(
            key=QuestionKey.CHANGED,
            about=_l(
                "%(rows)s baris rekap memakai nota yang sudah tercatat, tetapi isi atau tanggalnya lain. Mana yang"
                " berlaku?",
                rows=len(changed),
            ),
            rows=[
                Reading(
                    ref=row.ref,
                    text=_l(
                        "%(item)s: tercatat %(old)s, di rekap %(new)s",
                        item=row.item,
                        old=spell(change.document.line.net),
                        new=spell(row.net),
                    ),
                )
                for (_, row), change in shown
            ],
            choices=[
                Choice(value=value, label=label, total=Rupiah(amount))
                for value, (label, amount) in labels.items()
            ],
        )


def plan_recap(session: Session, file: RecapFile, shops: Mapping[str, RecapShop]) -> RecapPlan:
    """Only reads. Parts that mean one shop are one; a shop that nobody has told yet has no plan."""
    of_shop: defaultdict[KnownShop, list[RecapPart]] = defaultdict(list)
    for part in file.parts:
        shop = shops[part.text].shop
        if shop is not None:
            of_shop[shop].append(part)
    return RecapPlan(
        shops=[
            _plan(session, file, shop, parts)
            for shop, parts in sorted(of_shop.items(), key=lambda pair: pair[0].id)
        ],
        left_out=[part for part in file.parts if shops[part.text].is_left_out],
    )


def _plan(session: Session, file: RecapFile, shop: KnownShop, parts: Sequence[RecapPart]) -> ShopPlan:
    rows = named_rows(session, shop.id, [row for part in parts for row in part.rows])
    claims = named_rows(session, shop.id, [row for part in parts for row in part.claims])
    register = replace(file.register, rows=rows)
    dated = plan_rows(session, shop.id, register, source_refs(shop.id, rows))
    dated = replace(dated, repeated=_of_recaps(session, dated.repeated))
    here = _summed(rows)
    months = {Month.of(row.day) for row in claims}
    known = here | {
        key: one.net + here.get(key, 0)
        for key, one in known_months(session, shop.id, months, undated=True).items()
    }
    open_ = [row for row in claims if _known_as(row, known) is None]
    return ShopPlan(
        shop=shop,
        texts=[part.text for part in parts],
        parts=parts,
        dated=dated,
        claims=_claims(session, shop.id, file, claims, open_),
        recorded=_recorded(claims, known),
    )


def _of_recaps(session: Session, purchase_ids: Collection[PurchaseId]) -> Collection[PurchaseId]:
    """What a shop's own file brought does not stand by a recap alone: its grade says that there is such a file."""
    wanted, found = sorted(purchase_ids), list[PurchaseId]()
    for few in in_slices(wanted, SLICE):
        some = Purchase.id.in_(few)
        found += session.scalars(select(Purchase.id).where(some, Purchase.source == Source.RECAP))
    return found


def _claims(
    session: Session,
    partner_id: PartnerId,
    file: RecapFile,
    claims: Sequence[RegisterRow],
    open_: Sequence[RegisterRow],
) -> RegisterPlan:
    """What was claimed before and taken back by hand is not claimed again; what was undone is."""
    period = file.register.period
    recorded, undone = recorded_rows(
        session, partner_id, period.first_day, period.last_day, (Source.UNDATED,)
    )
    marked: list[Marked] = [
        (f"undated:{ref}", row) for ref, row in zip(source_refs(partner_id, claims), claims, strict=True)
    ]
    wanted = {row.ref for row in open_}
    new = [(ref, row) for ref, row in marked if row.ref in wanted and ref not in recorded]
    return RegisterPlan(
        new=new,
        same=[row for ref, row in marked if row.ref in wanted and ref in recorded],
        evidence=(),
        changed=(),
        adding=0,
        undone=undone,
        repeated=(),
        total=Rupiah(sum(row.net for _, row in new)),
    )


def _recorded(claims: Sequence[RegisterRow], known: Mapping[Whose, int]) -> list[RecordedClaim]:
    by_key: defaultdict[Whose, list[RegisterRow]] = defaultdict(list)
    for row in claims:
        if (key := _known_as(row, known)) is not None:
            by_key[key].append(row)
    return [
        RecordedClaim(
            seller=rows[0].maker.names[0] if rows[0].maker else rows[0].seller,
            month=key.month,
            rows=len(rows),
            claimed=Rupiah(sum(row.net for row in rows)),
            recorded=Rupiah(known[key]),
        )
        for key, rows in by_key.items()
    ]


def _summed(rows: Sequence[RegisterRow]) -> dict[Whose, int]:
    found: defaultdict[Whose, int] = defaultdict(int)
    for row in rows:
        for key in _whose(row):
            found[key] += row.net
    return dict(found)


def _known_as(row: RegisterRow, known: Mapping[Whose, int]) -> Whose | None:
    return next((key for key in _whose(row) if key in known), None)


def _whose(row: RegisterRow) -> Sequence[Whose]:
    return whose(row.maker.id if row.maker else None, row.seller, row.day)
