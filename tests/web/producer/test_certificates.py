import io
from datetime import date

import pytest

from marketplace.certification.models import Certificate, CertificateHold
from marketplace.files.models import Attachment
from marketplace.kernel.review import RETURNED, SUBMITTED
from marketplace.kernel.roles import OWNER
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.producers import make_producer
from tests.files.pictures import png

LIST = "/producer/certificates"


@pytest.fixture
def producer(session):
    return make_producer(session)


@pytest.fixture
def browser(as_seat, producer):
    return as_seat(OWNER, at=producer.id)


def scan():
    return io.BytesIO(png()), "pirt.png"


def fields(product, **given):
    return {
        "number": "2061872010123-30",
        "issued_on": "2025-03-01",
        "expires_on": "2030-03-01",
        "product_ids": [str(product.id)],
        "scan": scan(),
    } | given


def test_an_empty_list_says_what_to_get_first(browser):
    page = browser.open(LIST).text
    assert "Belum ada surat" in page
    assert f"{LIST}/new" in page


def test_each_kind_has_its_own_form(session, browser, producer):
    make_product(session, producer=producer)
    assert "SPP-IRT" in browser.open(f"{LIST}/new").text

    pirt, nib = browser.open(f"{LIST}/new/pirt").text, browser.open(f"{LIST}/new/nib").text
    assert ('name="product_ids"' in pirt, 'name="expires_on"' in pirt) == (True, True)
    assert ('name="product_ids"' in nib, 'name="expires_on"' in nib) == (False, False)
    assert browser.open(f"{LIST}/new/surat").status_code == 404


def test_a_product_comes_before_its_certificate(browser):
    assert "Tambahkan produknya lebih dahulu" in browser.open(f"{LIST}/new/pirt").text


def test_a_certificate_is_handed_in_with_its_scan(session, browser, producer):
    product = make_product(session, producer=producer)
    answer = browser.send(f"{LIST}/new/pirt", fields(product))

    session.rollback()
    row = session.query(Certificate).one()
    assert answer.location == f"{LIST}/{row.public_id}"
    assert (row.state, row.number) == (SUBMITTED, "2061872010123-30")
    kept = session.get(Attachment, row.scan_id)
    assert (kept.organisation_id, kept.name) == (producer.id, "pirt.png")
    page = browser.open(answer.location).text
    assert "Menunggu petugas memeriksa" in page
    assert f"/files/{kept.public_id}" in page
    assert "2061872010123-30" in browser.open(LIST).text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"number": "123"}, "15 angka, misalnya 2061872010123-30"),
        ({"expires_on": "2031-01-01"}, "paling lama 5 tahun"),
        ({"expires_on": ""}, "Berlaku sampai wajib diisi."),
        ({"product_ids": []}, "Produk yang tercantum wajib diisi."),
    ],
)
def test_a_refusal_names_the_fix_and_leaves_nothing(session, browser, producer, given, sentence):
    answer = browser.send(f"{LIST}/new/pirt", fields(make_product(session, producer=producer), **given))

    assert answer.status_code == 422
    assert sentence in answer.text
    session.rollback()
    assert session.query(Certificate).count() == 0


def test_a_text_is_no_scan(session, browser, producer):
    typed = fields(make_product(session, producer=producer), scan=(io.BytesIO(b"halo"), "surat.txt"))
    answer = browser.send(f"{LIST}/new/pirt", typed)

    assert answer.status_code == 422
    assert "bukan foto atau PDF" in answer.text


def test_a_scan_is_needed(session, browser, producer):
    typed = fields(make_product(session, producer=producer))
    del typed["scan"]

    assert browser.send(f"{LIST}/new/pirt", typed).status_code == 422


def test_what_came_back_is_mended_in_place(session, browser, producer):
    product = make_product(session, producer=producer)
    row = make_certificate(
        session,
        product,
        state=RETURNED,
        scan_id=make_scan(session, producer).id,
        review_notes={"number": "Tertulis 0128"},
    )
    page = browser.open(f"{LIST}/{row.public_id}").text
    assert "Tertulis 0128" in page
    assert f'value="{row.number}"' in page

    typed = fields(product, number="2061872010128-30")
    del typed["scan"]
    browser.send(f"{LIST}/{row.public_id}", typed)
    session.rollback()
    assert (row.state, row.number) == (SUBMITTED, "2061872010128-30")


def test_an_ending_certificate_offers_its_renewal(session, browser, producer):
    product = make_product(session, producer=producer)
    row = make_certificate(session, product, number="2061872010123-30")
    page = browser.open(f"{LIST}/{row.public_id}").text
    renewal = f"{LIST}/new/pirt?renews={row.public_id}"
    assert renewal in page

    assert f'value="{row.public_id}" selected' in browser.open(renewal).text
    browser.send(f"{LIST}/new/pirt", fields(product, renews=row.public_id), page=renewal)
    session.rollback()
    assert row.superseded_by_id is not None


def test_another_makers_certificate_is_not_there(session, browser):
    foreign = make_certificate(session, producer=make_producer(session), state=RETURNED)

    assert browser.open(f"{LIST}/{foreign.public_id}").status_code == 404
    assert browser.send(f"{LIST}/{foreign.public_id}", {}, page="/producer/profile").status_code == 404


class TestDetails:
    given = {"number": "LSPRO-001/SNI/2026", "expires_on": "2029-03-01", "standard": "sni 2973:2022"}

    def test_only_their_kind_asks_for_them(self, browser, producer, session):
        make_product(session, producer=producer)
        assert 'name="standard"' in browser.open(f"{LIST}/new/sni").text
        assert 'name="percent"' in browser.open(f"{LIST}/new/tkdn").text
        assert 'name="standard"' not in browser.open(f"{LIST}/new/pirt").text

    def test_they_are_kept_and_shown(self, browser, producer, session):
        product = make_product(session, producer=producer)
        answer = browser.send(f"{LIST}/new/sni", fields(product, **self.given))
        session.rollback()
        assert session.query(Certificate).one().details == {"standard": "SNI 2973:2022"}
        assert "SNI 2973:2022" in browser.open(answer.location).text

    def test_a_wrong_one_is_refused_and_stays_typed(self, browser, producer, session):
        product = make_product(session, producer=producer)
        answer = browser.send(f"{LIST}/new/sni", fields(product, **self.given | {"standard": "2973"}))
        assert answer.status_code == 422
        assert "Nomor standar harus SNI, nomor dan tahunnya" in answer.text
        assert 'value="2973"' in answer.text


def test_what_looks_odd_is_said_to_the_maker_too(session, as_seat):
    producer = make_producer(session)
    row = make_certificate(session, producer=producer, number="2061871010123-30", state=SUBMITTED)
    text = as_seat(OWNER, at=producer.id).open(f"/producer/certificates/{row.public_id}").text

    assert "Lihat sekali lagi" in text
    assert "bukan 1872" in text


def test_a_suspended_paper_says_why_and_who_lifts_it(session, as_seat):
    producer = make_producer(session)
    row = make_certificate(session, producer=producer)
    hold = {"from_on": date(2026, 11, 20), "reason": "Nomor diragukan", "placed_by": None}
    session.add(CertificateHold(certificate_id=row.id, **hold))
    session.commit()
    text = as_seat(OWNER, at=producer.id).open(f"/producer/certificates/{row.public_id}").text

    assert "Ditahan sejak 20 Nov 2026" in text
    assert "Nomor diragukan" in text
