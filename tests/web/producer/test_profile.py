import pytest

from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OFFICER, OWNER
from tests.factories.producers import make_producer

PATH = "/producer/profile"
SAID = {
    "name": "Keripik Bu Tini",
    "nib": "0211230045678",
    "scale": "micro",
    "kbli_code": "10794",
    "address": "Gg. Contoh 7",
    "kelurahan_code": "18.72.04.1003",
    "whatsapp": "0812-3456-7890",
    "order_minimum": "50.000",
    "story": "Sejak 1998.",
}


@pytest.fixture
def maker(session, as_seat):
    def sign_in(**given):
        producer = make_producer(session, **given)
        return producer, as_seat(OWNER, at=producer.id)

    return sign_in


def test_a_draft_is_saved_and_handed_in(session, maker):
    producer, browser = maker(state=DRAFT, nib=None, scale=None, whatsapp=None)
    assert "isian lagi sebelum dapat diajukan" in browser.open(PATH).text

    answer = browser.send(PATH, SAID | {"version": str(producer.version)})
    assert answer.location == PATH
    session.rollback()
    assert (producer.nib, producer.whatsapp, producer.order_minimum) == (
        "0211230045678",
        "+6281234567890",
        50_000,
    )

    browser.send(f"{PATH}/submit", page=PATH)
    session.rollback()
    assert producer.state is SUBMITTED


def test_a_bad_nib_is_told_at_its_field_and_kept(maker):
    producer, browser = maker(state=DRAFT)
    answer = browser.send(PATH, SAID | {"nib": "123456789012", "version": str(producer.version)})

    assert answer.status_code == 422
    assert "NIB “123456789012” terdiri dari 12 angka; seharusnya 13." in answer.text
    assert 'value="123456789012"' in answer.text


def test_an_incomplete_profile_cannot_be_handed_in(maker):
    _, browser = maker(state=DRAFT, nib=None)

    assert browser.send(f"{PATH}/submit", page=PATH).status_code == 409


def test_what_came_back_shows_the_officials_words(session, maker):
    producer, browser = maker(state=RETURNED)
    producer.review_notes = {"nib": "Angka ke-3 berbeda."}
    session.commit()

    page = browser.open(PATH).text
    assert "Catatan petugas" in page
    assert "Angka ke-3 berbeda." in page


def test_an_approved_profile_offers_only_what_is_free(session, maker):
    producer, browser = maker(state=APPROVED)
    page = browser.open(PATH).text
    assert 'name="nib"' not in page
    assert 'name="story"' in page

    browser.send(
        PATH, {"story": "Baru", "order_minimum": "", "version": str(producer.version), "nib": "9" * 13}
    )
    session.rollback()
    assert (producer.story, producer.order_minimum) == ("Baru", 0)
    assert producer.nib != "9" * 13


def test_two_who_edit_at_once_are_told(maker):
    producer, browser = maker(state=DRAFT)
    answer = browser.send(PATH, SAID | {"version": str(producer.version + 5)})

    assert answer.status_code == 422
    assert "Muat ulang halaman" in answer.text


@pytest.mark.parametrize("version", ["", "x", "²"])
def test_a_version_that_is_none_is_an_old_one(maker, version):
    _, browser = maker(state=DRAFT)

    assert browser.send(PATH, SAID | {"version": version}).status_code == 422


def test_officials_have_another_door(as_seat):
    assert as_seat(OFFICER).open(PATH).status_code == 403
