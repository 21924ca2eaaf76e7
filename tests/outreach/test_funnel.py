from datetime import timedelta

import pytest
from sqlalchemy import event

from marketplace.catalog.models import Product
from marketplace.certification.models import CertificateProduct
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.ordering.states import OrderState
from marketplace.outreach.funnel import Stage, funnel
from marketplace.outreach.models import AttendanceState
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_order
from tests.factories.outreach import make_activity, make_attendance, make_candidate, make_case
from tests.factories.producers import make_producer

DAY = timedelta(days=1)
TODAY = NOW.date()
CAME = NOW - 30 * DAY
BEFORE, SINCE = CAME - DAY, CAME + DAY


@pytest.fixture
def visit(session):
    return make_activity(session, starts_at=CAME, ends_at=CAME + timedelta(hours=3))


@pytest.fixture
def guest(session, visit):
    """Somebody who came, with a business of their own."""
    candidate = make_candidate(session, name="Ani", producer_id=make_producer(session).id)
    make_attendance(session, visit, candidate, state=AttendanceState.PRESENT)
    return candidate


def certify(session, guest, at, **given):
    maker = session.get(Producer, guest.producer_id)
    return make_certificate(session, producer=maker, **{"reviewed_at": at, "state": APPROVED} | given)


def list_goods(session, guest, at):
    variant = make_goods(session, maker=session.get(Producer, guest.producer_id))
    product = session.get(Product, variant.product_id)
    product.reviewed_at = at
    session.commit()
    return variant


def order(session, variant, at, **given):
    return make_order(session, variant=variant, placed_at=at, **given)


def reached(session, visit):
    (row,) = funnel(session, TODAY, activity_id=visit.id).rows
    return row.reached[-1]


def test_somebody_walks_from_the_visit_to_a_first_order(session, visit, guest):
    assert reached(session, visit) is Stage.PRESENT
    make_case(session, candidate=guest, opened_at=SINCE)
    assert reached(session, visit) is Stage.CASE
    certify(session, guest, SINCE)
    assert reached(session, visit) is Stage.CERTIFIED
    variant = list_goods(session, guest, SINCE)
    assert reached(session, visit) is Stage.LISTED
    order(session, variant, SINCE)
    assert reached(session, visit) is Stage.ORDERED


def test_what_was_there_before_the_visit_is_not_its_doing(session, visit, guest):
    make_case(session, candidate=guest, opened_at=BEFORE)
    assert reached(session, visit) is Stage.PRESENT
    make_case(session, candidate=guest, opened_at=SINCE, kind="halal")
    certify(session, guest, BEFORE)
    assert reached(session, visit) is Stage.CASE


def test_a_product_waits_for_its_paper_and_is_listed_by_it(session, visit, guest):
    make_case(session, candidate=guest, opened_at=SINCE)
    variant = list_goods(session, guest, BEFORE)
    other = certify(session, guest, SINCE)
    session.add(CertificateProduct(certificate_id=other.id, product_id=make_goods(session).product_id))
    session.commit()
    assert reached(session, visit) is Stage.CERTIFIED
    session.add(CertificateProduct(certificate_id=other.id, product_id=variant.product_id))
    session.commit()
    assert reached(session, visit) is Stage.LISTED
    order(session, variant, BEFORE)
    order(session, variant, SINCE, state=OrderState.CANCELLED)
    assert reached(session, visit) is Stage.LISTED


def test_a_paper_of_somebody_else_lists_nothing_of_theirs(session, visit, guest):
    other = make_candidate(session, name="Budi", producer_id=make_producer(session).id)
    make_attendance(session, visit, other, state=AttendanceState.PRESENT)
    for each, kind in ((guest, "pirt"), (other, "halal")):
        make_case(session, candidate=each, opened_at=SINCE)
        paper = certify(session, each, SINCE, kind=kind)
        if each is guest:  # a paper of the whole business of Budi does not cover what Ani makes
            list_goods(session, guest, BEFORE)
            elsewhere = make_goods(session).product_id
            session.add(CertificateProduct(certificate_id=paper.id, product_id=elsewhere))
    session.commit()
    by_name = {row.name: row.reached[-1] for row in funnel(session, TODAY, activity_id=visit.id).rows}
    assert by_name == {"Ani": Stage.CERTIFIED, "Budi": Stage.CERTIFIED}


def test_a_paper_that_waits_for_its_review_is_none(session, visit, guest):
    make_case(session, candidate=guest, opened_at=SINCE)
    certify(session, guest, None, state=SUBMITTED)
    assert reached(session, visit) is Stage.CASE


def test_a_step_that_is_missing_holds_back_those_behind_it(session, visit, guest):
    certify(session, guest, SINCE)
    order(session, list_goods(session, guest, SINCE), SINCE)
    assert reached(session, visit) is Stage.PRESENT


def test_a_case_of_the_business_is_a_case_of_who_came(session, visit, guest):
    make_case(session, producer_id=guest.producer_id, opened_at=SINCE)
    assert reached(session, visit) is Stage.CASE


def test_a_maker_who_never_came_is_not_in_it(session, visit, guest):
    stranger = make_producer(session)
    make_case(session, producer_id=stranger.id, opened_at=SINCE)
    for state in (AttendanceState.REGISTERED, AttendanceState.ABSENT, AttendanceState.CANCELLED):
        make_attendance(session, visit, state=state)
    assert funnel(session, TODAY, activity_id=visit.id).counts == {
        stage: stage is Stage.PRESENT for stage in Stage
    }


def test_a_period_counts_each_person_once_from_their_first_arrival(session, visit, guest):
    again = make_activity(session, starts_at=CAME + 9 * DAY, ends_at=CAME + 10 * DAY)
    make_attendance(session, again, guest, state=AttendanceState.PRESENT)
    late = make_attendance(session, again, state=AttendanceState.PRESENT)
    make_case(session, candidate=guest, opened_at=SINCE)

    first, last = CAME.date(), CAME.date() + 9 * DAY
    both = funnel(session, TODAY, first=first, last=last)
    assert both.counts[Stage.PRESENT] == 2
    assert [row.candidate_id for row in both.people[Stage.CASE]] == [guest.id]
    assert both.people[Stage.PRESENT][0].arrived_at == CAME
    second = funnel(session, TODAY, first=first + DAY, last=last)
    assert {row.candidate_id for row in second.rows} == {guest.id, late.candidate_id}
    assert second.counts[Stage.CASE] == 0  # it was opened before that arrival
    assert funnel(session, TODAY, first=first + 30 * DAY, last=TODAY).rows == []


def test_a_day_is_a_day_in_metro(session):
    night = make_activity(session, starts_at=NOW - timedelta(hours=6), ends_at=NOW)
    make_attendance(session, night, state=AttendanceState.PRESENT)
    for day, seen in ((TODAY - DAY, 0), (TODAY, 1)):  # seven in the morning, WIB
        assert funnel(session, TODAY, first=day, last=day).counts[Stage.PRESENT] == seen


def test_however_many_came_it_is_one_statement(session, visit):
    activity_id, sent = visit.id, []
    for _ in range(12):
        make_attendance(session, visit, state=AttendanceState.PRESENT)
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
    assert funnel(session, TODAY, activity_id=activity_id).counts[Stage.PRESENT] == 12
    assert len(sent) == 1
