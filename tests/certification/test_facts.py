from datetime import date

import pytest
from sqlalchemy import event

from marketplace.catalog.models import ProductHold
from marketplace.certification.eligibility import FOREVER, Blocked, Ok, Turn
from marketplace.certification.facts import facts_of
from marketplace.certification.queries import certified_days, certified_on, eligible_on
from marketplace.certification.services.reference import load_reference
from marketplace.kernel.errors import NotFound
from marketplace.kernel.review import RETURNED, SUBMITTED
from marketplace.producers.models import Producer, Scale
from marketplace.producers.services.locality_and_holds import place_hold
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer

D = date
TODAY = D(2026, 11, 24)


@pytest.fixture(autouse=True)
def reference(work):
    with work() as uow:
        load_reference(uow)


def papers(session, product, *, halal=True):
    """Everything a snack of a micro maker needs."""
    maker = {"kind": "nib", "expires_on": None, "issued_on": D(2020, 1, 1)}
    make_certificate(session, producer=session.get_one(Producer, product.producer_id), **maker)
    make_certificate(session, product)
    if halal:
        make_certificate(session, product, kind="halal", expires_on=None, issued_on=D(2025, 9, 1))


def codes(session, product, day=TODAY):
    verdict = eligible_on(session, product.id, day)
    return [reason.code for reason in verdict.reasons] if isinstance(verdict, Blocked) else []


def test_a_snack_of_a_micro_maker_needs_nib_pirt_and_halal(session):
    product = make_product(session)
    assert codes(session, product) == ["nib", "pirt", "halal"]

    papers(session, product)
    assert eligible_on(session, product.id, TODAY) == Ok(D(2030, 3, 1))
    assert certified_on(session, product.id, TODAY)


def test_the_day_decides_and_the_past_is_answered_too(session):
    product = make_product(session)
    papers(session, product, halal=False)

    assert codes(session, product, D(2026, 10, 16)) == []
    assert codes(session, product, D(2026, 10, 17)) == ["halal"]
    assert codes(session, product, D(2025, 2, 28)) == ["pirt"]


def test_a_medium_maker_needed_halal_two_years_earlier(session):
    product = make_product(session, producer=make_producer(session, scale=Scale.MEDIUM))
    papers(session, product, halal=False)

    assert codes(session, product, D(2026, 10, 16)) == ["halal"]


def test_a_maker_of_unknown_scale_counts_as_micro(session):
    product = make_product(session, producer=make_producer(session, scale=None))
    papers(session, product, halal=False)

    assert codes(session, product, D(2026, 10, 16)) == []


def test_cloth_needs_a_nib_only(session):
    product = make_product(session, category="batik-tapis")

    assert codes(session, product) == ["nib"]


def test_a_certificate_of_another_product_does_not_help(session):
    mine, other = make_product(session), make_product(session)
    papers(session, other)

    assert codes(session, mine) == ["nib", "pirt", "halal"]


@pytest.mark.parametrize(("state", "turn"), [(SUBMITTED, Turn.OFFICER), (RETURNED, Turn.MAKER)])
def test_what_is_not_approved_proves_nothing(session, state, turn):
    product = make_product(session, category="batik-tapis")
    producer = session.get_one(Producer, product.producer_id)
    make_certificate(session, producer=producer, kind="nib", expires_on=None, state=state)

    verdict = eligible_on(session, product.id, TODAY)
    assert [(one.code, one.acts) for one in verdict.reasons] == [("nib", turn)]


def test_a_revoked_certificate_held_until_the_eve(session):
    product = make_product(session)
    papers(session, product, halal=False)
    make_certificate(
        session, product, kind="halal", expires_on=None, issued_on=D(2025, 9, 1), revoked_on=D(2026, 11, 20)
    )

    assert eligible_on(session, product.id, D(2026, 11, 19)) == Ok(D(2026, 11, 19))
    assert codes(session, product, D(2026, 11, 20)) == ["halal"]


def test_a_superseded_certificate_ends_when_the_newer_one_is_issued_and_approved(session):
    product = make_product(session, category="batik-tapis")
    producer = session.get_one(Producer, product.producer_id)
    nib = {"kind": "nib", "expires_on": None, "producer": producer}
    newer = make_certificate(session, **nib, number="n2", issued_on=D(2026, 6, 1), state=SUBMITTED)
    make_certificate(session, **nib, number="n1", issued_on=D(2020, 1, 1), superseded_by_id=newer.id)

    assert eligible_on(session, product.id, TODAY) == Ok(FOREVER)

    newer.revoked_on, newer.state = D(2026, 11, 1), "approved"
    session.commit()
    session.expire_all()
    assert eligible_on(session, product.id, D(2026, 5, 31)) == Ok(D(2026, 10, 31))
    assert codes(session, product) == ["nib"]


def test_suspensions_of_maker_and_product_both_block(session, work):
    product = make_product(session, category="batik-tapis")
    producer = session.get_one(Producer, product.producer_id)
    make_certificate(session, producer=producer, kind="nib", expires_on=None)
    session.add(ProductHold(product_id=product.id, from_on=TODAY, reason="Label salah", placed_by=None))
    session.commit()
    with work() as uow:
        place_hold(uow, product.producer_id, reason="Keluhan")

    verdict = eligible_on(session, product.id, TODAY)
    assert [one.says for one in verdict.reasons] == ["Ditangguhkan: Keluhan", "Ditangguhkan: Label salah"]


def test_many_products_cost_no_more_statements_than_one(session, engine):
    products = [make_product(session) for _ in range(12)]
    pairs = [(product.id, day) for product in products for day in (TODAY, D(2026, 1, 1))]
    session.commit()
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2].split()[0]))

    assert set(certified_days(session, pairs).values()) == {False}
    assert statements.count("SELECT") == 5

    certified_days(session, pairs[:1])
    assert statements.count("SELECT") == 10


def test_a_product_that_is_not_there(session):
    assert facts_of(session, [99]) == {}
    with pytest.raises(NotFound):
        eligible_on(session, 99, TODAY)
