import re

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Attempt, Organisation, Seat, User
from marketplace.journal.models import JournalEntry
from marketplace.kernel.review import DRAFT
from marketplace.kernel.roles import OWNER
from marketplace.producers.models import Producer
from tests.whole import PASSWORD

PATH = "/account/register"
SAID = {
    "name": "Sari Contoh",
    "contact": "0812-3456-7890",
    "password": "empat kata yang jauh",
    "business": "Sale Pisang Fiktif",
}


@pytest.fixture
def rows(unit):
    def find(query):
        with unit() as uow:
            return uow.session.execute(query).all()

    return find


def test_four_fields_lead_to_a_business_of_ones_own(browser, rows):
    sari = browser()
    answer = sari.send(PATH, SAID)
    assert answer.location == "/producer/onboarding"
    assert sari.open(answer.location).location == "/producer/onboarding/business"
    assert 'value="Sale Pisang Fiktif"' in sari.open("/producer/onboarding/business").text

    ((phone, role, state, whatsapp, same),) = rows(
        select(User.phone, Seat.role, Producer.state, Producer.whatsapp, Producer.same_name)
        .join(Seat, Seat.user_id == User.id)
        .join(Producer, Producer.id == Seat.organisation_id)
    )
    assert (phone, role, state) == ("+6281234567890", OWNER, DRAFT)
    assert (whatsapp, same) == ("+6281234567890", "salepisangfiktif")


def test_one_comes_back_with_the_number_and_the_password(browser):
    browser().send(PATH, SAID)

    again = browser()
    again.sign_in(SAID["contact"], SAID["password"])
    assert again.open("/producer/onboarding").status_code == 302


def test_an_address_will_do_as_well(browser, rows):
    answer = browser().send(PATH, SAID | {"contact": "Sari@Contoh.id"})

    assert answer.location == "/producer/onboarding"
    assert rows(select(User.email).where(User.name == "Sari Contoh")) == [("sari@contoh.id",)]


def test_the_same_form_sent_twice_is_one_account(browser, rows):
    """The answer to the first was lost on the way: whoever has the password goes on."""
    browser().send(PATH, SAID)
    again = browser()

    assert again.send(PATH, SAID).location == "/producer/onboarding"
    assert again.known
    assert len(rows(select(Organisation.id).where(Organisation.name == "Sale Pisang Fiktif"))) == 1


@pytest.mark.parametrize("contact", ["tini@contoh.id", "petugas@contoh.id"])
def test_whose_account_it_is_stays_untold(browser, contact, rows):
    stranger = browser()
    answer = stranger.send(PATH, SAID | {"contact": contact})

    assert answer.status_code == 422
    assert "Mungkin sudah ada akun dengan nomor atau surel ini." in answer.text
    assert "Suhartini" not in answer.text
    assert "Budi" not in answer.text
    assert 'href="/account/sign-in"' in answer.text
    assert 'value="Sale Pisang Fiktif"' in answer.text
    assert not stranger.known
    assert rows(select(Organisation.id).where(Organisation.name == "Sale Pisang Fiktif")) == []


def test_who_has_an_account_and_says_its_password_goes_on_with_it(browser):
    officer, tini = browser(), browser()

    assert officer.send(PATH, SAID | {"contact": "petugas@contoh.id", "password": PASSWORD}).location == (
        "/account/second-factor"
    )
    assert not officer.known
    assert tini.send(PATH, SAID | {"contact": "tini@contoh.id", "password": PASSWORD}).status_code == 302
    assert tini.open(PATH).status_code == 302  # whoever is in needs no second account


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("contact", "0812", "“0812” bukan nomor HP atau alamat surel"),
        ("contact", "sari@contoh", "Alamat surel ini tidak lengkap"),
        ("password", "pendek", "Kata sandi paling sedikit 10 huruf"),
        ("password", "Sari Contoh", "mudah ditebak"),
        ("business", "", "Nama usaha wajib diisi"),
        ("name", " ", "Nama Anda wajib diisi"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left_behind(browser, rows, field, typed, sentence):
    answer = browser().send(PATH, SAID | {field: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    kept = {"name": "Sari Contoh", "business": "Sale Pisang Fiktif"}
    assert all(f'value="{value}"' in answer.text for name, value in kept.items() if name != field)
    assert SAID["password"] not in answer.text
    assert rows(select(User.id).where(User.name == "Sari Contoh")) == []


def test_a_flood_is_slowed(browser, rows):
    crowd = browser()
    answers = [crowd.send(PATH, SAID | {"contact": "tini@contoh.id"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Terlalu banyak pendaftaran" in answers[-1].text
    assert (
        len(rows(select(Attempt.id).where(Attempt.what == "founding"))) == 10
    )  # of the pair, of the address


def test_the_journal_knows_it_without_names_or_numbers(browser, rows):
    browser().send(PATH, SAID)
    told = repr(rows(select(JournalEntry.stored)))

    assert "ProducerRegistered" in told
    assert not any(secret in told for secret in ("Sari", "81234567890", SAID["password"]))


def test_the_page_is_found_from_home_and_sign_in(browser):
    for page in ("/", "/account/sign-in"):
        assert re.search(rf'href="{PATH}"', browser().open(page).text)
