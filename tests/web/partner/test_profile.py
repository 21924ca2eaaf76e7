from datetime import date

import pytest

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.partners.models import PartnerKind
from marketplace.partners.queries import outlets_of
from tests.factories.partners import make_mou, make_outlet, make_partner


@pytest.fixture
def partner(session):
    return make_partner(session, name="Swalayan Sumber Contoh", staff_count=12)


@pytest.fixture
def owner(as_seat, partner):
    return as_seat(OWNER, at=partner.id)


def test_an_outlet_is_added(owner, partner, session):
    fields = {
        "name": "Iringmulyo",
        "address": "Jalan Contoh 1",
        "kelurahan_code": "18.72.04.1003",
        "shown": "y",
    }

    assert owner.send("/partner/profile/outlets", fields, page="/partner/profile").status_code == 302

    session.rollback()
    (outlet,) = outlets_of(session, partner.id)
    assert (outlet.name, outlet.address, outlet.shown) == ("Iringmulyo", "Jalan Contoh 1", True)
    page = owner.open("/partner/profile").text
    assert "Jalan Contoh 1" in page
    assert "Disebut kepada umum" in page


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"name": "", "address": "Jalan"}, "Nama gerai wajib diisi"),
        ({"name": "Pusat", "address": "Jalan"}, "sudah ada"),
        ({"name": "Baru", "address": "Jalan", "kelurahan_code": "99"}, "pilih dari yang ditawarkan"),
    ],
)
def test_what_is_wrong_with_it_is_told(owner, partner, session, fields, said):
    make_outlet(session, partner, name="Pusat")

    answer = owner.send("/partner/profile/outlets", fields, page="/partner/profile")

    assert answer.status_code == 422
    assert said in answer.text


def test_an_outlet_is_closed_and_its_consent_withdrawn(owner, partner, session):
    outlet = make_outlet(session, partner, shown=True)
    at = f"/partner/profile/outlets/{outlet.public_id}"

    owner.send(f"{at}/hide", page="/partner/profile")
    owner.send(f"{at}/close", page="/partner/profile")

    session.rollback()
    assert outlet.until_on is not None
    assert not outlet.shown
    assert "ditutup" in owner.open("/partner/profile").text


def test_another_partners_outlet_is_not_there(owner, session):
    other = make_outlet(session, make_partner(session))

    answer = owner.send(f"/partner/profile/outlets/{other.public_id}/close", page="/partner/profile")

    assert answer.status_code == 404


def test_staff_look_and_do_not_touch(as_seat, partner, session):
    outlet = make_outlet(session, partner)
    staff = as_seat(STAFF, at=partner.id)

    page = staff.open("/partner/profile").text
    assert outlet.name in page
    assert "Tambah gerai" not in page
    at = f"/partner/profile/outlets/{outlet.public_id}/close"
    assert staff.send(at, page="/partner/basket").status_code == 403


class TestMou:
    def test_the_one_in_force_is_shown_with_its_text(self, as_seat, session):
        partner = make_partner(session, mou=False)
        mou = make_mou(session, partner, ends_on=date(2099, 1, 1), text="Para pihak sepakat.")
        old = make_mou(session, partner, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), text="Lama.")

        page = as_seat(STAFF, at=partner.id).open("/partner/mou").text

        assert mou.number in page
        assert "Para pihak sepakat." in page
        assert "Berlaku" in page
        assert old.number in page
        assert "Lama." in as_seat(STAFF, at=partner.id).open(f"/partner/mou?mou={old.public_id}").text

    def test_without_one_it_says_what_to_do(self, as_seat, session):
        shop = make_partner(session, mou=False)
        office = make_partner(session, mou=False, kind=PartnerKind.PUBLIC_OFFICE)

        assert "Belum ada MoU" in as_seat(OWNER, at=shop.id).open("/partner/mou").text
        assert "Tidak perlu MoU" in as_seat(OWNER, at=office.id).open("/partner/mou").text

    def test_another_partners_is_never_shown(self, as_seat, session):
        other = make_mou(session, make_partner(session, mou=False), text="Rahasia.")
        mine = make_partner(session)

        page = as_seat(OWNER, at=mine.id).open(f"/partner/mou?mou={other.public_id}").text

        assert "Rahasia." not in page
