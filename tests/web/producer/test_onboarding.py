import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.kernel.roles import OWNER, STAFF
from tests.factories.producers import make_producer

BASE = "/producer/onboarding"
NIK, ACCOUNT = "1872014508900001", "0123456789"
EMPTY = {
    "state": DRAFT,
    "nib": None,
    "scale": None,
    "kbli_code": None,
    "address": "",
    "kelurahan_code": None,
    "whatsapp": None,
}
SAID = {
    "business": {
        "name": "Keripik Bu Tini",
        "scale": "micro",
        "nib": "0211230045678",
        "kbli_code": "10794 · Industri Kerupuk, Keripik, Peyek Dan Sejenisnya",
        "kbli_version": "2020",
    },
    "place": {"address": "Gg. Contoh 7", "kelurahan_code": "18.72.04.1003"},
    "people": {"nik": NIK, "npwp": "09.123.456.7-000.000"},
    "payment": {"bank_name": "Bank Lampung", "bank_holder": "Tini Suhartini", "account": ACCOUNT},
    "delivery": {"whatsapp": "0812 3456 7890", "delivery_days": ["mon", "thu"], "order_minimum": "50.000"},
    "story": {"story": "Sejak 1998."},
}


def picture():
    file = BytesIO()
    Image.new("RGB", (400, 300), "maroon").save(file, "JPEG")
    file.seek(0)
    return file, "logo.jpg"


@pytest.fixture
def producer(session):
    return make_producer(session, **EMPTY)


@pytest.fixture
def maker(producer, as_seat):
    return as_seat(OWNER, at=producer.id)


def test_the_six_steps_lead_from_a_name_to_the_officials(session, producer, maker):
    step = maker.open(BASE).location
    for name, fields in SAID.items():
        assert step == f"{BASE}/{name}"
        step = maker.send(step, fields).location
    assert step == f"{BASE}/summary"
    assert "6 dari 6 lengkap" in maker.open(step).text

    assert maker.send(step).location == "/producer/"
    session.rollback()
    assert producer.state is SUBMITTED
    assert (producer.kbli_code, producer.whatsapp) == ("10794", "+6281234567890")
    assert producer.delivery_days == ["mon", "thu"]
    assert producer.nik_sealed


def test_a_step_is_kept_even_if_nothing_follows_and_the_way_goes_on_where_one_left(session, producer, maker):
    maker.send(f"{BASE}/business", SAID["business"])
    session.rollback()

    assert producer.nib == "0211230045678"
    assert maker.open(BASE).location == f"{BASE}/place"
    assert 'value="0211230045678"' in maker.open(f"{BASE}/business").text
    home = maker.open("/producer/").text
    assert "Lengkapi profil usaha" in home
    assert "1 dari 6 langkah lengkap" in home


def test_a_step_that_is_sent_twice_is_saved_once(session, producer, maker):
    for _ in range(2):
        assert maker.send(f"{BASE}/place", SAID["place"]).location == f"{BASE}/people"
    session.rollback()

    assert producer.version == 2


def test_a_step_touches_its_own_fields_only(session, producer, maker):
    maker.send(f"{BASE}/place", SAID["place"])
    maker.send(f"{BASE}/delivery", SAID["delivery"])
    session.rollback()

    assert (producer.address, producer.order_minimum) == ("Gg. Contoh 7", 50_000)


@pytest.mark.parametrize(
    ("step", "field", "typed", "sentence"),
    [
        ("business", "nib", "12345", "NIB “12345” terdiri dari 5 angka; seharusnya 13."),
        ("business", "kbli_code", "keripik", "Kode KBLI “keripik” tidak dikenal"),
        ("people", "nik", "187201", "NIK “187201” terdiri dari 6 angka"),
        ("people", "npwp", "09.123.456.8-000.000", "NPWP “09.123.456.8-000.000” salah"),
        ("payment", "account", "12a", "Nomor rekening “12a” tidak dikenal"),
        ("delivery", "whatsapp", "0725 1", "Nomor WhatsApp “0725 1” tidak dikenal"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_everything_typed_stays(
    maker, step, field, typed, sentence
):
    answer = maker.send(f"{BASE}/{step}", SAID[step] | {field: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'value="{typed}"' in answer.text
    for name, value in SAID[step].items():
        if name != field and isinstance(value, str) and name not in ("scale", "kbli_version"):
            assert value in answer.text


def test_what_is_needed_is_named_before_it_can_be_handed_in(maker, session, producer):
    maker.send(f"{BASE}/business", SAID["business"])
    page = maker.open(f"{BASE}/summary").text
    assert "1 dari 6 lengkap" in page
    assert "Nomor WhatsApp" in page
    assert "disabled" in page

    answer = maker.send(f"{BASE}/summary")
    assert answer.status_code == 422
    assert "Belum dapat diajukan. Lengkapi: Alamat produksi, Kelurahan, Nomor WhatsApp." in answer.text
    session.rollback()
    assert producer.state is DRAFT


def test_a_maker_without_a_nib_is_offered_help(maker, session, producer):
    assert "/producer/cases/start?kind=nib" in maker.open(f"{BASE}/business").text

    producer.nib = "0211230045678"
    session.commit()
    assert "/producer/cases/start?kind=nib" not in maker.open(f"{BASE}/business").text


def test_numbers_come_back_masked_and_never_into_the_fields(maker):
    maker.send(f"{BASE}/people", SAID["people"])
    page = maker.open(f"{BASE}/people").text

    assert "187201******0001" in page
    assert NIK not in page


def test_the_owner_reads_one_in_full_and_that_is_written_down(maker, producer, session):
    maker.send(f"{BASE}/payment", SAID["payment"])
    answer = maker.send(f"{BASE}/numbers/account", page=f"{BASE}/payment")

    assert ACCOUNT in answer.text
    assert 'value="Bank Lampung"' in answer.text
    assert ACCOUNT not in maker.open(f"{BASE}/payment").text
    assert "Nomor pribadi dilihat" in maker.open("/producer/profile").text


def test_an_account_that_is_kept_asks_the_password_before_it_changes(maker):
    maker.send(f"{BASE}/payment", SAID["payment"])

    assert "own_password" in maker.open(f"{BASE}/payment").text
    answer = maker.send(f"{BASE}/payment", SAID["payment"] | {"account": "9999999999"})
    assert answer.status_code == 422
    assert "Kata sandi Anda wajib diisi" in answer.text
    assert 'value="9999999999"' in answer.text


def test_staff_see_no_form_for_money(as_seat, producer):
    staff = as_seat(STAFF, at=producer.id)

    assert "Hanya pemilik usaha" in staff.open(f"{BASE}/payment").text
    assert staff.send(f"{BASE}/payment", SAID["payment"], page=f"{BASE}/place").status_code == 403


def test_a_logo_shows_on_the_kept_page_of_its_maker_as_soon_as_it_is_ready(
    app, session, producer, maker, stranger, monkeypatch
):
    producer.state = APPROVED
    session.commit()
    monkeypatch.setattr(app.extensions["tools"].queue, "put", lambda row_id: None)  # the worker is busy
    maker.send(f"{BASE}/story", {"story": "Sejak 1998.", "logo": picture()})
    assert 'alt="Logo ' not in stranger.open(f"/producers/{producer.slug}").text

    waiting = session.scalars(select(Outbox.id).filter_by(job="develop_picture")).one()
    session.rollback()
    app.extensions["delivery"].deliver(waiting)

    assert 'alt="Logo ' in stranger.open(f"/producers/{producer.slug}").text


def test_a_logo_and_a_qris_are_kept(session, producer, maker, stranger):
    maker.send(f"{BASE}/story", {"story": "Sejak 1998.", "logo": picture()})
    maker.send(f"{BASE}/payment", SAID["payment"] | {"qris": picture()})
    session.rollback()

    assert producer.logo_id
    assert producer.qris_id
    assert re.search(r'src="/pictures/\w+/640\.jpg"', maker.open(f"{BASE}/story").text)
    assert "Lihat QRIS" in maker.open(f"{BASE}/payment").text
    producer.state = APPROVED
    session.commit()
    public = stranger.open(f"/producers/{producer.slug}").text
    assert 'alt="Logo ' in public
    assert not any(secret in public for secret in (ACCOUNT, "Bank Lampung", "Tini Suhartini"))


@pytest.mark.parametrize(("step", "field"), [("story", "logo"), ("payment", "qris")])
def test_a_file_that_is_no_picture_is_refused_at_its_field(maker, step, field):
    answer = maker.send(
        f"{BASE}/{step}", SAID[step] | {field: (BytesIO(b"<svg onload=alert(1)>"), "logo.jpg")}
    )

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "bukan foto" in answer.text


def test_what_officials_have_is_theirs_and_the_rest_stays_open(session, producer, maker):
    producer.state = APPROVED
    session.commit()

    assert "di tangan petugas" in maker.open(f"{BASE}/business").text
    assert maker.send(f"{BASE}/business", SAID["business"], page=f"{BASE}/story").status_code == 422
    assert maker.send(f"{BASE}/story", SAID["story"]).location == f"{BASE}/summary"


def test_what_is_no_step_or_number_is_not_there(maker):
    assert maker.open(f"{BASE}/apa").status_code == 404
    assert maker.send(f"{BASE}/numbers/password", page=f"{BASE}/people").status_code == 404
