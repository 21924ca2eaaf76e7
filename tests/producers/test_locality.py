"""Since when a maker counts as local on a day, and how that is said."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.producers.locality import ALWAYS, local_since, locality_label
from marketplace.producers.models import Locality, LocalityBasis, Producer
from marketplace.producers.queries import is_local
from tests.factories.ordering import make_maker

FIRST, LAST = date(2026, 3, 1), date(2026, 8, 31)
AGAIN = date(2026, 10, 1)


@pytest.fixture
def maker(session):
    """Local in two stretches, the second without an end."""
    maker = make_maker(session, local=False)
    for from_on, until_on in ((FIRST, LAST), (AGAIN, None)):
        session.add(
            Locality(
                producer_id=maker.id,
                from_on=from_on,
                until_on=until_on,
                basis=LocalityBasis.CITY_LIST,
                verified_by=None,
            )
        )
    session.flush()
    return maker


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (FIRST - timedelta(days=1), None),
        (FIRST, FIRST),
        (LAST, FIRST),
        (LAST + timedelta(days=1), None),
        (AGAIN, AGAIN),
        (date(2027, 1, 1), AGAIN),
    ],
)
def test_it_is_the_first_day_of_the_stretch_that_holds_then(session, maker, day, since):
    make_maker(session)
    found = session.execute(
        select(local_since(Producer.id, day), is_local(Producer.id, day)).where(Producer.id == maker.id)
    ).one()
    assert tuple(found) == (since, since is not None)


def test_a_stretch_without_a_first_day_is_since_always(session):
    maker = make_maker(session)
    assert session.scalar(select(local_since(maker.id, date(2020, 1, 1)))) == ALWAYS


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (None, "Tidak terhitung lokal"),
        (ALWAYS, "Terhitung lokal sejak semula"),
        (FIRST, "Terhitung lokal sejak 1 Maret 2026"),
    ],
)
def test_it_is_said_in_one_way(since, said):
    assert str(locality_label(since)) == said
