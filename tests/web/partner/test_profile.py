from datetime import date

import pytest

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.partners.models import PartnerKind
from tests.factories.partners import make_mou, make_partner


@pytest.fixture
def partner(session):
    return make_partner(session, name="Swalayan Sumber Contoh", staff_count=12)


@pytest.fixture
def owner(as_seat, partner):
    return as_seat(OWNER, at=partner.id)


PAGE = "/partner/profile"


def test_the_owner_says_who_they_are_and_whom_to_ask(owner, partner, session):
    fields = {"about": "Toko keluarga sejak 1998.", "contact": "Bu Ratna", "whatsapp": "0812-3456-7890"}

    assert owner.send(PAGE, fields).location == PAGE

    session.rollback()
    assert (partner.about, partner.contact, partner.whatsapp) == (
        "Toko keluarga sejak 1998.",
        "Bu Ratna",
        "+6281234567890",
    )
    page = owner.open(PAGE).text
    assert "Toko keluarga sejak 1998." in page
    assert "Profil mitra diubah" in page


def test_a_number_that_is_none_is_refused_and_kept(owner):
    answer = owner.send(PAGE, {"about": "Toko.", "whatsapp": "12"})

    assert answer.status_code == 422
    assert "tidak dikenal" in answer.text
    assert 'value="12"' in answer.text


def test_staff_read_what_the_owner_writes(as_seat, partner, session):
    partner.contact = "Bu Ratna"
    session.commit()
    staff = as_seat(STAFF, at=partner.id)

    page = staff.open(PAGE).text
    assert "Bu Ratna" in page
    assert "Simpan profil" not in page
    assert staff.send(PAGE, {"about": "Lain"}, page="/partner/basket").status_code == 403


def test_the_chain_is_named_on_both_sides(owner, as_seat, partner, session):
    member = make_partner(session, name="Cabang Contoh", parent_id=partner.id)

    assert "Cabang Contoh" in owner.open(PAGE).text
    assert "Swalayan Sumber Contoh" in as_seat(OWNER, at=member.id).open(PAGE).text


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
