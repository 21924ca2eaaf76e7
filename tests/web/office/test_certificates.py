from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.catalog.curating import Judgement, curate
from marketplace.catalog.models import Criterion, Mark, Product
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.products import revise_product
from marketplace.certification.models import Certificate, CertificateReminder
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.refreshing import refresh_all
from marketplace.kernel import clock
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.producers.models import Producer
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer

NIB = {"kind": "nib", "expires_on": None}


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def cloth(session, work):
    """Three listed products that need their maker's NIB, and nothing else."""
    with work() as uow:
        load_reference(uow)
    maker = make_producer(session, name="Tapis Ibu Maryam")
    products = [make_product(session, producer=maker, category="batik-tapis") for _ in range(3)]
    make_certificate(session, producer=maker, number="1234567890123", **NIB)
    with work(now=clock.now()) as uow:
        refresh_all(uow)
    return products


@pytest.fixture
def nib(session, cloth):
    return session.query(Certificate).one()


def path(session, row, *rest):
    code = session.get_one(Organisation, row.producer_id).public_id
    return "/".join((f"/office/producers/{code}/certificates/{row.public_id}", *map(str, rest)))


def eligible(session, products):
    session.rollback()
    session.expire_all()
    return [session.get(Product, product.id).eligible_until for product in products]


class TestRevoke:
    def test_the_page_says_what_would_leave_before_anybody_presses(self, session, officer, cloth, nib):
        page = officer.open(path(session, nib)).text

        assert "3 produk turun dari katalog:" in page
        assert all(product.name in page for product in cloth)

    def test_what_another_paper_carries_does_not_leave(self, session, officer, cloth, nib):
        maker = session.get_one(Producer, nib.producer_id)
        make_certificate(session, producer=maker, number="n2", **NIB)

        assert "Tidak ada produk yang turun dari katalog." in officer.open(path(session, nib)).text

    def test_the_answer_counts_what_left(self, session, officer, cloth, nib):
        address = path(session, nib)
        answer = officer.send(
            address, {"revokeform-reason": "Dicabut OSS", "revokeform-revoked_on": str(today())}
        )

        assert answer.location == address
        page = officer.open(address).text
        assert "Surat dicabut; 3 produk turun dari katalog." in page
        assert "Dicabut OSS" in page
        assert eligible(session, cloth) == [None] * 3

    def test_a_reason_is_asked_and_what_was_typed_stays(self, session, officer, cloth, nib):
        answer = officer.send(
            path(session, nib), {"revokeform-reason": "", "revokeform-revoked_on": "2026-11-20"}
        )

        assert answer.status_code == 422
        assert "Alasan pencabutan wajib diisi." in answer.text
        assert 'value="2026-11-20"' in answer.text
        assert date.max in eligible(session, cloth)


class TestHold:
    def test_it_takes_the_products_down_and_gives_them_back(self, session, officer, cloth, nib):
        address = path(session, nib)
        officer.send(path(session, nib, "holds"), {"holdform-reason": "Nomor diragukan"}, page=address)
        page = officer.open(address).text

        assert "Nomor diragukan" in page
        assert eligible(session, cloth) == [None] * 3
        lift = page.split("/lift")[0].split('action="')[-1] + "/lift"
        officer.send(lift, page=address)
        assert "Penangguhan dicabut." in officer.open(address).text
        assert eligible(session, cloth) == [date.max] * 3

    def test_without_a_reason_it_is_refused(self, session, officer, nib):
        answer = officer.send(path(session, nib, "holds"), {"holdform-reason": ""}, page=path(session, nib))

        assert answer.status_code == 422
        assert "Alasan penangguhan wajib diisi." in answer.text

    def test_a_hold_of_another_certificate_is_not_there(self, session, officer, nib):
        other = make_certificate(session, producer=make_producer(session))
        answer = officer.send(path(session, other, "holds", 99, "lift"), page=path(session, nib))

        assert answer.status_code == 404

    @pytest.mark.parametrize("act", ["holds", ""])
    def test_auditors_look_and_do_nothing(self, session, as_seat, nib, act):
        auditor = as_seat(AUDITOR)
        page = auditor.open(path(session, nib)).text

        assert "Cabut surat ini" not in page
        target = path(session, nib, act) if act else path(session, nib)
        assert auditor.send(target, {"holdform-reason": "x"}, page="/account/").status_code == 403


def test_what_the_number_shows_is_said_to_officers(session, officer):
    row = make_certificate(session, producer=make_producer(session), number="2061871010123-29")
    page = officer.open(path(session, row)).text

    assert "bukan 1872" in page
    assert "Nomor berakhir tahun 2029, isian tahun 2030." in page


def test_reminders_and_the_renewal_are_told(session, officer):
    maker = make_producer(session)
    newer = make_certificate(session, producer=maker, number="2061872010999-30", state=SUBMITTED)
    older = make_certificate(session, producer=maker, superseded_by_id=newer.id)
    session.add(CertificateReminder(certificate_id=older.id, days=30, told_at=clock.now()))
    session.commit()

    page = officer.open(path(session, older)).text
    assert "2061872010999-30" in page
    assert "Menunggu pemeriksaan" in page
    assert "tahap 30 hari" in page


class TestProducts:
    def address(self, session, product, *rest):
        code = session.get_one(Organisation, product.producer_id).public_id
        return "/".join((f"/office/producers/{code}/products", *map(str, rest)))

    def test_the_list_says_what_is_shown_and_what_is_not(self, session, officer, cloth):
        cloth[0].paused_at = clock.now()
        cloth[1].eligible_until = None
        make_product(
            session, producer=session.get_one(Producer, cloth[0].producer_id), archived_at=clock.now()
        )
        session.commit()
        page = officer.open(self.address(session, cloth[0])).text

        assert "4 produk" in page
        for word in ("Diarsipkan pembuat", "Dijeda pembuat", "Belum tayang", "Tayang"):
            assert word in page

    def test_an_empty_list_says_the_next_step(self, session, officer):
        maker = session.get_one(Organisation, make_producer(session).id)
        assert "Belum ada produk" in officer.open(f"/office/producers/{maker.public_id}/products").text

    def test_one_is_suspended_with_a_reason_and_freed(self, session, officer, cloth):
        one = cloth[0]
        address = self.address(session, one, one.public_id)
        assert "Layak tayang" in officer.open(address).text
        officer.send(f"{address}/holds", {"holdform-reason": "Label salah"}, page=address)

        page = officer.open(address).text
        assert "Mengapa belum tayang" in page
        assert "Ditangguhkan: Label salah" in page
        assert eligible(session, cloth) == [None, date.max, date.max]
        lift = page.split("/lift")[0].split('action="')[-1] + "/lift"
        officer.send(lift, page=address)
        assert eligible(session, cloth) == [date.max] * 3

    def test_a_bad_hold_is_refused_and_keeps_what_was_typed(self, session, officer, cloth):
        address = self.address(session, cloth[0], cloth[0].public_id)
        answer = officer.send(
            f"{address}/holds",
            {"holdform-reason": "Label salah", "holdform-from_on": "2020-01-01"},
            page=address,
        )

        assert answer.status_code == 422
        assert "Penangguhan berlaku paling awal hari ini." in answer.text
        assert "Label salah" in answer.text

    def test_its_revisions_and_their_differences_are_for_officials_to_read(
        self, session, officer, work, cloth
    ):
        one = cloth[0]
        with work() as uow:
            revise_product(uow, one.id, text=Text(name=one.name, storage="Simpan di tempat kering."))
            curate(uow, one.id, {Criterion.PACKAGING: Judgement(Mark.WORK, "Kemasan mudah robek.")})
        address = self.address(session, one, one.public_id)

        page = officer.open(address).text
        assert "Katalog menampilkan revisi 1" in page
        assert "Kemasan mudah robek." in page
        assert f"{address}/revisions/2" in page
        assert "<ins>Simpan di tempat kering.</ins>" in officer.open(f"{address}/revisions/2").text
        assert "Revisi pertama" in officer.open(f"{address}/revisions/1").text
        other = self.address(session, one, cloth[1].public_id)
        for missing in (f"{address}/revisions/3", f"{other}/revisions/2"):
            assert officer.open(missing).status_code == 404

    def test_a_product_of_another_maker_is_not_there(self, session, officer, cloth):
        other = make_product(session)
        assert officer.open(self.address(session, cloth[0], other.public_id)).status_code == 404

    def test_makers_have_no_such_page(self, session, as_seat, cloth):
        maker = as_seat(OWNER, at=cloth[0].producer_id)
        assert maker.open(self.address(session, cloth[0], cloth[0].public_id)).status_code == 403


def today():
    return clock.day_of(clock.now())
