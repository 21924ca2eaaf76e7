from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.catalog.models import Product
from marketplace.certification.services.reference import load_reference
from marketplace.kernel.review import APPROVED, REJECTED, RETURNED, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, SYSADMIN
from marketplace.web.office.subjects.base import SUBJECTS, Item
from tests.factories.catalog import make_draft
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.producers import make_person, make_producer

QUEUE = "/office/reviews"
OLD = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def wait(session, *, days=0, **given):
    """A P-IRT that waits since some day in November."""
    product = make_product(session)
    return make_certificate(
        session,
        product,
        state=SUBMITTED,
        submitted_at=OLD + timedelta(days=days),
        scan_id=make_scan(session, product_owner(session, product)).id,
        **given,
    )


def product_owner(session, product):
    return session.get_one(type(make_producer(session)), product.producer_id)


def path(row):
    return f"{QUEUE}/certificate/{row.public_id}"


def test_an_empty_queue_says_so(officer):
    assert "Antrean kosong" in officer.open(QUEUE).text


def test_the_queue_holds_everything_oldest_first(session, officer):
    row = wait(session, days=2)
    producer = make_producer(session, name="Abon", state=SUBMITTED, submitted_at=OLD)
    product = make_draft(session, state=SUBMITTED, submitted_at=OLD + timedelta(days=1))

    page = officer.open(QUEUE).text
    places = [page.index(word) for word in ("Abon", product.public_id, row.public_id)]
    assert places == sorted(places)
    assert "3 hal menunggu" in page
    assert producer.state is SUBMITTED


def test_a_promise_is_three_working_days():
    friday = Item("certificate", "x", "Abon", "Halal", OLD)
    assert friday.due == date(2026, 11, 25)
    assert friday.age(date(2026, 11, 24)) == 4


def test_claim_and_proof_stand_side_by_side(session, officer):
    row = wait(session, number="2061871010123-30")
    page = officer.open(path(row)).text

    assert 'class="mb-scan"' in page
    assert "2061871010123-30" in page
    assert "bukan 1872" in page  # what the program found out by itself
    assert 'data-key="a"' in page
    assert 'data-key="k"' in page


def test_approval_is_one_press_and_leads_to_the_next(session, officer):
    first, second = wait(session), wait(session, days=1)
    answer = officer.send(path(first), {"act": "approve"})

    assert answer.location == path(second)
    session.rollback()
    assert first.state is APPROVED
    assert officer.send(path(second), {"act": "approve"}).location == QUEUE


def test_the_last_in_the_queue_leads_back_to_the_first(session, officer):
    first, second = wait(session), wait(session, days=1)

    assert officer.send(path(second), {"act": "approve"}).location == path(first)


def test_what_differs_goes_back_with_notes_per_field(session, officer):
    row = wait(session)
    officer.send(
        path(row),
        {
            "act": "return",
            "claim-number": "differ",
            "note-number": "Di sertifikat tertulis 0128.",
            "claim-maker": "match",
            "note-maker": "tidak terpakai",
            "claim-expires_on": "differ",
        },
    )

    session.rollback()
    assert row.state is RETURNED
    assert row.review_notes == {
        "number": "Di sertifikat tertulis 0128.",
        "expires_on": "Tidak sama dengan buktinya.",
    }


def test_what_differs_is_not_approved_and_the_words_stay(session, officer):
    row = wait(session)
    answer = officer.send(
        path(row), {"act": "approve", "claim-number": "differ", "note-number": "Beda satu angka"}
    )

    assert answer.status_code == 422
    assert "Ada isian yang berbeda" in answer.text
    assert "Beda satu angka" in answer.text
    session.rollback()
    assert row.state is SUBMITTED


def test_a_return_without_a_word_is_refused(session, officer):
    answer = officer.send(path(wait(session)), {"act": "return"})

    assert answer.status_code == 422
    assert "Tulis apa yang perlu diperbaiki." in answer.text


def test_a_rejection_needs_its_reason(session, officer):
    row = wait(session)
    assert officer.send(path(row), {"act": "reject"}).status_code == 422

    officer.send(path(row), {"act": "reject", "reason": "Bukan surat resmi"})
    session.rollback()
    assert (row.state, row.review_reason) == (REJECTED, "Bukan surat resmi")


def test_nobody_answers_what_they_handed_in(session, as_seat):
    person = make_person(session)
    row = wait(session, submitted_by=person.id)
    other = wait(session, days=1)
    browser = as_seat(OFFICER, user_id=person.id)

    page = browser.open(path(row)).text
    assert "petugas lain yang memeriksa" in page
    assert 'value="approve"' not in page
    assert browser.send(path(row), {"act": "approve"}, page=path(other)).status_code == 422
    session.rollback()
    assert row.state is SUBMITTED


def test_a_profile_is_approved_from_the_queue(session, officer):
    producer = make_producer(session, state=SUBMITTED, submitted_at=OLD)
    page = officer.open(QUEUE).text
    address = page[page.index(f"{QUEUE}/producer/") :].split('"')[0]

    assert producer.nib in officer.open(address).text
    officer.send(address, {"act": "approve"})
    session.rollback()
    assert producer.state is APPROVED


def test_a_product_is_listed_once_it_and_its_papers_are_approved(session, work, officer):
    with work() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis", state=SUBMITTED, submitted_at=OLD)
    draft = make_draft(
        session,
        state=SUBMITTED,
        submitted_at=OLD,
        maker=product_owner(session, product),
        category_id=product.category_id,
    )
    page = officer.open(f"{QUEUE}/product/{draft.public_id}").text
    assert "NIB yang berlaku belum ada." in page

    make_certificate(session, producer=product_owner(session, product), kind="nib", expires_on=None)
    officer.send(f"{QUEUE}/product/{draft.public_id}", {"act": "approve"})
    session.rollback()
    assert session.get(Product, draft.id).eligible_until == date.max


def test_what_does_not_wait_is_not_there(session, officer):
    row = make_certificate(session, producer=make_producer(session))

    for address in (path(row), f"{QUEUE}/certificate/xyz", f"{QUEUE}/surat/{row.public_id}"):
        assert officer.open(address).status_code == 404


@pytest.mark.parametrize("role", [AUDITOR, SYSADMIN])
def test_only_officers_review(session, as_seat, role):
    row = wait(session)

    assert as_seat(role).open(path(row)).status_code == 403
    assert as_seat(role).open(QUEUE).status_code == 403


def test_makers_have_no_queue(session, as_seat):
    producer = make_producer(session)

    assert as_seat(OWNER, at=producer.id).open(QUEUE).status_code == 403


def test_the_home_tells_what_waits_and_for_how_long(session, officer):
    wait(session)
    wait(session, days=1)

    page = officer.open("/office/").text
    assert "Surat menunggu diperiksa: 2" in page
    assert QUEUE in page


def test_auditors_are_not_sent_to_the_queue(session, as_seat):
    wait(session)

    assert "menunggu diperiksa" not in as_seat(AUDITOR).open("/office/").text


@pytest.mark.parametrize("key", SUBJECTS)
def test_every_subject_has_a_name_and_an_empty_queue(work, key):
    assert SUBJECTS[key].label
    assert list(SUBJECTS[key].waiting(work())) == []
