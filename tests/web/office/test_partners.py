from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.kernel import clock
from marketplace.kernel.clock import day_of
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.ordering.states import CONTESTED
from marketplace.partners.models import Mou, Partner, PartnerKind
from marketplace.partners.mous import mou_in_force
from marketplace.partners.queries import may_order, outlets_of, partner_holds
from marketplace.partners.services.holding import hold_partner
from marketplace.partners.states import DRAFT, ENDED, SIGNED
from tests.factories.ordering import make_handover
from tests.factories.partners import make_mou, make_outlet, make_partner

SIGNED_BY = {
    "city_signatory": "Bambang Contoh",
    "city_position": "Kepala Dinas",
    "partner_signatory": "Rahmat Contoh",
    "partner_position": "Direktur",
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def at(session, partner):
    return f"/office/partners/{session.get(Organisation, partner.id).public_id}"


class TestPartners:
    def test_one_is_registered_and_gets_an_outlet(self, officer, session):
        fields = {"name": "Toko Contoh Baru", "kind": "shop", "staff_count": "7"}
        page = officer.send("/office/partners/new", fields).location
        assert "Belum ada MoU" in officer.open(page).text

        outlet = {"name": "Pusat", "address": "Jalan Contoh 2"}
        assert officer.send(f"{page}/outlets", outlet, page=page).location == page

        session.rollback()
        partner = session.scalars(select(Partner)).one()
        assert (partner.kind, partner.staff_count) == (PartnerKind.SHOP, 7)
        assert [row.name for row in outlets_of(session, partner.id)] == ["Pusat"]

    def test_what_is_wrong_is_told(self, officer, session):
        make_partner(session, name="Toko Lama")

        twice = officer.send("/office/partners/new", {"name": "toko lama", "kind": "shop"})
        empty = officer.send("/office/partners/new", {"name": "", "kind": ""})

        assert twice.status_code == empty.status_code == 422
        assert "Sudah ada mitra" in twice.text
        assert 'value="toko lama"' in twice.text

    def test_its_kind_is_changed(self, officer, session):
        partner = make_partner(session)
        page = at(session, partner)

        officer.send(page, {"kind": "hotel", "staff_count": "55"})

        session.rollback()
        assert (partner.kind, partner.staff_count) == (PartnerKind.HOTEL, 55)

    def test_the_list_is_narrowed_in_the_address(self, officer, session):
        make_partner(session, name="Toko Bukit", kind=PartnerKind.SHOP, mou=False)
        make_partner(session, name="Hotel Danau", kind=PartnerKind.HOTEL, mou=False)

        assert "Hotel Danau" not in officer.open("/office/partners?kind=shop").text
        assert "Toko Bukit" not in officer.open("/office/partners?q=danau").text
        assert "Tidak ada yang cocok" in officer.open("/office/partners?mou=yes").text
        assert "Toko Bukit" in officer.open("/office/partners?mou=maybe").text

    def test_other_officials_look_and_do_not_touch(self, as_seat, session):
        page = at(session, make_partner(session))

        for role in (AUDITOR, VIEWER):
            visitor = as_seat(role)
            assert "Tambah gerai" not in visitor.open(page).text
            assert visitor.open("/office/partners/new").status_code == 403
            assert visitor.send_blindly(page, {"kind": "hotel"}).status_code in (400, 403)

    def test_a_producer_is_no_partner(self, officer, session):
        maker = session.get(Organisation, make_handover(session).producer_id)

        assert officer.open(f"/office/partners/{maker.public_id}").status_code == 404


class TestChain:
    def test_the_head_is_chosen_and_lists_its_members(self, officer, session):
        head, member = make_partner(session, name="Swalayan Pusat"), make_partner(session, name="Cabang Satu")
        page = at(session, member)
        code = session.get(Organisation, head.id).public_id
        assert f'value="{code}"' in officer.open(page).text

        officer.send(page, {"kind": "shop", "staff_count": "", "parent": code})

        session.rollback()
        assert member.parent_id == head.id
        assert "Cabang Satu" in officer.open(at(session, head)).text
        shown = officer.open(page).text
        assert "Swalayan Pusat" in shown
        assert "Induk jaringan: — → Swalayan Pusat" in shown
        assert "Jenis: Minimarket → Toko" in shown

    def test_a_member_is_not_offered_and_not_taken_as_a_head(self, officer, session):
        head = make_partner(session)
        member = make_partner(session, parent_id=head.id)
        page = at(session, make_partner(session))

        code = session.get(Organisation, member.id).public_id
        answer = officer.send(page, {"kind": "shop", "parent": code})

        assert answer.status_code == 422
        assert "pilih dari yang ditawarkan" in answer.text


class TestHolds:
    def test_a_partner_is_suspended_with_its_effect_named_and_freed(self, officer, as_seat, session):
        partner = make_partner(session, name="Toko Bukit", mou=False)
        make_mou(session, partner, ends_on=day_of(clock.now()) + timedelta(days=99))
        page, owner = at(session, partner), as_seat(OWNER, at=partner.id)
        assert "Toko Bukit tidak dapat memesan" in officer.open(page).text

        officer.send(f"{page}/holds", {"hold-reason": "Nota belum diserahkan"}, page=page)

        session.rollback()
        assert not may_order(session, partner.id, day_of(clock.now()))
        assert "Nota belum diserahkan" in officer.open(page).text
        assert "Pemesanan Anda ditangguhkan" in owner.open("/partner/").text
        assert "Nota belum diserahkan" in owner.open("/partner/mou").text

        (hold,) = partner_holds(session, partner.id)
        session.rollback()
        officer.send(f"{page}/holds/{hold.id}/lift", page=page)
        session.rollback()
        assert may_order(session, partner.id, day_of(clock.now()))
        assert "Penangguhan mitra dicabut" in officer.open(page).text

    def test_without_a_reason_nothing_happens(self, officer, session):
        page = at(session, make_partner(session))

        answer = officer.send(f"{page}/holds", {"hold-reason": " "}, page=page)

        assert answer.status_code == 422
        assert "Alasan penangguhan wajib diisi" in answer.text

    def test_a_hold_is_lifted_only_on_the_page_of_its_partner(self, officer, work, session):
        partner, other = make_partner(session), make_partner(session)
        with work() as uow:
            hold_id = hold_partner(uow, partner.id, reason="Coba").id
        page = at(session, other)

        assert officer.send(f"{page}/holds/{hold_id}/lift", page=page).status_code == 404


class TestOutlets:
    def test_one_is_changed_and_closed_by_an_officer(self, officer, session):
        partner = make_partner(session)
        outlet = make_outlet(session, partner)
        page = f"{at(session, partner)}/outlets/{outlet.public_id}"
        fields = {"name": "Pusat", "address": "Jalan Baru 9", "receiving": "Pagi", "least_life_days": "30"}

        assert officer.send(page, fields).location == page
        session.rollback()
        assert (outlet.name, outlet.receiving, outlet.least_life_days) == ("Pusat", "Pagi", 30)
        assert "Sisa masa simpan (hari): — → 30" in officer.open(page).text

        officer.send(f"{page}/close", page=page)
        session.rollback()
        assert outlet.until_on is not None
        assert "Tutup gerai ini" not in officer.open(page).text

    def test_what_is_wrong_is_told_and_kept(self, officer, session):
        partner = make_partner(session)
        outlet = make_outlet(session, partner)
        page = f"{at(session, partner)}/outlets/{outlet.public_id}"

        answer = officer.send(page, {"name": "", "address": "Jalan Baru 9"})

        assert answer.status_code == 422
        assert "Jalan Baru 9" in answer.text

    def test_it_stands_under_its_own_partner_only(self, officer, as_seat, session):
        outlet = make_outlet(session, make_partner(session))
        page = f"{at(session, make_partner(session))}/outlets/{outlet.public_id}"

        assert officer.open(page).status_code == 404
        own = f"{at(session, session.get(Partner, outlet.partner_id))}/outlets/{outlet.public_id}"
        assert "Simpan" not in as_seat(AUDITOR).open(own).text


class TestMous:
    def test_one_is_drafted_signed_and_ended(self, officer, session, as_seat):
        partner = make_partner(session, name="Toko Bukit", mou=False)
        draft = f"{at(session, partner)}/mous/new"
        assert "Toko dan koperasi" in officer.open(draft).text
        today = day_of(clock.now())
        dates = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=365)).isoformat()}
        mou_page = officer.send(draft, {"template": "shop", **dates}).location
        drafted = officer.open(mou_page).text
        assert "Belum ditandatangani" in drafted
        assert "NOTA KESEPAHAMAN" in drafted
        assert "Pemerintah Kota Metro dan Toko Bukit" in drafted

        changed = {"text": "Para pihak bersepakat.", **dates}
        officer.send(f"{mou_page}/text", changed, page=mou_page)
        signing = SIGNED_BY | {"signed_on": today.isoformat(), "scan": (BytesIO(PDF), "mou.pdf")}
        assert officer.send(f"{mou_page}/sign", signing, page=mou_page).location == mou_page

        session.rollback()
        mou = session.scalars(select(Mou)).one()
        assert (mou.state, mou.text, mou.partner_position) == (SIGNED, "Para pihak bersepakat.", "Direktur")
        assert mou_in_force(session, partner.id, today) is None
        session.rollback()
        shown = officer.open(mou_page).text
        assert mou.text_sha256 in shown
        assert "Catat penandatanganan" not in shown
        owner = as_seat(OWNER, at=partner.id)
        assert "Buka pindaian" in owner.open("/partner/mou").text
        assert "menunggu persetujuan Anda" in owner.open("/partner/").text
        owner.send(f"/partner/mou/{mou.public_id}/accept", page="/partner/mou")
        session.rollback()
        assert mou_in_force(session, partner.id, today) is mou
        session.rollback()

        officer.send(f"{mou_page}/end", {"reason": "tidak melapor"}, page=mou_page)
        session.rollback()
        assert mou.state is ENDED
        assert "tidak melapor" in officer.open(mou_page).text

    def test_the_scan_is_for_both_parties_only(self, officer, session, as_seat):
        partner, other = make_partner(session, mou=False), make_partner(session, mou=False)
        mou = make_mou(session, partner, state=DRAFT, ends_on=date(2099, 1, 1))
        page = f"/office/mous/{mou.public_id}"
        signing = SIGNED_BY | {"signed_on": "2026-01-02", "scan": (BytesIO(PDF), "mou.pdf")}
        officer.send(f"{page}/sign", signing, page=page)
        text = officer.open(page).text
        scan = text[text.index("/files/") :].split('"')[0]

        session.rollback()
        assert as_seat(OWNER, at=partner.id).open(scan).status_code == 200
        assert as_seat(OWNER, at=other.id).open(scan).status_code == 404

    @pytest.mark.parametrize(
        "missing, words", [("city_position", "Jabatannya wajib diisi"), ("signed_on", "wajib diisi")]
    )
    def test_signing_needs_everything(self, officer, session, missing, words):
        mou = make_mou(session, make_partner(session, mou=False), state=DRAFT)
        page = f"/office/mous/{mou.public_id}"

        answer = officer.send(
            f"{page}/sign", SIGNED_BY | {"signed_on": "2026-01-02"} | {missing: ""}, page=page
        )

        assert answer.status_code == 422
        assert words in answer.text
        session.rollback()
        assert mou.state is DRAFT

    def test_an_overlap_is_refused_with_the_other_number(self, officer, session):
        partner = make_partner(session, mou=False)
        other = make_mou(session, partner, ends_on=date(2099, 1, 1))
        mou = make_mou(session, partner, state=DRAFT, starts_on=date(2030, 1, 1), ends_on=date(2031, 1, 1))
        page = f"/office/mous/{mou.public_id}"

        answer = officer.send(f"{page}/sign", SIGNED_BY | {"signed_on": "2026-01-02"}, page=page)

        assert answer.status_code == 422
        assert f"MoU {other.number} masih berlaku" in answer.text

    def test_one_that_ends_soon_is_a_task_and_a_filter(self, officer, as_seat, session):
        soon = day_of(clock.now()) + timedelta(days=12)
        partner = make_partner(session, name="Toko Bukit", mou=False)
        mou = make_mou(session, partner, ends_on=soon)
        make_mou(session, make_partner(session, mou=False), ends_on=date(2099, 1, 1))

        assert "1 MoU berakhir dalam 30 hari" in officer.open("/office/").text
        assert "1 MoU berakhir" not in as_seat(AUDITOR).open("/office/").text
        listed = officer.open("/office/mous?soon=1").text
        assert mou.number in listed
        assert "1 MoU" in listed
        assert f"MoU {mou.number} segera berakhir" in as_seat(OWNER, at=partner.id).open("/partner/").text

    def test_auditors_read_and_do_not_sign(self, as_seat, session):
        mou = make_mou(session, make_partner(session, mou=False), state=DRAFT)
        page = f"/office/mous/{mou.public_id}"
        auditor = as_seat(AUDITOR)

        assert "Para pihak bekerja sama." in auditor.open(page).text
        assert "Catat penandatanganan" not in auditor.open(page).text
        assert as_seat(OWNER, at=mou.partner_id).open(page).status_code == 403


class TestHandovers:
    def test_a_contested_one_is_a_task_that_leads_to_it(self, officer, session):
        handover = make_handover(session, state=CONTESTED, contested_because="Tidak datang.")
        page = f"/office/handovers/{handover.public_id}"

        assert f'href="{page}"' in officer.open("/office/").text
        assert "Tidak datang." in officer.open(page).text
        assert handover.number in officer.open("/office/handovers?state=contested").text
        assert handover.number not in officer.open("/office/handovers?state=agreed").text
        partner = at(session, session.get(Partner, handover.partner_id))
        assert "diperselisihkan" in officer.open(partner).text

    def test_officials_only(self, as_seat, session):
        handover = make_handover(session)
        page = f"/office/handovers/{handover.public_id}"

        assert as_seat(VIEWER).open(page).status_code == 200
        for organisation in (handover.partner_id, handover.producer_id):
            assert as_seat(OWNER, at=organisation).open(page).status_code == 403
