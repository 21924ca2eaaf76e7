import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.certification.kinds.base import KINDS
from marketplace.kernel import clock
from marketplace.outreach.models import CaseState, CaseStep, LicenceCase
from tests.factories.outreach import make_activity, make_case
from tests.factories.producers import make_producer

SURE = {"client_id": "0123456789abcdef"}


@pytest.fixture
def maker(session):
    return make_producer(session)


def count(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(LicenceCase))


class TestAsking:
    def test_one_confirmation_opens_a_case(self, owner, maker, session):
        page = owner.open("/producer/cases/start?kind=halal").text
        assert str(KINDS["halal"].checklist[0].label) in page

        answer = owner.send("/producer/cases/start?kind=halal", SURE)

        session.rollback()
        case = session.scalars(select(LicenceCase)).one()
        assert (case.kind, case.producer_id) == ("halal", maker.id)
        assert answer.location == f"/producer/cases/{case.public_id}"

    def test_a_retry_is_no_second_one(self, owner, session):
        for _ in range(2):
            owner.send("/producer/cases/start?kind=halal", SURE, page="/producer/cases/start?kind=nib")

        assert count(session) == 1

    def test_one_under_way_is_shown_instead(self, owner, maker, session):
        case = make_case(session, kind="halal", producer_id=maker.id)

        assert owner.open("/producer/cases/start?kind=halal").location == f"/producer/cases/{case.public_id}"

    @pytest.mark.parametrize("query", ["", "?kind=paspor"])
    def test_a_kind_there_is_none_of_is_not_found(self, owner, query):
        assert owner.open(f"/producer/cases/start{query}").status_code == 404


class TestLooking:
    @pytest.mark.parametrize(
        ("state", "text"),
        [
            ({"state": CaseState.OPEN}, "Petugas menyiapkan berkasnya"),
            ({"state": CaseState.OPEN, "blocker": "foto dapur"}, "foto dapur"),
            ({"state": CaseState.SENT, "sent_at": clock.now()}, "Sudah dikirim"),
            ({"state": CaseState.CLOSED, "closed_because": "Bahan belum lengkap."}, "Bahan belum lengkap."),
        ],
    )
    def test_every_state_has_a_sentence(self, owner, maker, session, state, text):
        case = make_case(session, producer_id=maker.id, **state)

        assert text in owner.open(f"/producer/cases/{case.public_id}").text
        assert owner.open("/producer/cases").status_code == 200

    def test_what_is_ready_and_what_is_missing(self, owner, maker, session):
        case = make_case(session, kind="nib", producer_id=maker.id)
        steps = KINDS["nib"].checklist
        session.add(CaseStep(case_id=case.id, step=steps[0].key, done_by=None, done_at=clock.now()))
        session.commit()

        page = owner.open(f"/producer/cases/{case.public_id}").text

        assert f"1 dari {len(steps)}" in page
        assert len(re.findall(r'class="is-ok"', page)) == 1
        assert f"1 dari {len(steps)} hal sudah lengkap" in owner.open("/producer/cases").text

    def test_the_officers_notes_are_theirs(self, owner, maker, session):
        case = make_case(session, producer_id=maker.id, note="Telepon sore hari.")

        assert "Telepon sore hari." not in owner.open(f"/producer/cases/{case.public_id}").text

    def test_others_cases_do_not_exist(self, owner, session):
        case = make_case(session, producer_id=make_producer(session).id)

        assert owner.open(f"/producer/cases/{case.public_id}").status_code == 404
        assert "Belum ada yang diuruskan" in owner.open("/producer/cases").text

    def test_the_next_visits_are_near(self, owner, session):
        starts = clock.now() + timedelta(days=2)
        make_activity(
            session, title="Silaturahmi Dekat", starts_at=starts, ends_at=starts + timedelta(hours=2)
        )

        assert "Silaturahmi Dekat" in owner.open("/producer/cases").text


class TestTasks:
    def test_what_a_paper_waits_for_is_a_task(self, owner, maker, session):
        make_case(session, kind="pirt", producer_id=maker.id, blocker="Bawa foto dapur.")
        make_case(session, kind="nib", producer_id=maker.id)

        home = owner.open("/producer/").text

        assert "SPP-IRT menunggu Anda" in home
        assert "Bawa foto dapur." in home
        assert "NIB menunggu Anda" not in home

    @pytest.mark.parametrize(
        ("days", "kelurahan", "due"),
        [(3, "18.72.04.1003", True), (20, "18.72.04.1003", False), (3, "18.72.01.1001", False)],
    )
    def test_a_visit_to_the_makers_own_kelurahan_is_said_in_time(self, owner, session, days, kelurahan, due):
        starts = clock.now() + timedelta(days=days)
        make_activity(
            session, starts_at=starts, ends_at=starts + timedelta(hours=2), kelurahan_code=kelurahan
        )

        assert ("Petugas datang ke Iring Mulyo" in owner.open("/producer/").text) is due
