"""The ledger as judgements read it: who buys, what they bought with what held on that day, what they declared.

A purchase that was taken back never happened: neither it nor its mirror image is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Category, Variant
from marketplace.imports.models import BatchKind, ImportBatch, RepeatedRow
from marketplace.imports.states import COMMITTED
from marketplace.kernel.clock import day_of, end_of
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners import models as partners
from marketplace.producers.models import Locality, Producer
from marketplace.purchases.counted import AUDITED, DISPUTED
from marketplace.purchases.known import plainly
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName, Source
from marketplace.purchases.recognising import no_makers
from marketplace.purchases.standing import stands
from marketplace.uptake.judged import judged_partners
from marketplace.uptake.lines import (
    Grade,
    JudgedPartner,
    LedgerLine,
    LinePart,
    Path,
    Total,
)
from marketplace.uptake.returns import Pairs, TradedLine, follow_back, follow_returns

Reversal = aliased(Purchase)
Record = aliased(Producer)  # as the purchase was written; a merged one counts as the one that was kept
MAKER = func.coalesce(Record.merged_into_id, Purchase.producer_id)

TAKEN_BACK = or_(Purchase.reverses_id.is_not(None), exists().where(Reversal.reverses_id == Purchase.id))
DOCUMENTED = or_(Purchase.document_number.is_not(None), Purchase.evidence_id.is_not(None))
Register = aliased(ImportBatch)
IN_A_REGISTER = exists().where(  # a recap's row that the shop's own file has too
    RepeatedRow.purchase_id == Purchase.id,
    RepeatedRow.batch_id == Register.id,
    Register.kind == BatchKind.PURCHASES,
    Register.state == COMMITTED,
)
PROVEN = or_(
    Purchase.evidence_id.is_not(None),
    and_(Purchase.document_number.is_not(None), Purchase.photo_required.is_(False)),
    and_(Purchase.document_number.is_not(None), Purchase.source == Source.RECAP, IN_A_REGISTER),
)
NAMED_BY_SHOP = and_(  # and by nobody else: an officer may confirm the name, its maker the purchase
    or_(Purchase.named_by.is_not(None), PurchaseLine.named_by.is_not(None)),
    exists().where(
        RememberedName.id.in_((Purchase.named_by, PurchaseLine.named_by)),
        or_(RememberedName.confirmed_at.is_(None), RememberedName.undone_at.is_not(None)),
    ),
)
CONFIRMED = PurchaseAnswer.answer == Answer.CONFIRMED
GRADE = case(
    (and_(Purchase.source == Source.HANDOVER, Purchase.one_sided.is_(False)), "A"),
    (and_(DOCUMENTED, CONFIRMED, Purchase.one_sided.is_(False)), "B"),
    (NAMED_BY_SHOP, "D"),
    (or_(PROVEN, Purchase.source == Source.HANDOVER), "C"),
    else_="D",
)
LOCAL_THAT_DAY = and_(
    Locality.producer_id == MAKER,
    or_(Locality.from_on.is_(None), Locality.from_on <= Purchase.bought_on),
    or_(Locality.until_on.is_(None), Locality.until_on >= Purchase.bought_on),
)


First = aliased(SpendDeclaration)
FILED = (  # when a total of that month was sent first
    select(func.min(First.submitted_at))
    .where(First.partner_id == SpendDeclaration.partner_id, First.month == SpendDeclaration.month)
    .scalar_subquery()
)


def _reading(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Purchase.partner_id,
            PurchaseLine.id,
            Purchase.bought_on,
            PurchaseLine.net,
            MAKER,
            Producer.kelurahan_code,
            func.coalesce(PurchaseLine.product_id, Variant.product_id),
            PurchaseLine.text,
            PurchaseLine.category_id,
            GRADE,
            Locality.id.is_not(None),
            func.coalesce(PurchaseLine.certified, False),
            AUDITED,
            DISPUTED,
            Purchase.seller_text,
            PurchaseLine.quantity_milli,
            PurchaseLine.unit,
            Purchase.outlet_id,
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .outerjoin(Producer, Producer.id == MAKER)
        .outerjoin(Locality, LOCAL_THAT_DAY)
        .outerjoin(Variant, Variant.id == PurchaseLine.variant_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(~TAKEN_BACK, *conditions)
        .order_by(PurchaseLine.id)
    )


def lines_of(
    session: Session,
    span: MonthSpan,
    *,
    partner_ids: Collection[int] | None = None,
    of_makers: bool = False,
    makers: Collection[int | None] | None = None,
) -> Mapping[int, Sequence[LedgerLine]]:
    """Rows of the ledger bought in these months, per partner, in one select, and a few where something was returned.

    Those of known makers only, where local purchases are all that is asked for; or of these `makers`, None for sellers
    who are none.
    """
    by_id = {number: path for number, _, path in category_paths(session)}
    days = Purchase.bought_on.between(span.first_day, span.last_day)
    whose: list[ColumnElement[bool]] = []
    if partner_ids is not None:
        whose.append(Purchase.partner_id.in_(partner_ids))
    if of_makers:
        whose.append(Purchase.producer_id.is_not(None))
    if makers is not None:
        known = Purchase.producer_id.in_(_records({one for one in makers if one is not None}))
        whose.append(or_(known, Purchase.producer_id.is_(None)) if None in makers else known)
    rows = _traded(session, by_id, partner_ids, days, *whose)
    return follow_back(rows, span.first_day, partial(_earlier, session, by_id))


def lines_bought(session: Session, purchase_ids: Collection[int]) -> Mapping[int, Sequence[LedgerLine]]:
    """Lines of these purchases, per partner; returns among them as they were recorded, not as they are read."""
    by_id = {number: path for number, _, path in category_paths(session)}
    rows = _traded(session, by_id, None, Purchase.id.in_(purchase_ids))
    return {partner_id: [row.line for row in some] for partner_id, some in rows.items()}


def lines_returned(session: Session, *conditions: ColumnElement[bool]) -> Mapping[int, Sequence[LedgerLine]]:
    """All lines, per partner, that tell what the returns among these lines are of; nothing where there are none.

    Of the makers concerned, from their first purchase to the end of the month of the last of these returns.
    """
    asked = session.execute(
        select(Purchase.partner_id, MAKER, func.max(Purchase.bought_on))
        .select_from(PurchaseLine)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .join(Record, Record.id == Purchase.producer_id)
        .where(PurchaseLine.net < 0, ~TAKEN_BACK, *conditions)
        .group_by(Purchase.partner_id, MAKER)
    ).all()
    if not asked:
        return {}
    by_id = {number: path for number, _, path in category_paths(session)}
    after = Month.of(max(day for *_, day in asked)).next.first_day
    pairs: Pairs = {(partner_id, maker) for partner_id, maker, _ in asked}
    rows = _earlier(session, by_id, pairs, None, after)
    return {partner_id: follow_returns(some) for partner_id, some in rows.items()}


def _earlier(
    session: Session, paths: Mapping[int, Path], pairs: Pairs, since: date | None, until: date
) -> Mapping[int, Sequence[TradedLine]]:
    """What these partners bought of these makers, and gave back, before a day: where returns may come from."""
    partner_ids, makers = ({pair[place] for pair in pairs} for place in (0, 1))
    return _traded(
        session,
        paths,
        partner_ids,
        Purchase.bought_on < until,
        *([Purchase.bought_on >= since] if since else []),
        Purchase.partner_id.in_(partner_ids),
        Purchase.producer_id.in_(_records(makers)),
        tuple_(Purchase.partner_id, MAKER).in_(pairs),
    )


def _records(makers: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Of these makers, merged ones too."""
    return select(Producer.id).where(or_(Producer.id.in_(makers), Producer.merged_into_id.in_(makers)))


def _traded(
    session: Session,
    paths: Mapping[int, Path],
    partner_ids: Collection[int] | None,
    *conditions: ColumnElement[bool],
) -> Mapping[int, Sequence[TradedLine]]:
    strangers = no_makers(session, partner_ids)
    found: defaultdict[int, list[TradedLine]] = defaultdict(list)
    for row in session.execute(_reading(*conditions)):
        partner_id, number, day, net, maker, kelurahan, product, text, category, grade = row[:10]
        local, certified, audited, disputed = row[10:14]
        seller, quantity, unit, outlet = row[14:]
        item = f"product:{product}" if product else f"{maker}:{_same(text)}"
        line = LedgerLine(
            number, day, int(audited or net), maker, kelurahan, item, paths.get(category, ()), Grade(grade),
            bool(local), bool(certified), audited == 0, bool(disputed),
            maker is not None or (partner_id, plainly(seller)) in strangers, product is not None,
            outlet=outlet, recorded=int(net) if audited else None,
        )  # fmt: skip
        found[partner_id].append(TradedLine(line, int(quantity), unit))
    return found


def totals_of(
    session: Session, span: MonthSpan, *, partner_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[Total]]:
    """What partners declared to have bought in each of these months, as it stands."""
    query = (
        select(
            SpendDeclaration.partner_id,
            SpendDeclaration.month,
            SpendDeclaration.total,
            SpendDeclaration.by_category,
            FILED,
        )
        .where(SpendDeclaration.month.between(str(span.first), str(span.last)), stands())
        .order_by(SpendDeclaration.month)
    )
    if partner_ids is not None:
        query = query.where(SpendDeclaration.partner_id.in_(partner_ids))
    by_code = {code: path for _, code, path in category_paths(session)}
    found: defaultdict[int, list[Total]] = defaultdict(list)
    for partner_id, month, rupiah, split, filed in session.execute(query):
        parts = tuple(LinePart(by_code.get(code, (code,)), int(part)) for code, part in sorted(split.items()))
        found[partner_id].append(Total(month, int(rupiah), parts, day_of(filed)))
    return found


def partners_of(
    session: Session, month: Month, *, partner_ids: Collection[int] | None = None
) -> Sequence[JudgedPartner]:
    """Partners that were known by the end of the month, or for whom anything of it stands in the books.

    Each as it was on the month's first day.
    """
    wrote = exists().where(
        Purchase.partner_id == partners.Partner.id,
        Purchase.bought_on.between(month.first_day, month.last_day),
    )
    declared = exists().where(
        SpendDeclaration.partner_id == partners.Partner.id, SpendDeclaration.month == str(month), stands()
    )
    known = Organisation.created_at < end_of(month.next.first_day, hour=0)
    whose = or_(known, wrote, declared) if partner_ids is None else partners.Partner.id.in_(partner_ids)
    return judged_partners(session, month, whose)


def last_month_with_rows(session: Session, partner_id: int) -> Month | None:
    """The newest month in which a partner bought or declared anything."""
    bought = session.scalar(select(func.max(Purchase.bought_on)).filter_by(partner_id=partner_id))
    declared = session.scalar(
        select(func.max(SpendDeclaration.month)).filter_by(partner_id=partner_id).where(stands())
    )
    months = [Month.of(bought)] if bought else []
    return max([*months, *([Month.parse(declared)] if declared else [])], default=None)


def category_paths(session: Session) -> Sequence[tuple[int, str, Path]]:
    """Every category's number, its code, and the codes from the root down to it."""
    rows: dict[int, tuple[str, int | None]] = {
        number: (code, parent)
        for number, code, parent in session.execute(select(Category.id, Category.code, Category.parent_id))
    }

    def path(number: int | None) -> Path:
        if number is None:
            return ()
        code, parent = rows[number]
        return (*path(parent), code)

    return [(number, code, path(number)) for number, (code, _) in rows.items()]


def _same(text: str) -> str:
    """Letters and digits only, so that two spellings of one item are one."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
