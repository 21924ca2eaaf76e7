import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Invitation
from marketplace.adapters.pictures.papers import draw_paper
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.kernel import clock
from marketplace.kernel.clock import day_of
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.outreach.models import CaseState, CaseStep, LicenceCase
from marketplace.producers.models import Producer
from tests.factories.certification import make_product
from tests.factories.outreach import make_activity, make_candidate, make_case
from tests.factories.producers import make_producer

STEP = KINDS["nib"].checklist[0].key
NIB = "9120001234567"


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def at(case, what=""):
    return f"/office/cases/{case.public_id}{what}"


def scan():
    return BytesIO(draw_paper("Nomor Induk Berusaha", [f"Nomor\t{NIB}"])), "nib.jpg"


class TestList:
    @pytest.fixture
    def three(self, session):
        days = timedelta(days=20)
        make_case(
            session,
            kind="nib",
            candidate=make_candidate(session, name="Lama Contoh"),
            opened_at=clock.now() - days,
        )
        stuck = make_candidate(session, name="Macet Contoh", kelurahan_code="18.72.01.1001")
        make_case(session, kind="pirt", candidate=stuck, opened_at=clock.now(), blocker="foto dapur")
        done = make_candidate(session, name="Batal Contoh")
        make_case(
            session,
            kind="nib",
            candidate=done,
            state=CaseState.CLOSED,
            closed_because="pindah",
            opened_at=clock.now(),
        )

    @pytest.mark.parametrize(
        ("query", "there"),
        [
            ("", ["Lama", "Macet"]),
            ("?blocked=1", ["Macet"]),
            ("?old=1", ["Lama"]),
            ("?show=all", ["Lama", "Macet", "Batal"]),
            ("?state=closed", ["Batal"]),
            ("?kind=pirt", ["Macet"]),
            ("?kelurahan=18.72.01.1001", ["Macet"]),
            ("?state=lost", ["Lama", "Macet"]),
        ],
    )
    def test_it_is_narrowed_in_the_address(self, officer, three, query, there):
        page = officer.open(f"/office/cases{query}").text

        assert [name for name in ("Lama", "Macet", "Batal") if f"{name} Contoh" in page] == there

    def test_what_is_shown_can_be_taken_along_without_people(self, officer, three):
        answer = officer.open("/office/cases.xlsx?show=all")

        assert answer.data.startswith(b"PK")
        assert b"Lama Contoh" not in answer.data

    def test_it_may_be_of_a_person_or_an_activity(self, officer, session):
        activity = make_activity(session)
        one = make_candidate(session, name="Satu Contoh")
        make_case(session, candidate=one, activity_id=activity.id, state=CaseState.CLOSED, closed_because="x")
        make_case(session, candidate=make_candidate(session, name="Lain Contoh"))

        for query in (f"candidate={one.public_id}", f"activity={activity.public_id}"):
            page = officer.open(f"/office/cases?{query}").text
            assert "Satu Contoh" in page
            assert "Lain Contoh" not in page
        assert officer.open("/office/cases?candidate=234567892345").status_code == 404

    def test_more_cases_take_no_more_statements(self, officer, session, statements):
        make_case(session)
        few = statements(lambda: officer.open("/office/cases"))
        for _ in range(9):
            make_case(session)

        assert statements(lambda: officer.open("/office/cases")) <= few

    def test_it_names_people_so_it_is_for_officers(self, as_seat, session):
        case = make_case(session)

        for path in ("/office/cases", "/office/cases.xlsx", at(case)):
            assert as_seat(AUDITOR).open(path).status_code == 403

    def test_what_is_stuck_or_old_is_a_task(self, officer, three):
        home = officer.open("/office/").text

        assert "1 urusan surat terhambat" in home
        assert "1 urusan surat sudah lama berjalan" in home


class TestCarrying:
    def test_a_step_is_ticked_with_one_tap_and_back(self, officer, session):
        case = make_case(session, kind="nib")

        answer = officer.send(at(case, f"/steps/{STEP}"), {"done": "1"}, page=at(case))
        assert answer.location == at(case, f"#l-{STEP}")
        session.rollback()
        assert [row.step for row in session.scalars(select(CaseStep))] == [STEP]
        assert 'aria-pressed="true"' in officer.open(at(case)).text

        officer.send(at(case, f"/steps/{STEP}"), {"done": "0"}, page=at(case))
        session.rollback()
        assert session.scalars(select(CaseStep)).all() == []

    def test_what_it_waits_for_stands_at_the_top_until_it_is_over(self, officer, session):
        case = make_case(session)

        officer.send(at(case, "/blocker"), {"block-blocker": "foto dapur"}, page=at(case))
        assert "Terhambat: foto dapur" in officer.open(at(case)).text

        officer.send(at(case, "/blocker"), {"block-blocker": ""}, page=at(case))
        assert "Terhambat" not in officer.open(at(case)).text

    def test_it_is_sent_with_the_issuers_number(self, officer, session):
        case = make_case(session)

        officer.send(at(case, "/send"), {"send-external_ref": "OSS-77"}, page=at(case))

        session.rollback()
        assert (case.state, case.external_ref) == (CaseState.SENT, "OSS-77")
        assert "Urusan dikirim ke penerbit" in officer.open(at(case)).text

    def test_colleagues_read_the_note(self, officer, session):
        case = make_case(session)

        officer.send(at(case, "/remark"), {"remark-note": "Telepon sore hari."}, page=at(case))

        assert "Telepon sore hari." in officer.open(at(case)).text

    def test_it_is_closed_with_a_reason_and_then_left_alone(self, officer, session):
        case = make_case(session)

        empty = officer.send(at(case, "/close"), {"close-reason": ""}, page=at(case))
        assert empty.status_code == 422
        assert "Alasan wajib diisi" in empty.text
        officer.send(at(case, "/close"), {"close-reason": "Pindah kota."}, page=at(case))

        page = officer.open(at(case)).text
        assert "Pindah kota." in page
        assert "/steps/" not in page
        late = officer.send(at(case, "/send"), {"send-external_ref": "X"}, page=at(case))
        assert late.status_code == 422
        assert "sudah berakhir" in late.text

    def test_what_is_too_long_comes_back(self, officer, session):
        case = make_case(session)

        answer = officer.send(at(case, "/blocker"), {"block-blocker": "a" * 501}, page=at(case))

        assert answer.status_code == 422
        assert "a" * 501 in answer.text


class TestIssuing:
    def test_the_paper_becomes_the_makers_certificate_for_a_colleague_to_look_over(self, officer, session):
        case = make_case(session, kind="nib", producer_id=make_producer(session, nib=None).id)
        fields = {"number": NIB, "issued_on": day_of(clock.now()).isoformat(), "scan": scan()}

        answer = officer.send(at(case, "/issue"), fields, page=at(case))

        assert answer.location == at(case)
        session.rollback()
        certificate = session.scalars(select(Certificate)).one()
        assert (certificate.state, certificate.producer_id) == (SUBMITTED, case.producer_id)
        assert (case.state, case.certificate_id) == (CaseState.ISSUED, certificate.id)
        assert NIB in officer.open(at(case)).text

    @pytest.mark.parametrize(
        ("wrong", "why"), [({"number": "12"}, "13 angka"), ({"issued_on": ""}, "Tanggal terbit wajib diisi")]
    )
    def test_what_is_wrong_is_told_and_kept(self, officer, session, wrong, why):
        case = make_case(session, kind="nib", producer_id=make_producer(session, nib=None).id)
        fields = {"number": NIB, "issued_on": day_of(clock.now()).isoformat(), "scan": scan()} | wrong

        answer = officer.send(at(case, "/issue"), fields, page=at(case))

        assert answer.status_code == 422
        assert why in answer.text
        assert f'value="{fields["number"]}"' in answer.text
        session.rollback()
        assert case.state is CaseState.OPEN

    def test_a_paper_of_products_needs_one(self, officer, session):
        producer = make_producer(session)
        case = make_case(session, kind="pirt", producer_id=producer.id)
        assert "belum punya produk" in officer.open(at(case)).text

        make_product(session, producer=producer, name="Keripik Contoh")

        assert "Keripik Contoh" in officer.open(at(case)).text

    def test_a_candidate_is_made_a_maker_first(self, officer, session):
        case = make_case(session)

        assert "Jadikan orang ini pembuat dahulu" in officer.open(at(case)).text
        assert officer.send(at(case, "/issue"), {"number": NIB}, page=at(case)).status_code == 404


class TestBecomingAMaker:
    def test_the_candidate_becomes_a_business_and_gets_a_code_that_is_shown_once(self, officer, session):
        candidate = make_candidate(session, name="Wartini Contoh", business_name="Anyaman Contoh")
        case = make_case(session, candidate=candidate)

        officer.send(at(case, "/maker"), page=at(case))
        session.rollback()
        producer = session.scalars(select(Producer)).one()
        assert (case.producer_id, candidate.producer_id) == (producer.id, producer.id)

        shown = officer.send(at(case, "/invitation"), page=at(case))
        code = re.search(r"mb-ticket__code[^>]*>([^<]+)<", shown.text)[1]
        assert shown.headers["Cache-Control"] == "no-store"
        assert "wa.me/62813" in shown.text
        assert code not in officer.open(at(case)).text
        session.rollback()
        invited = session.scalars(select(Invitation)).one()
        assert (invited.organisation_id, invited.role) == (producer.id, OWNER)
        assert code not in invited.token_hash

    def test_pressed_twice_is_one_business(self, officer, session):
        case = make_case(session)
        page = at(case)

        officer.send(at(case, "/maker"), page=page)
        officer.send(at(case, "/maker"), page=page)

        session.rollback()
        assert session.scalar(select(func.count()).select_from(Producer)) == 1

    def test_a_code_before_there_is_a_business_is_nothing(self, officer, session):
        case = make_case(session)

        assert officer.send(at(case, "/invitation"), page=at(case)).status_code == 404

    def test_a_makers_own_case_has_no_candidate_to_turn_into_one(self, officer, session):
        case = make_case(session, producer_id=make_producer(session).id)

        assert "Jadikan usaha" not in officer.open(at(case)).text
        assert officer.send(at(case, "/maker"), page=at(case)).status_code == 404
        assert session.scalars(select(LicenceCase)).one().candidate_id is None
