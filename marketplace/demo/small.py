"""The small city: half a year of believable trade, and what lies on the desks today."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.demo.arranging import Arrangements
from marketplace.demo.attention import Attention
from marketplace.demo.audits import Audits
from marketplace.demo.city import City, spread
from marketplace.demo.consent import Unordered
from marketplace.demo.desk import Desk
from marketplace.demo.judging import CLAUSES, Bench
from marketplace.demo.ledger import Book, Declarations
from marketplace.demo.lists import goods, makers, shops
from marketplace.demo.makers import register
from marketplace.demo.names import Names
from marketplace.demo.office import (
    Office,
    found_office,
    issue_circular,
    list_holidays,
    seat_newcomers,
)
from marketplace.demo.outreach import Outreach
from marketplace.demo.partners import standings, welcome
from marketplace.demo.paying import Paying
from marketplace.demo.recaps import Recaps
from marketplace.demo.registers import Registers
from marketplace.demo.settling import Settling
from marketplace.demo.shapes import plan_shapes
from marketplace.demo.sheets import plan_sheets
from marketplace.demo.situations import Situations
from marketplace.demo.stating import Stating
from marketplace.demo.studio import Studio
from marketplace.demo.telling import Telling
from marketplace.demo.titip import Titip
from marketplace.demo.trade import Trade
from marketplace.kernel.period import Month
from marketplace.notices.inbox import read_all
from marketplace.partners.models import PartnerKind

ORDERS_A_MONTH = {PartnerKind.SUPERMARKET: 6, PartnerKind.MINIMARKET: 5, PartnerKind.SOUVENIR_SHOP: 5}
USUALLY = 3
REGISTERS = {"T03": 44, "T08": 18}  # shops that read in their till's register, and how many lines it has
NOTES_A_MONTH = {"expired": 3, "draft": 4}  # who may not order writes down what it bought elsewhere


def build_small(city: City) -> None:
    studio = Studio(city.tools.storage, city.tools.sealer)
    studio.draw_ahead()
    try:
        _build(city, studio)
    finally:
        studio.close()


def _build(city: City, studio: Studio) -> None:
    opened = date((city.months.first.first_day - timedelta(days=90)).year, 1, 1)
    office = found_office(city, opened - timedelta(days=31))
    list_holidays(city, office, since=opened)
    circular_id = issue_circular(city, office, CLAUSES, from_on=opened)
    last_day = city.months.first.first_day - timedelta(days=10)
    for maker, day in zip(makers(), spread(opened, last_day, len(makers())), strict=True):
        offered = [good for good in goods() if good.maker == maker.ref]
        register(
            city,
            office,
            maker,
            _arrival(city, day, maker.plight),
            Settling(city, office, studio, maker, offered),
        )
    for shop, day in zip(shops(), spread(opened, last_day, len(shops())), strict=True):
        came = city.workday(day)
        welcome(city, office, shop, came, standings(city, came)[shop.mou]())
    Outreach(city, office, studio, opened=opened).plan()
    city.play(until=city.months.first.previous.last_day)
    _plan_half_a_year(city, office, studio)
    Bench(city, office, circular_id).plan()
    Audits(city, office, studio).plan()
    _read_inboxes(city, office)
    seat_newcomers(city, office)
    city.play()


def _plan_half_a_year(city: City, office: Office, studio: Studio) -> None:
    trade, book, declarations = Trade(city), Book(city, studio, office), Declarations(city, office)
    registers, names = Registers(city, studio), Names(city)
    for shop in shops():
        trade.plan(shop, a_month=ORDERS_A_MONTH.get(shop.kind, USUALLY))
        book.plan(shop, a_month=NOTES_A_MONTH.get(shop.mou, 2))
        if shop.ref in REGISTERS:
            registers.plan(shop, list(city.months), rows=REGISTERS[shop.ref])
        for month in city.months:
            if (shop.ref, month) not in _missing(city):
                queried = shop.ref == "T05" and month == city.months.first.next
                late = shop.ref in ("T06", "T10") and month == city.months.last
                declarations.plan(shop, month, queried=queried, late=late)
        names.plan(shop)
        if shop.ref == "T05":
            for month in list(city.months)[-3:]:
                book.plan_without_proof(shop, month)
        if shop.ref == "T04":
            book.plan_late(shop, city.months.first.next)
    Titip(city).plan()
    plan_shapes(city, registers)
    Recaps(city, office, registers).plan()
    Situations(city, office, registers).plan()
    Unordered(city).plan()
    Desk(city, trade, book, registers).plan()
    Arrangements(city).plan()
    Paying(city).plan()
    Telling(city, office).plan()
    Attention(city).plan()
    Stating(city, office, studio).plan()
    plan_sheets(city)


def _read_inboxes(city: City, office: Office) -> None:
    """A week ago everybody had read what they were told."""
    for person in (*city.people.values(), *vars(office).values()):
        city.plan(person, city.workday_ago(5), read_all, hour=18)


def _missing(city: City) -> set[tuple[str, Month]]:
    """Totals that nobody declared."""
    published, last = city.months.first.next.next, city.months.last
    return {
        ("T09", published),
        ("T11", last.previous.previous),
        ("T05", last.previous),
        ("T02", last),
        ("T12", last),
    }


def _arrival(city: City, day: date, plight: str) -> date:
    """Who still waits for an answer came in these days, not half a year ago."""
    late = {"draft": 3, "submitted": 5, "returned": 14, "rejected": 40}
    return city.workday_ago(late[plight]) if plight in late else city.workday(day)
