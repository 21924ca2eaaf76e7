"""What is open of what shops handed in: objections, lowered totals, files, and names that nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.compliance.models import Objection, ObjectionAnswer, Period
from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.compliance.open_matter import MatterTurn, OpenMatter
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.states import OPEN as UNRECORDED
from marketplace.kernel.clock import day_of
from marketplace.kernel.money import spell
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ordering.deadlines import OFFICER
from marketplace.partners.models import Partner
from marketplace.places.calendar import workdays_after
from marketplace.purchases.declarations import DECIDED_WITHIN
from marketplace.purchases.models.declarations import DeclarationDecision, SpendDeclaration
from marketplace.purchases.open_names import names_open_in
from marketplace.purchases.standing import newest
from marketplace.uptake.ledger import category_paths
from marketplace.uptake.lines import LinePart, Path, Total


def objections_unanswered(session: Session, month: Month) -> Iterator[OpenMatter]:
    query = (
        select(
            Objection.id,
            Objection.text,
            Objection.amount,
            Objection.written_at,
            Organisation.id,
            Organisation.name,
        )
        .join(Period, Period.id == Objection.period_id)
        .join(Organisation, Organisation.id == Objection.partner_id)
        .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
        .where(Period.month == str(month), ObjectionAnswer.objection_id.is_(None))
        .order_by(Objection.id)
    )
    for number, text, amount, written_at, shop_id, shop in session.execute(query):
        rupiah = None if amount is None else int(amount)
        yield OpenMatter(
            partner_id=shop_id,
            partner=shop,
            turn=MatterTurn.OFFICER,
            due=workdays_after(session, day_of(written_at), OFFICER),
            amounts=(OpenAmount(kind=OpenKind.OBJECTION, day=month.last_day, rupiah=rupiah),),
            record=str(number),
            about=text,
        )


def names_unknown(
    session: Session, span: MonthSpan, partner_ids: Collection[int] | None = None
) -> Sequence[OpenMatter]:
    """Words of sellers and goods that the shop's rows have and nobody has named."""
    names = names_open_in(session, span, partner_ids)
    if not names:
        return []
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(names))
    called = dict(session.execute(query).all())
    found = []
    for shop_id, some in sorted(names.items()):
        makers = {name.maker_id for name in some}
        for maker in sorted(makers, key=lambda one: one or 0):
            own = [name for name in some if name.maker_id == maker]
            kind = OpenKind.SELLERS if maker is None else OpenKind.GOODS
            found.append(
                OpenMatter(
                    partner_id=shop_id,
                    partner=called[shop_id],
                    turn=MatterTurn.SHOP,
                    due=span.last.next.last_day,
                    amounts=(OpenAmount(kind=kind, day=span.last_day, maker=maker, count=len(own)),),
                    record="",
                    about=", ".join(name.text for name in own[:3]),
                    net=max(0, sum(name.net for name in own)),
                )
            )
    return found


def files_unrecorded(session: Session, month: Month) -> Iterator[OpenMatter]:
    """Registers of a shop for this month that were read and neither recorded nor dropped."""
    query = (
        select(
            ImportBatch.public_id, ImportBatch.period, ImportBatch.total, Organisation.public_id,
            Organisation.id, Organisation.name,
        )
        .join(Organisation, Organisation.id == ImportBatch.organisation_id)
        .join(Partner, Partner.id == Organisation.id)
        .where(
            ImportBatch.kind == BatchKind.PURCHASES,
            ImportBatch.state.in_(UNRECORDED),
            ImportBatch.period != "",
        )
        .order_by(ImportBatch.id)
    )  # fmt: skip
    for _, period, total, code, shop_id, shop in session.execute(query):
        if month in MonthSpan.parse(period):
            amount = OpenAmount(kind=OpenKind.IMPORT, day=month.last_day, rupiah=int(total) or None)
            yield OpenMatter(
                partner_id=shop_id,
                partner=shop,
                turn=MatterTurn.SHOP,
                due=month.next.last_day,
                amounts=(amount,),
                record=code,
            )


def totals_waiting(session: Session, month: Month) -> Sequence[OpenMatter]:
    """Totals lowered by the shop that count once an officer has accepted them."""
    query = (
        select(
            SpendDeclaration.public_id, SpendDeclaration.total, SpendDeclaration.by_category,
            SpendDeclaration.submitted_at, Organisation.id, Organisation.name,
        )
        .join(Organisation, Organisation.id == SpendDeclaration.partner_id)
        .outerjoin(DeclarationDecision, DeclarationDecision.declaration_id == SpendDeclaration.id)
        .where(
            SpendDeclaration.month == str(month),
            SpendDeclaration.waits,
            DeclarationDecision.declaration_id.is_(None),
            newest(),
        )
        .order_by(SpendDeclaration.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    paths = {code: path for _, code, path in category_paths(session)} if rows else {}
    return [
        OpenMatter(
            partner_id=shop_id,
            partner=shop,
            turn=MatterTurn.OFFICER,
            due=workdays_after(session, day_of(submitted_at), DECIDED_WITHIN),
            amounts=(
                OpenAmount(
                    kind=OpenKind.TOTAL, day=month.last_day, total=_total(month, int(total), split, paths)
                ),
            ),
            record=code,
            about=spell(int(total)),
        )
        for code, total, split, submitted_at, shop_id, shop in rows
    ]


def _total(month: Month, rupiah: int, split: Mapping[str, int], paths: Mapping[str, Path]) -> Total:
    parts = (LinePart(paths.get(code, (code,)), int(part)) for code, part in sorted(split.items()))
    return Total(str(month), rupiah, tuple(parts))
