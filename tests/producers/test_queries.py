from datetime import date

import pytest
from sqlalchemy import event, literal, select

from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.producers.cards import producer_card, public_card
from marketplace.producers.models import LocalityBasis, Producer, Scale
from marketplace.producers.queries import (
    ProducerList,
    aliases,
    aliases_of,
    is_local,
    names_of,
    waiting_profiles,
)
from marketplace.producers.services.locality_and_holds import place_hold, record_locality
from marketplace.producers.services.registering import add_alias
from tests.conftest import NOW
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)


def names(session, **narrowed):
    return [row.name for row in ProducerList(day=TODAY, **narrowed).page(session)]


def test_a_list_of_makers_can_be_narrowed(session):
    make_producer(session, name="Abon")
    make_producer(session, name="Batik", kelurahan_code="18.72.02.1001", scale=Scale.SMALL, nib="1" * 13)
    make_producer(session, name="Coklat", state=DRAFT)

    assert names(session) == ["Abon", "Batik", "Coklat"]
    assert names(session, name="bat") == ["Batik"]
    assert names(session, name="1" * 13) == ["Batik"]
    assert names(session, kelurahan="18.72.02.1001") == ["Batik"]
    assert names(session, state=DRAFT) == ["Coklat"]
    assert names(session, scale=Scale.SMALL) == ["Batik"]


def test_strangers_see_who_is_approved_and_not_suspended(session, work):
    make_producer(session, name="Abon")
    held = make_producer(session, name="Batik")
    make_producer(session, name="Coklat", state=SUBMITTED)
    with work() as uow:
        place_hold(uow, held.id, reason="Keluhan")

    assert names(session, public=True) == ["Abon"]
    assert public_card(session, held.slug, TODAY) is None
    assert public_card(session, held.slug, date(2026, 11, 23)).name == "Batik"


def test_a_row_tells_whether_the_maker_is_local_today(session, work):
    here, gone = make_producer(session, name="A"), make_producer(session, name="B")
    with work() as uow:
        record_locality(uow, here.id, basis=LocalityBasis.CITY_LIST)
        record_locality(uow, gone.id, basis=LocalityBasis.CITY_LIST, until_on=date(2026, 11, 23))

    rows = ProducerList(day=TODAY).page(session)
    assert [row.local for row in rows] == [True, False]


def test_a_public_card_tells_in_one_statement_whether_the_maker_is_local_and_has_a_logo(session, work):
    here, gone = make_producer(session, name="A"), make_producer(session, name="B")
    with work() as uow:
        record_locality(uow, here.id, basis=LocalityBasis.CITY_LIST)
        record_locality(uow, gone.id, basis=LocalityBasis.CITY_LIST, until_on=date(2026, 11, 23))
    slugs, statements = [here.slug, gone.slug], []
    record = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", record)

    cards = [public_card(session, slug, TODAY) for slug in slugs]

    event.remove(session.get_bind(), "before_cursor_execute", record)
    assert [(card.local, card.logo) for card in cards] == [(True, None), (False, None)]
    assert len(statements) == 2


def test_local_can_be_asked_inside_a_select(session, work):
    producer = make_producer(session)
    with work() as uow:
        record_locality(uow, producer.id, basis=LocalityBasis.SITE_VISIT, from_on=date(2026, 3, 1))

    days = select(literal(date(2026, 2, 1)).label("day")).subquery()
    query = select(is_local(Producer.id, days.c.day)).select_from(Producer).join(days, literal(True))
    assert session.scalars(query).all() == [False]


def test_a_card_says_where_the_maker_works(session):
    producer = make_producer(session, name="Abon", story="Sejak 1998.")
    card = producer_card(session, producer.id)

    assert (card.name, card.kelurahan, card.kecamatan) == ("Abon", "Iring Mulyo", "Metro Timur")
    assert card.story == "Sejak 1998."
    assert producer_card(session, producer.id + 100) is None


def test_aliases_point_to_their_maker(session, work):
    producer = make_producer(session, name="Abon")
    with work() as uow:
        add_alias(uow, producer.id, "Abon Bu Sri")
        add_alias(uow, producer.id, "Bu Sri (abon)")

    assert aliases(session) == {"abonbusri": producer.id, "busriabon": producer.id}
    assert aliases_of(session, producer.id) == ["Abon Bu Sri", "Bu Sri (abon)"]
    assert names_of(session, [producer.id]) == {producer.id: "Abon"}


@pytest.mark.parametrize(("state", "count"), [(SUBMITTED, 1), (APPROVED, 0), (DRAFT, 0)])
def test_profiles_wait_while_they_are_submitted(session, state, count):
    make_producer(session, state=state, submitted_at=NOW)

    assert len(session.execute(waiting_profiles()).all()) == count
