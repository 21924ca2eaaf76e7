from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import CertificateProduct
from marketplace.certification.services.reviewing import approve_certificate
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, VIEWER
from marketplace.outreach.events import (
    CaseBlocked,
    CaseClosed,
    CaseIssued,
    CaseOpened,
    CaseSent,
    CaseStepTicked,
    CaseUnblocked,
)
from marketplace.outreach.models import CaseState, CaseStep, LicenceCase
from marketplace.outreach.services.cases import (
    OpenCase,
    block_case,
    close_case,
    issue_case,
    note_case,
    open_case,
    send_case,
    tick_step,
)
from tests.conftest import NOW
from tests.factories.certification import make_product, make_scan
from tests.factories.officials import make_official
from tests.factories.outreach import make_activity, make_candidate, make_case, new_client_id
from tests.factories.producers import make_producer

STEP = KINDS["pirt"].checklist[0].key
NUMBER = "2061872010123-30"


def opened(work, wanted, client_id=None):
    with work() as uow:
        return open_case(uow, wanted, client_id=client_id or new_client_id())


def count(session, model=LicenceCase):
    return session.scalar(select(func.count()).select_from(model))


def test_an_official_opens_one_for_a_candidate_at_a_visit(session, work, heard):
    candidate, activity = make_candidate(session), make_activity(session)
    case = opened(
        work, OpenCase(kind="pirt", candidate_id=candidate.id, activity_id=activity.id, note=" label ")
    )
    assert (case.state, case.note, case.opened_at) == (CaseState.OPEN, "label", NOW)
    assert heard == [
        CaseOpened(
            case_id=case.id,
            kind="pirt",
            candidate_id=candidate.id,
            producer_id=None,
            activity_id=activity.id,
        )
    ]


def test_a_candidate_s_business_is_in_it_too(session, work):
    producer = make_producer(session)
    candidate = make_candidate(session, producer_id=producer.id)
    case = opened(work, OpenCase(kind="pirt", candidate_id=candidate.id))
    assert case.producer_id == producer.id
    same = opened(work, OpenCase(kind="pirt", producer_id=producer.id))
    assert same.id == case.id


def test_a_maker_opens_its_own_and_nobody_else_s(session, work):
    producer, other = make_producer(session), make_producer(session)
    with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
        case = open_case(uow, OpenCase(kind="halal", producer_id=producer.id), client_id=new_client_id())
    assert case.producer_id == producer.id
    candidate = make_candidate(session)
    for wanted, refusal in (
        (OpenCase(kind="halal", producer_id=other.id), Forbidden),
        (OpenCase(kind="halal", candidate_id=candidate.id), Forbidden),
        (OpenCase(kind="halal", candidate_id=candidate.id, producer_id=producer.id), NotFound),
    ):
        with pytest.raises(refusal), work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            open_case(uow, wanted, client_id=new_client_id())


def test_one_under_way_is_not_doubled(session, work, heard):
    wanted = OpenCase(kind="pirt", candidate_id=make_candidate(session).id)
    first = opened(work, wanted)
    with work() as uow:
        send_case(uow, first.id)
    assert opened(work, wanted).id == first.id
    assert opened(work, OpenCase(kind="halal", candidate_id=wanted.candidate_id)).id != first.id
    assert sum(isinstance(event, CaseOpened) for event in heard) == 2


def test_makers_cases_do_not_meet_because_neither_has_a_candidate(session, work):
    first, second = (
        opened(work, OpenCase(kind="pirt", producer_id=make_producer(session).id)) for _ in range(2)
    )
    assert first.id != second.id


def test_after_one_is_closed_another_is_opened(session, work):
    wanted = OpenCase(kind="pirt", candidate_id=make_candidate(session).id)
    first = opened(work, wanted)
    with work() as uow:
        close_case(uow, first.id, reason="Belum siap")
    assert opened(work, wanted).id != first.id


def test_the_same_sending_gives_the_same_case_even_after_it_ended(session, work):
    wanted, client_id = OpenCase(kind="pirt", candidate_id=make_candidate(session).id), new_client_id()
    first = opened(work, wanted, client_id)
    with work() as uow:
        close_case(uow, first.id, reason="Belum siap")
    assert opened(work, wanted, client_id).id == first.id
    assert count(session) == 1


@pytest.mark.parametrize("other", [{"kind": "halal"}, {"candidate_id": None}], ids=str)
def test_a_form_that_was_used_opens_no_other_case(session, work, other):
    client_id = new_client_id()
    mine = {"kind": "pirt", "candidate_id": make_candidate(session).id}
    opened(work, OpenCase(**mine), client_id)
    changed = {name: value or make_candidate(session).id for name, value in other.items()}
    with pytest.raises(Refused, match="muat ulang"):
        opened(work, OpenCase(**mine | changed), client_id)


@pytest.mark.parametrize(
    ("wanted", "field"), [(OpenCase(kind="sim", candidate_id=1), "kind"), (OpenCase(kind="pirt"), None)]
)
def test_a_case_is_of_a_kind_and_somebody_s(work, wanted, field):
    with pytest.raises(NotFound if field is None else Refused):
        opened(work, wanted)


def test_a_sending_without_a_proper_name_is_sent_again(session, work):
    with pytest.raises(Refused, match="Muat ulang"), work() as uow:
        open_case(uow, OpenCase(kind="pirt", candidate_id=make_candidate(session).id), client_id="x")


def test_what_the_database_refuses_although_nobody_was_first_is_an_error(session, work):
    wanted = OpenCase(kind="pirt", candidate_id=make_candidate(session).id)
    with pytest.raises(IntegrityError), work(OFFICER, at=1, user_id=999_999) as uow:
        open_case(uow, wanted, client_id=new_client_id())


def test_steps_are_ticked_and_unticked_once(session, work, heard):
    case, officer = make_case(session), make_official(session)
    for done in (True, True, False, False):
        with work(OFFICER, at=1, user_id=officer) as uow:
            tick_step(uow, case.id, STEP, done)
            assert count(session, CaseStep) == done
    assert heard == [CaseStepTicked(case_id=case.id, step=STEP, done=done) for done in (True, False)]


def test_a_step_of_another_kind_is_not_there(session, work):
    with pytest.raises(NotFound), work() as uow:
        tick_step(uow, make_case(session).id, "no-such-step")


def test_what_blocks_it_is_said_and_taken_away(session, work, heard):
    case = make_case(session)
    for words in ("Label belum jadi", "Label dan foto", " ", ""):
        with work() as uow:
            block_case(uow, case.id, words)
    assert case.blocker == ""
    assert heard == [CaseBlocked(case_id=case.id), CaseUnblocked(case_id=case.id)]


def test_it_goes_to_the_issuer_and_the_number_can_be_mended(session, work, heard):
    case = make_case(session, blocker="Foto")
    with work() as uow:
        send_case(uow, case.id, external_ref="OSS-1")
    with work(OFFICER, at=1, now=NOW + timedelta(days=1)) as uow:
        send_case(uow, case.id, external_ref=" OSS-12 ")
    assert (case.state, case.sent_at, case.blocker, case.external_ref) == (
        CaseState.SENT,
        NOW,
        "",
        "OSS-12",
    )
    assert [event.external_ref for event in heard if isinstance(event, CaseSent)] == ["OSS-1", "OSS-12"]


def issue(work, case, *, user_id=None, **given):
    values = {"number": NUMBER, "issued_on": date(2026, 11, 20), "expires_on": date(2030, 11, 19)}
    with work(OFFICER, at=1, user_id=user_id) as uow:
        return issue_case(uow, case.id, **values | given)


def test_the_paper_is_handed_in_and_another_official_looks_it_over(session, work, heard):
    producer = make_producer(session)
    product, scan = make_product(session, producer=producer), make_scan(session, producer)
    case = make_case(session, producer_id=producer.id)
    me, colleague = make_official(session), make_official(session)
    paper = {"scan": scan.id, "product_ids": (product.id,)}
    certificate = issue(work, case, user_id=me, **paper)

    assert (case.state, case.issued_at, case.certificate_id) == (CaseState.ISSUED, NOW, certificate.id)
    assert (certificate.state, certificate.producer_id) == (SUBMITTED, producer.id)
    assert session.scalars(select(CertificateProduct.product_id)).all() == [product.id]
    assert heard[-1] == CaseIssued(case_id=case.id, certificate_id=certificate.id)
    with pytest.raises(Refused, match="petugas lain"), work(OFFICER, at=1, user_id=me) as uow:
        approve_certificate(uow, certificate.id)
    with work(OFFICER, at=1, user_id=colleague) as uow:
        approve_certificate(uow, certificate.id)
    assert certificate.state is APPROVED


def test_issuing_again_gives_the_same_certificate(session, work):
    producer = make_producer(session)
    product, scan = make_product(session, producer=producer), make_scan(session, producer)
    case = make_case(session, producer_id=producer.id, state=CaseState.SENT, sent_at=NOW)
    paper = {"scan": scan.id, "product_ids": (product.id,)}
    assert issue(work, case, **paper).id == issue(work, case, **paper).id


def test_a_candidate_becomes_a_maker_first(session, work):
    with pytest.raises(Refused, match="Jadikan calon ini pembuat"):
        issue(work, make_case(session), scan=None)


def test_a_paper_that_cannot_be_leaves_the_case_open(session, work):
    producer = make_producer(session)
    case = make_case(session, producer_id=producer.id)
    with pytest.raises(Refused) as refusal:
        issue(work, case, scan=make_scan(session, producer).id, number="12")
    assert refusal.value.field == "number"
    assert case.state is CaseState.OPEN and case.certificate_id is None


def test_it_ends_without_a_paper_for_a_reason(session, work, heard):
    case = make_case(session)
    with pytest.raises(Refused) as refusal, work() as uow:
        close_case(uow, case.id, reason=" ")
    assert refusal.value.field == "reason"
    with work() as uow:
        close_case(uow, case.id, reason="Pindah kota")
    assert (case.state, case.closed_at, case.closed_because) == (CaseState.CLOSED, NOW, "Pindah kota")
    assert heard == [CaseClosed(case_id=case.id, reason="Pindah kota")]


ACTS = {
    "tick": lambda uow, one: tick_step(uow, one.id, STEP),
    "block": lambda uow, one: block_case(uow, one.id, "x"),
    "send": lambda uow, one: send_case(uow, one.id),
    "close": lambda uow, one: close_case(uow, one.id, reason="x"),
    "issue": lambda uow, one: issue_case(
        uow, one.id, number=NUMBER, issued_on=NOW.date(), expires_on=None, scan=None
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_ended_stays_as_it_is(session, work, act):
    case = make_case(
        session,
        producer_id=make_producer(session).id,
        state=CaseState.CLOSED,
        closed_at=NOW,
        closed_because="Pindah",
    )
    with pytest.raises(Refused), work() as uow:
        ACTS[act](uow, case)
    assert (case.closed_because, case.blocker) == ("Pindah", "")


@pytest.mark.parametrize("act", [*ACTS, "note"])
@pytest.mark.parametrize("role", [OWNER, VIEWER])
def test_officers_carry_cases_and_makers_watch(session, work, act, role):
    case = make_case(session, producer_id=make_producer(session).id)
    acts = ACTS | {"note": lambda uow, one: note_case(uow, one.id, "x")}
    with pytest.raises(Forbidden), work(role, at=case.producer_id) as uow:
        acts[act](uow, case)


def test_words_are_short(session, work):
    case = make_case(session)
    for act, field in ((block_case, "blocker"), (note_case, "note")):
        with pytest.raises(Refused) as refusal, work() as uow:
            act(uow, case.id, "x" * 501)
        assert refusal.value.field == field
