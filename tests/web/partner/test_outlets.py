import pytest

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.partners.queries import outlets_of
from marketplace.partners.services.outlets import pin_matches
from tests.factories.partners import make_outlet, make_partner

PAGE = "/partner/outlets"


@pytest.fixture
def partner(session):
    return make_partner(session, name="Swalayan Sumber Contoh")


@pytest.fixture
def owner(as_seat, partner):
    return as_seat(OWNER, at=partner.id)


def test_an_outlet_is_added(owner, partner, session):
    fields = {
        "name": "Iringmulyo",
        "address": "Jalan Contoh 1",
        "kelurahan_code": "18.72.04.1003",
        "receiving": "Senin sampai Sabtu, 08.00",
        "least_life_days": "60",
        "floor_area": "1.200",
        "shown": "y",
    }

    assert owner.send(PAGE, fields).status_code == 302

    session.rollback()
    (outlet,) = outlets_of(session, partner.id)
    assert (outlet.name, outlet.address, outlet.shown) == ("Iringmulyo", "Jalan Contoh 1", True)
    assert (outlet.floor_area, outlet.least_life_days) == (1200, 60)
    page = owner.open(PAGE).text
    assert "Jalan Contoh 1" in page
    assert "Senin sampai Sabtu, 08.00" in page
    assert "Disebut kepada umum" in page


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"name": "", "address": "Jalan"}, "Nama gerai wajib diisi"),
        ({"name": "Pusat", "address": "Jalan"}, "sudah ada"),
        ({"name": "Baru", "address": "Jalan", "kelurahan_code": "99"}, "pilih dari yang ditawarkan"),
        ({"name": "Baru", "address": "Jalan", "floor_area": "0"}, "paling sedikit 1"),
    ],
)
def test_what_is_wrong_with_it_is_told(owner, partner, session, fields, words):
    make_outlet(session, partner, name="Pusat")

    answer = owner.send(PAGE, fields)

    assert answer.status_code == 422
    assert words in answer.text


def test_an_outlet_is_changed_and_what_was_typed_wrongly_stays(owner, partner, session):
    outlet, other = make_outlet(session, partner), make_outlet(session, partner, name="Cabang")
    page = f"{PAGE}/{outlet.public_id}"
    wrong = owner.send(page, {"name": other.name, "address": "Jalan Baru 9"})
    assert wrong.status_code == 422
    assert "Gerai Cabang sudah ada" in wrong.text
    assert "Jalan Baru 9" in wrong.text

    owner.send(page, {"name": "Pusat", "address": "Jalan Baru 9", "shown": "y"})

    session.rollback()
    assert (outlet.name, outlet.address, outlet.shown) == ("Pusat", "Jalan Baru 9", True)
    story = owner.open(page).text
    assert "Gerai diubah" in story
    assert "Jalan Baru 9" in story


def test_an_outlet_is_closed_and_then_only_read(owner, partner, session):
    outlet = make_outlet(session, partner)
    page = f"{PAGE}/{outlet.public_id}"

    owner.send(f"{page}/close", page=page)

    session.rollback()
    assert outlet.until_on is not None
    assert "ditutup" in owner.open(page).text
    assert "Tutup gerai ini" not in owner.open(page).text


class TestPin:
    def test_it_is_set_replaced_and_taken_away(self, owner, partner, session):
        outlet = make_outlet(session, partner)
        page = f"{PAGE}/{outlet.public_id}"
        for pin in ("4829", "730164"):
            assert owner.send(f"{page}/pin", {"pin": pin}, page=page).status_code == 302
            session.rollback()
            assert pin_matches(outlet, pin)
            assert pin not in owner.open(page).text
        assert "Ada PIN penerima" in owner.open(PAGE).text

        owner.send(f"{page}/pin/remove", page=page)

        session.rollback()
        assert outlet.pin_hash is None

    @pytest.mark.parametrize(
        "pin, words",
        [
            ("", "wajib diisi"),
            ("12", "4 sampai 6 angka"),
            ("abcd", "4 sampai 6 angka"),
            ("1234", "mudah ditebak"),
        ],
    )
    def test_one_that_will_not_do_is_refused_and_never_shown_again(self, owner, partner, session, pin, words):
        outlet = make_outlet(session, partner)
        page = f"{PAGE}/{outlet.public_id}"

        answer = owner.send(f"{page}/pin", {"pin": pin}, page=page)

        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{pin}"' not in answer.text.replace('value=""', "")

    def test_staff_do_not_set_it(self, as_seat, partner, session):
        outlet = make_outlet(session, partner)
        page = f"{PAGE}/{outlet.public_id}"
        staff = as_seat(STAFF, at=partner.id)

        assert "Pasang PIN" not in staff.open(page).text
        assert staff.send(f"{page}/pin", {"pin": "4829"}, page="/partner/basket").status_code == 403


@pytest.mark.parametrize("act", ["", "/close", "/pin", "/pin/remove"])
def test_another_partners_outlet_is_not_there(owner, session, act):
    other = make_outlet(session, make_partner(session))
    page = f"{PAGE}/{other.public_id}"

    assert owner.open(page).status_code == 404
    fields = {"name": "Rebut", "address": "Jalan", "pin": "4829"}
    assert owner.send(f"{page}{act}", fields, page=PAGE).status_code == 404


def test_staff_look_and_do_not_touch(as_seat, partner, session):
    outlet = make_outlet(session, partner)
    staff = as_seat(STAFF, at=partner.id)

    page = staff.open(PAGE).text
    assert outlet.name in page
    assert "Tambah gerai" not in page
    own = f"{PAGE}/{outlet.public_id}"
    assert "Tutup gerai" not in staff.open(own).text
    assert staff.send(f"{own}/close", page="/partner/basket").status_code == 403
