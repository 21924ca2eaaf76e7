from datetime import date

import pytest

from marketplace.catalog.reviewing import approve_product
from marketplace.certification.reactions import REACTIONS
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.refreshing import refresh_all
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.review import SUBMITTED
from marketplace.producers.models import Producer, Scale
from marketplace.producers.services.locality_and_holds import lift_hold, place_hold
from marketplace.producers.services.registering import edit_profile, profile_of
from marketplace.producers.services.reviewing import approve_producer
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer


@pytest.fixture
def unit(session, queue):
    return lambda now=NOW: UnitOfWork(session, actor=SYSTEM, now=now, bus=Bus(REACTIONS), queue=queue)


@pytest.fixture
def cloth(session, unit):
    with unit() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis")
    make_certificate(
        session, producer=session.get_one(Producer, product.producer_id), kind="nib", expires_on=None
    )
    with unit() as uow:
        refresh_all(uow)
    return product


def test_a_suspension_takes_the_product_out_and_lifting_brings_it_back(session, unit, cloth):
    assert cloth.eligible_until == date.max
    with unit() as uow:
        hold = place_hold(uow, cloth.producer_id, reason="Keluhan")
    assert cloth.eligible_until is None

    with unit() as uow:
        lift_hold(uow, hold.id)
    assert cloth.eligible_until == date.max


def test_a_suspension_to_come_ends_it_on_the_eve(session, unit, cloth):
    with unit() as uow:
        place_hold(uow, cloth.producer_id, reason="Keluhan", from_on=date(2026, 12, 1))

    assert cloth.eligible_until == date(2026, 11, 30)


def test_approval_of_maker_and_product_brings_it_in(session, unit, cloth):
    producer = make_producer(session, state=SUBMITTED)
    product = make_product(session, producer=producer, category="batik-tapis", state=SUBMITTED)
    make_certificate(session, producer=producer, kind="nib", expires_on=None)

    with unit() as uow:
        approve_producer(uow, producer.id)
    assert product.eligible_until is None
    with unit() as uow:
        approve_product(uow, product.id, revision=1)
    assert product.eligible_until == date.max


def test_a_change_of_scale_is_followed(session, unit, cloth):
    producer = session.get_one(Producer, cloth.producer_id)
    snack = make_product(session, producer=producer, category="dry-food")
    make_certificate(session, snack)
    early = NOW.replace(month=10, day=1)
    with unit(early) as uow:
        refresh_all(uow)
    assert snack.eligible_until == date(2026, 10, 16)

    with unit(early) as uow:
        old = profile_of(uow, producer)
        edit_profile(
            uow, producer.id, type(old)(**{**vars(old), "scale": Scale.MEDIUM}), version=producer.version
        )
    assert snack.eligible_until is None


def test_a_refresh_without_change_writes_nothing(session, unit, cloth):
    before = session.query(Outbox).count()
    with unit() as uow:
        assert refresh_all(uow) == []

    assert session.query(Outbox).count() == before
