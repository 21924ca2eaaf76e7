from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.certification.services.reference import load_reference
from marketplace.kernel import clock
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OWNER
from marketplace.producers.models import Producer
from tests.factories.catalog import make_draft
from tests.factories.certification import make_certificate, make_product
from tests.factories.outreach import make_case
from tests.factories.producers import make_producer


@pytest.fixture
def home(session, as_seat):
    def visit(producer):
        return as_seat(OWNER, at=producer.id).open("/producer/").text

    return visit


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"state": DRAFT, "nib": None}, "Lengkapi profil usaha"),
        ({"state": DRAFT}, "Ajukan profil usaha"),
        ({"state": RETURNED}, "Perbaiki profil usaha"),
    ],
)
def test_a_profile_asks_for_its_next_step(session, home, given, title):
    assert title in home(make_producer(session, **given))


@pytest.mark.parametrize("state", [SUBMITTED, APPROVED])
def test_a_profile_in_other_hands_asks_for_nothing(session, home, state):
    assert "profil usaha" not in home(make_producer(session, state=state))


def test_a_certificate_that_came_back_is_a_task(session, home):
    producer = make_producer(session)
    row = make_certificate(session, producer=producer, state=RETURNED)

    page = home(producer)
    assert "Perbaiki SPP-IRT" in page
    assert f"/producer/certificates/{row.public_id}" in page


@pytest.mark.parametrize(("days", "shown"), [(1, True), (90, True), (91, False), (0, True), (-1, False)])
def test_an_end_is_told_ninety_days_ahead(session, home, days, shown):
    producer = make_producer(session)
    ends = clock.day_of(clock.now()) + timedelta(days=days)
    make_certificate(session, producer=producer, issued_on=date(2024, 1, 1), expires_on=ends)

    assert ("SPP-IRT segera berakhir" in home(producer)) is shown


@pytest.mark.parametrize(("days", "shown"), [(-1, True), (-90, True), (-91, False), (0, False)])
def test_what_ended_stays_a_task_until_something_takes_its_place(session, home, days, shown):
    producer = make_producer(session)
    ends = clock.day_of(clock.now()) + timedelta(days=days)
    row = make_certificate(session, producer=producer, issued_on=date(2024, 1, 1), expires_on=ends)
    assert ("SPP-IRT sudah berakhir" in home(producer)) is shown

    newer = make_certificate(session, producer=producer, state=SUBMITTED)
    row.superseded_by_id = newer.id
    session.commit()
    assert "SPP-IRT sudah berakhir" not in home(producer)


class TestStanding:
    """Why a product cannot be listed yet, and what next."""

    @pytest.fixture
    def product(self, session, work):
        with work() as uow:
            load_reference(uow)
        product = make_draft(session, maker=make_producer(session), state=APPROVED)
        product.category_id = make_product(session, category="batik-tapis").category_id
        session.commit()
        return product

    @pytest.fixture
    def page(self, as_seat, product):
        browser = as_seat(OWNER, at=product.producer_id)
        return lambda: browser.open(f"/producer/products/{product.public_id}").text

    def test_a_missing_paper_can_be_handed_in_or_asked_for(self, page):
        text = page()

        assert "NIB yang berlaku belum ada." in text
        assert 'href="/producer/certificates/new/nib"' in text
        assert 'href="/producer/cases/start?kind=nib"' in text

    def test_a_case_under_way_says_since_when_and_what_it_waits_for(self, session, page, product):
        opened = datetime(2026, 11, 20, 3, tzinfo=UTC)
        case = make_case(
            session, producer_id=product.producer_id, kind="nib", opened_at=opened, blocker="foto KTP"
        )
        text = page()

        assert "sedang diurus sejak 20 Nov 2026, menunggu foto KTP." in text
        assert f"/producer/cases/{case.public_id}" in text
        assert "kind=nib" not in text

    def test_a_case_of_another_maker_says_nothing_here(self, session, page):
        make_case(session, producer_id=make_producer(session).id, kind="nib")

        assert "sedang diurus" not in page()

    def test_what_officials_look_at_asks_nothing_of_the_maker(self, session, page, product):
        maker = session.get_one(Producer, product.producer_id)
        make_certificate(session, producer=maker, kind="nib", expires_on=None, state=SUBMITTED)
        text = page()

        assert "NIB sedang diperiksa." in text
        assert "kind=nib" not in text

    def test_what_is_complete_is_said(self, session, page, product):
        maker = session.get_one(Producer, product.producer_id)
        make_certificate(session, producer=maker, kind="nib", expires_on=None)

        assert "Semua surat berlaku tanpa batas." in page()
