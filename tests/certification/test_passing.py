from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from marketplace.catalog.indexing import documents
from marketplace.catalog.models import ProductHold
from marketplace.certification.events import ProductsLapsed
from marketplace.certification.models import CertificateHold, Requirement
from marketplace.certification.services import passing
from marketplace.certification.services.passing import pass_day
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.refreshing import refresh_all, refresh_products
from marketplace.db.outbox import Outbox
from marketplace.producers.models import Producer, ProducerHold
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product

D = date
TODAY = D(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # of 25 November in Metro


def at(days):
    return NOW + timedelta(days=days)


def nib_of(session, product, **given):
    maker = session.get_one(Producer, product.producer_id)
    return make_certificate(session, producer=maker, **{"kind": "nib", "expires_on": None} | given)


@pytest.fixture
def cloth(session, work):
    """Listed through 24 November."""
    with work() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis")
    nib_of(session, product, expires_on=TODAY)
    with work() as uow:
        refresh_all(uow)
    session.commit()
    assert product.eligible_until == TODAY
    return product


def lapses(heard):
    return [fact for fact in heard if isinstance(fact, ProductsLapsed)]


def test_it_leaves_at_midnight_in_metro_without_any_job(session, cloth):
    assert [one.product_id for one in documents(session, TODAY)] == [cloth.id]
    assert documents(session, TODAY + timedelta(1)) == []


def test_what_lapsed_is_told_once_to_its_maker(session, work, cloth, heard):
    other = make_product(
        session, producer=session.get_one(Producer, cloth.producer_id), category="batik-tapis"
    )
    other.eligible_until = TODAY
    session.commit()
    for _ in range(2):
        with work(now=MIDNIGHT) as uow:
            assert pass_day(uow, since=TODAY) is None

    assert lapses(heard) == [ProductsLapsed(producer_id=cloth.producer_id, product_ids=(cloth.id, other.id))]
    session.expire_all()
    assert cloth.eligible_until is None


def test_nothing_is_told_on_the_last_day_itself(work, cloth, heard):
    with work(now=MIDNIGHT - timedelta(minutes=1)) as uow:
        pass_day(uow, since=TODAY)

    assert lapses(heard) == []


def test_who_refreshes_it_first_tells_it(session, work, cloth, heard):
    """An officer approves something between midnight and the job."""
    with work(now=MIDNIGHT) as uow:
        refresh_products(uow, [cloth.id])
    with work(now=MIDNIGHT) as uow:
        pass_day(uow, since=TODAY)

    assert len(lapses(heard)) == 1


def test_nights_that_were_missed_are_caught_up(work, cloth, heard):
    with work(now=at(9)) as uow:
        pass_day(uow, since=TODAY)

    assert [fact.product_ids for fact in lapses(heard)] == [(cloth.id,)]


def test_what_its_maker_paused_was_not_listed_and_is_not_told(session, work, cloth, heard):
    cloth.paused_at = NOW
    session.commit()
    with work(now=at(1)) as uow:
        pass_day(uow, since=TODAY)

    session.expire_all()
    assert (cloth.eligible_until, lapses(heard)) == (None, [])


def test_what_goes_on_by_another_paper_has_not_lapsed(session, work, cloth, heard):
    nib_of(session, cloth, number="n2")
    with work(now=at(1)) as uow:
        pass_day(uow, since=TODAY)

    session.expire_all()
    assert (cloth.eligible_until, lapses(heard)) == (D.max, [])


@pytest.mark.parametrize("of", ["maker", "product", "paper"])
@pytest.mark.parametrize("since", [TODAY, None])
def test_the_end_of_a_suspension_brings_it_back(session, work, cloth, of, since):
    nib = nib_of(session, cloth, number="n2")
    held = {"from_on": TODAY, "until_on": TODAY + timedelta(2), "reason": "Label", "placed_by": None}
    if of == "maker":
        session.add(ProducerHold(producer_id=cloth.producer_id, **held))
    elif of == "product":
        session.add(ProductHold(product_id=cloth.id, **held))
    else:
        session.add(CertificateHold(certificate_id=nib.id, **held))
    session.commit()
    with work(now=at(1)) as uow:
        refresh_all(uow)
    session.expire_all()
    assert cloth.eligible_until is None

    with work(now=at(3)) as uow:
        pass_day(uow, since=since)
    session.expire_all()
    assert cloth.eligible_until == D.max


def test_the_end_of_a_requirement_brings_in_what_it_kept_out(session, work, cloth):
    with work(now=at(1)) as uow:
        refresh_all(uow)
    for row in session.query(Requirement).filter_by(certificate_kind="nib"):
        row.until_on = TODAY + timedelta(3)
    session.commit()

    with work(now=at(4)) as uow:
        pass_day(uow, since=TODAY + timedelta(3))
    session.expire_all()
    assert cloth.eligible_until == D.max


def test_what_stays_eligible_is_not_looked_at(session, work, cloth, engine):
    session.commit()
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with work() as uow:
        pass_day(uow, since=TODAY)

    assert not any("FROM certificates" in one and "EXISTS" not in one for one in statements)


def test_it_works_in_slices_that_go_on_where_the_last_ended(session, work, cloth, heard, monkeypatch):
    monkeypatch.setattr(passing, "SLICE", 2)
    more = [make_product(session, category="batik-tapis", eligible_until=TODAY) for _ in range(3)]
    ends = [0]
    while ends[-1] is not None:
        with work(now=at(1)) as uow:
            ends.append(pass_day(uow, since=TODAY, after=ends[-1]))

    assert ends == [0, more[0].id, more[2].id, None]
    assert {one for fact in lapses(heard) for one in fact.product_ids} == {cloth.id, *(p.id for p in more)}


def test_search_is_told_what_left(session, work, cloth):
    with work(now=at(1)) as uow:
        pass_day(uow, since=TODAY)

    last = session.query(Outbox).filter_by(job="index_products").order_by(Outbox.id.desc()).first()
    assert last.payload == {"product_ids": [cloth.id]}
