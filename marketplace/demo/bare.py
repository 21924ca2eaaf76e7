"""The bare city: the law's data, the accounts, a circular, one shop under memorandum; nobody has traded yet."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.circulars.models import Binding
from marketplace.circulars.terms import ClauseTerms
from marketplace.demo.city import City
from marketplace.demo.lists import makers, shops
from marketplace.demo.makers import register
from marketplace.demo.office import IN_FORCE_FROM, found_office, issue_circular
from marketplace.demo.partners import Memorandum, welcome

SHARE = ClauseTerms(
    code="4a",
    text="Contoh: paling sedikit 15 % dari seluruh belanja dagangan setiap bulan berasal dari pembuat Kota Metro.",
    rule="value_share",
    figures={"least": 1500},
    binding=Binding.MANDATORY,
    weight=3,
    source_article="contoh, bukan naskah resmi",
)


def build_bare(city: City) -> None:
    """The contract names what is in it; `flask imports` is tried on it."""
    began = IN_FORCE_FROM - timedelta(days=31)
    office = found_office(city, began)
    issue_circular(city, office, [SHARE])
    for maker in makers()[:2]:
        register(city, office, maker, city.workday(began + timedelta(days=14)))
    one, other = shops()[:2]
    under_mou = Memorandum(IN_FORCE_FROM, _two_years_from(max(IN_FORCE_FROM, city.today)))
    welcome(city, office, one, city.workday(began + timedelta(days=7)), [under_mou])
    welcome(city, office, other, city.workday(began + timedelta(days=8)), [])
    city.play()


def _two_years_from(day: date) -> date:
    return date(day.year + 2, 12, 31)
