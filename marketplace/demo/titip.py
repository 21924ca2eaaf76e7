"""Goods on consignment: terms with some shops, a round every week, and what came of each."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City, Person
from marketplace.demo.trade import offered_on
from marketplace.kernel.ids import HandoverId, OutletId, ProducerId, VariantId
from marketplace.ordering.consigned import balances_at
from marketplace.ordering.invoicing import bills_by_terms, invoice_by_terms
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.states import Invoicing, Side, TakeBackReason, TradeModel
from marketplace.partners.models import Outlet

PAIRS = (("M01", "T04", 2), ("M01", "T06", 6), ("M02", "T01", 1), ("M03", "T04", 3))  # last visit so long ago
WAITING = ("M02", "T01")  # the shop has not said yet whether the last count is right
DIFFERS = ("M03", "T04")  # the shop counted two more than the maker, who has not answered
BILLED = ("M01", "T06")  # by itself, on Mondays, as both agreed
ITEMS, FULL, WEEK = 4, 24, timedelta(days=7)
MARGIN, DAYS_TO_PAY = 2_000, 14  # basis points of the retail price; days
SHELF_LIFE = timedelta(days=75)


class Titip:
    def __init__(self, city: City) -> None:
        self.city = city

    def plan(self) -> None:
        """From two months ago, every week up to the last visit."""
        for maker_ref, shop_ref, back in PAIRS:
            maker, shop = self.city.people[maker_ref], self.city.people[shop_ref]
            last = self.city.workday_before(self.city.today, back)
            first = self.city.workday(self.city.months.last.previous.first_day)
            invoicing = Invoicing.MONDAY if (maker_ref, shop_ref) == BILLED else Invoicing.BY_HAND
            self.city.plan(maker, first, partial(self._propose_terms, shop, invoicing), hour=8)
            visits = [day for week in range(12) if (day := last - WEEK * week) > first]
            for day in reversed(visits):
                waits = (maker_ref, shop_ref) == WAITING and day == last
                differs = (maker_ref, shop_ref) == DIFFERS and day == last
                self._visit(maker, shop, self.city.workday(day), waits=waits, differs=differs)
        monday = self.city.months.last.previous.first_day
        while monday <= self.city.today:
            monday += timedelta(days=7 - monday.weekday())
            self.city.plan(THE_SYSTEM, monday, _bill, hour=6)

    def _propose_terms(self, shop: Person, invoicing: Invoicing, uow: UnitOfWork) -> None:
        """The shop agrees within the hour."""
        maker_id, outlet_id = ProducerId(uow.actor.organisation), outlet_of(uow, shop)
        proposed = propose_term(
            uow,
            maker_id,
            outlet_id,
            model=TradeModel.CONSIGNMENT,
            margin=MARGIN,
            days_to_pay=DAYS_TO_PAY,
            loss_on=Side.SHOP,
            invoicing=invoicing,
        )
        agree = partial(
            answer_term, producer_id=maker_id, outlet_id=outlet_id, term_id=proposed.id, agrees=True
        )
        self.city.plan(shop, uow.today, agree, hour=9)

    def _visit(self, maker: Person, shop: Person, day: date, *, waits: bool, differs: bool) -> None:
        def go(uow: UnitOfWork) -> None:
            entries = self._counted(uow, shop)
            if not entries:
                return  # nothing of theirs may be offered just then
            key = f"contoh-{maker.at}-{shop.at}-{day}"
            sent = send_round(uow, outlet_of(uow, shop), client_id=key, entries=entries)
            if not waits:
                counted = (
                    partial(_count_more, sent.id) if differs else partial(agree_handover, handover_id=sent.id)
                )
                self.city.plan(shop, day, counted, hour=15, minute=20)

        self.city.plan(maker, day, go, hour=14, minute=int(shop.at) % 60)

    def _counted(self, uow: UnitOfWork, shop: Person) -> list[RoundEntry]:
        """What lies there sold by a half or so; now and then a pack has to come back."""
        outlet_id, me = outlet_of(uow, shop), ProducerId(uow.actor.organisation)
        lying = balances_at(uow.session, me, outlet_id)
        mine = [variant.id for variant, _ in offered_on(uow, ()) if variant.producer_id == me]
        return [
            self._entry(uow, variant_id, lying[variant_id].balance if variant_id in lying else 0)
            for variant_id in [*lying, *(one for one in mine if one not in lying)][:ITEMS]
        ]

    def _entry(self, uow: UnitOfWork, variant_id: VariantId, balance: int) -> RoundEntry:
        left = balance * self.city.dice.randrange(20, 75) // 100
        old = 1 if left > 2 and self.city.one_in(5) else 0
        brought = max(0, FULL - left)
        return RoundEntry(
            variant_id=variant_id,
            counted=left - old,
            taken_back=old,
            take_back_reason=TakeBackReason.EXPIRED if old else None,
            brought=brought,
            best_before=uow.today + SHELF_LIFE if brought else None,
        )


def _bill(uow: UnitOfWork) -> None:
    """As the worker does every morning."""
    for bill in bills_by_terms(uow.session, uow.today):
        invoice_by_terms(uow, bill)


def _count_more(handover_id: HandoverId, uow: UnitOfWork) -> None:
    """Two more than the maker wrote lie there still, of the first of which as many were sold."""
    lines = uow.get(Handover, handover_id).lines
    fit = [line for line in lines if line.sold_so >= 2]
    more = [LineDifference(line_id=line.id, counted=(line.counted or 0) + 2) for line in fit[:1]]
    agree_handover(uow, handover_id, differences=more)


def outlet_of(uow: UnitOfWork, shop: Person) -> OutletId:
    """The shop's first one."""
    query = select(Outlet.id).filter_by(partner_id=shop.at).order_by(Outlet.id).limit(1)
    return OutletId(uow.session.scalars(query).one())
