from datetime import timedelta

import pytest

from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.errors import NotFound
from marketplace.outreach.casework import (
    CaseList,
    case_page,
    cases_of_producer,
    open_case_of,
    service_times,
)
from marketplace.outreach.models import CaseState
from marketplace.outreach.services.cases import issue_case, tick_step
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.officials import make_official
from tests.factories.outreach import make_activity, make_candidate, make_case
from tests.factories.producers import make_producer

TODAY = NOW.date()
DAY = timedelta(days=1)
GANJAR_AGUNG = "18.72.02.1002"


def found(session, **filters):
    return [row.id for row in CaseList(today=TODAY, **filters).page(session)]


def test_cases_are_narrowed_by_whatever_is_given(session):
    producer = make_producer(session, kelurahan_code=GANJAR_AGUNG)
    activity = make_activity(session)
    old = make_case(session, opened_at=NOW - 20 * DAY, blocker="Foto", activity_id=activity.id)
    sent = make_case(session, producer_id=producer.id, state=CaseState.SENT, sent_at=NOW, kind="halal")
    closed = make_case(session, state=CaseState.CLOSED, closed_because="x", opened_at=NOW - 3 * DAY)

    assert found(session) == [old.id, closed.id, sent.id]
    assert found(session, state=CaseState.SENT) == [sent.id]
    assert found(session, under_way=True) == [old.id, sent.id]
    assert found(session, kind="halal") == [sent.id]
    assert found(session, kelurahan_code=GANJAR_AGUNG) == [sent.id]
    assert found(session, blocked=True) == [old.id]
    assert found(session, blocked=False) == [closed.id, sent.id]
    assert found(session, producer_id=producer.id) == [sent.id]
    assert found(session, candidate_id=old.candidate_id) == [old.id]
    assert found(session, activity_id=activity.id) == [old.id]


@pytest.mark.parametrize(("aged", "seen"), [(0, True), (20, True), (21, False)])
def test_age_counts_days(session, aged, seen):
    case = make_case(session, opened_at=NOW - 20 * DAY)
    assert (found(session, aged=aged) == [case.id]) is seen


def test_a_case_says_whose_it_is(session):
    producer = make_producer(session, name="Dapur Ani")
    candidate = make_candidate(session, name="Ani", business_name="Warung Ani")
    make_case(session, candidate=candidate)
    make_case(session, producer_id=producer.id)
    rows = CaseList(today=TODAY).page(session).rows
    assert [(row.name, row.business) for row in rows] == [("Ani", "Warung Ani"), (None, "Dapur Ani")]
    assert rows[0].label == KINDS["pirt"].label
    assert rows[0].under_way and rows[0].days_old(TODAY + 4 * DAY) == 4


def test_an_ended_case_grows_no_older(session):
    case = make_case(
        session, state=CaseState.CLOSED, closed_because="x", closed_at=NOW, opened_at=NOW - 5 * DAY
    )
    (row,) = CaseList(today=TODAY).page(session)
    assert (row.id, row.days_old(TODAY + 90 * DAY), row.under_way) == (case.id, 5, False)


def test_a_page_of_one_shows_every_step(session, work):
    officer = make_official(session, name="Sri")
    activity = make_activity(session, title="Silaturahmi")
    case = make_case(session, activity_id=activity.id, opened_by=officer, note="label")
    first = KINDS["pirt"].checklist[0]
    with work(user_id=officer) as uow:
        tick_step(uow, case.id, first.key)
    page = case_page(session, case.public_id)
    assert [step.key for step in page.steps] == [step.key for step in KINDS["pirt"].checklist]
    assert (page.steps[0].done_at, page.steps[1].done_at) == (NOW, None)
    assert (page.row.steps_done, page.row.steps) == (1, len(page.steps))
    assert (page.opened_by, page.activity, page.certificate, page.note) == (
        "Sri",
        (activity.public_id, "Silaturahmi"),
        None,
        "label",
    )
    with pytest.raises(NotFound):
        case_page(session, "nothing")


def test_an_issued_case_shows_how_its_paper_stands(session, work):
    producer = make_producer(session)
    product, scan = make_product(session, producer=producer), make_scan(session, producer)
    case = make_case(session, producer_id=producer.id)
    with work() as uow:
        certificate = issue_case(
            uow,
            case.id,
            number="2061872010123-30",
            issued_on=TODAY,
            expires_on=TODAY.replace(year=2030),
            scan=scan.id,
            product_ids=(product.id,),
        )
    page = case_page(session, case.public_id)
    assert page.certificate == (certificate.public_id, certificate.number, certificate.state)


def test_a_maker_sees_its_cases_with_those_under_way_first(session):
    producer, certificate = make_producer(session), None
    certificate = make_certificate(session, producer=producer)
    issued = make_case(
        session,
        producer_id=producer.id,
        state=CaseState.ISSUED,
        issued_at=NOW,
        certificate_id=certificate.id,
    )
    closed = make_case(session, producer_id=producer.id, state=CaseState.CLOSED, closed_because="x")
    under_way = [make_case(session, producer_id=producer.id, kind=kind) for kind in ("halal", "pirt")]
    make_case(session)
    seen = [row.id for row in cases_of_producer(session, producer.id)]
    assert seen == [*(case.id for case in reversed(under_way)), closed.id, issued.id]
    assert open_case_of(session, producer.id, "pirt").id == under_way[1].id
    assert open_case_of(session, producer.id, "merek") is None


def test_service_times_are_medians_per_kind_in_days(session):
    certificate = make_certificate(session, producer=make_producer(session))
    for sent, issued in ((2, 10), (4, 12), (9, None)):
        make_case(
            session,
            opened_at=NOW - 30 * DAY,
            sent_at=NOW - 30 * DAY + sent * DAY,
            issued_at=issued and NOW - 30 * DAY + issued * DAY,
            state=CaseState.ISSUED if issued else CaseState.SENT,
            certificate_id=certificate.id if issued else None,
        )
    make_case(session, kind="nib", opened_at=NOW - 30 * DAY)
    make_case(session, kind="halal", opened_at=NOW - 60 * DAY)

    nib, pirt = service_times(session, TODAY - 30 * DAY, TODAY)
    assert (nib.kind, nib.cases, nib.to_sent, nib.to_issued) == ("nib", 1, None, None)
    assert (pirt.cases, pirt.to_sent, pirt.at_issuer, pirt.to_issued) == (3, 4.0, 8.0, 11.0)
    assert service_times(session, TODAY - 10 * DAY, TODAY) == []
