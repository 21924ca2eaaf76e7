"""A visit on its pages: checked, counted and photographed on one page, and found again on the day's route."""

from io import BytesIO

import pytest

from marketplace.audits.models.cases import AuditCheck
from marketplace.audits.models.visits import AuditPhoto, ShelfCount, UnrecordedDocument
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from tests.factories.audits import make_auditor, make_case
from tests.factories.ordering import make_goods
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase
from tests.files.pictures import png


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Berkah", whatsapp="+6281234567890", contact="Bu Rina")


@pytest.fixture
def auditor(session, as_seat):
    return as_seat(AUDITOR, user_id=make_auditor(session))


@pytest.fixture
def visit(session, auditor, partner):
    good = make_goods(session, name="Kopi bubuk")
    line = {"variant_id": good.id, "net": Rupiah(5_000)}
    make_purchase(session, partner, None, lines=[line], document_number="K-1")
    case = make_case(session, auditor.actor.user_id, partner)
    make_outlet(session, partner, name="Cabang Iring Mulyo", address="Jalan Rekaan 5")
    session.commit()
    return f"/office/audit-visits/{case.public_id}"


def test_documents_are_checked_on_one_page_each_once(session, auditor, visit):
    page = auditor.open(visit).text
    assert "N-1" in page and "N-2" in page and page.count("data-resend") == 4
    wrong = {"n1-outcome": "wrong", "n1-audited": "90.000", "client_id": "a1"}
    refused = auditor.send(f"{visit}/documents/1", wrong, page=visit)
    assert refused.status_code == 422 and "Pilih sebabnya" in refused.text
    for _ in range(2):
        sent = auditor.send(f"{visit}/documents/1", wrong | {"n1-cause": "price"}, page=visit)
        assert sent.location == f"{visit}#n2"
    last = {"n2-outcome": "missing", "n2-note": "Dicari bersama", "client_id": "b2"}
    assert auditor.send(f"{visit}/documents/2", last, page=visit).location == f"{visit}#h-nota"
    session.rollback()
    assert [row.audited for row in session.query(AuditCheck).order_by(AuditCheck.id)] == [90_000, 0]
    assert auditor.send(f"{visit}/documents/9", last, page=visit).status_code in (404, 422)


def test_goods_beyond_the_first_are_one_tap_away(auditor, visit, monkeypatch):
    whole = auditor.open(visit).text
    assert whole.count('name="rak_') == 1 and "barang lagi dari toko ini" not in whole
    monkeypatch.setattr("marketplace.web.office.audit_visits.OFFERED", 0)
    page = auditor.open(visit).text
    assert "1 barang lagi dari toko ini" in page and page.count('name="rak_') == 1


def test_the_home_names_only_what_waits(auditor, visit):
    page = auditor.open("/office/").text
    assert "Dokumen belum diperiksa: 2." in page
    assert "Jawaban temuan menunggu" not in page and "Tindak lanjut yang harus" not in page


def test_a_shelf_is_counted_with_a_good_that_mb2_does_not_know(session, auditor, visit):
    name = auditor.open(visit).text.split('name="rak_')[1].split('"')[0]
    half = auditor.send(f"{visit}/shelf", {"other": "Kerupuk"}, page=visit)
    assert half.status_code == 422 and "nama dan banyaknya" in half.text
    counts = {f"rak_{name}": "16", "other": "Kerupuk", "pieces": "3", "client_id": "a1"}
    for _ in range(2):
        assert auditor.send(f"{visit}/shelf", counts, page=visit).location == f"{visit}#h-rak"
    session.rollback()
    assert [(row.text[:4], row.counted) for row in session.query(ShelfCount)] == [("Kopi", 16), ("Keru", 3)]
    assert "Kerupuk" in auditor.open(visit.replace("visits", "cases")).text


def test_photos_and_receipts_outside_mb2_are_kept(session, auditor, visit):
    photo = lambda: (BytesIO(png()), "nota.png")  # noqa: E731 - a stream is read once
    auditor.send(f"{visit}/photos", {"place": "1", "photo": photo()}, page=visit)
    auditor.send(f"{visit}/photos", {"note": "Rak depan", "photo": photo()}, page=visit)
    assert auditor.send(f"{visit}/photos", {"note": "x"}, page=visit).status_code == 422
    found = {"luar-seller": "Warung", "luar-number": "X-9", "luar-day": "2026-08-20", "luar-net": "75.000"}
    sent = auditor.send(f"{visit}/unrecorded", found | {"luar-file": photo(), "client_id": "a1"}, page=visit)
    assert sent.location == f"{visit}#h-luar"
    session.rollback()
    assert session.query(AuditPhoto).count() == 2 and session.query(UnrecordedDocument).one().net == 75_000
    case = auditor.open(visit.replace("visits", "cases")).text
    assert "Rak depan" in case and "X-9" in case and "Rp75.000" in case


def test_a_planned_visit_is_on_the_route_with_its_way_there(auditor, visit):
    assert "Tidak ada kunjungan" in auditor.open("/office/audit-visits").text
    past = auditor.send(f"{visit}/plan", {"day": "2026-11-01", "hour": "09.00"}, page=visit)
    assert past.status_code == 422
    route = auditor.send(f"{visit}/plan", {"day": "2026-11-25", "hour": "09.00"}, page=visit).location
    page = auditor.open(route).text
    assert "Jalan Rekaan 5" in page and "https://wa.me/6281234567890" in page and "Bu%20Rina" in page
    assert "2 dokumen belum diperiksa" in page
    assert "day=2026-11-25" in auditor.open("/office/audit-visits?day=kapan").text


def test_others_read_no_route_and_write_nothing(session, as_seat, visit):
    for role in (OFFICER, OWNER):
        at = {"at": make_partner(session).id} if role is OWNER else {}
        assert as_seat(role, **at).open(visit).status_code in (403, 404)
    elsewhere = as_seat(AUDITOR, user_id=make_auditor(session, name="Lain"))
    page = elsewhere.open(visit).text
    assert "Hanya auditor kasus ini" in page and "data-resend" not in page
    for part, fields in (("documents/1", {"n1-outcome": "right"}), ("shelf", {"other": "x", "pieces": "1"})):
        assert elsewhere.send(f"{visit}/{part}", fields, page=visit).status_code == 403
    assert session.query(AuditCheck).count() == 0
