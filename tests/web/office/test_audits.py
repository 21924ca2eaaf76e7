"""An audit through its pages: planned, drawn, checked on the phone, a finding answered, verified and closed."""

import csv
import json
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from marketplace.accounts.models import Organisation
from marketplace.audits.models.cases import AuditCase, AuditCheck, AuditFinding
from marketplace.audits.models.plans import AuditDraw, AuditPlan
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.purchases.models.ledger import PurchaseLine
from tests.factories.audits import items_of, make_auditor, make_case, make_documents, make_plan
from tests.factories.circulars import make_circular
from tests.factories.partners import make_partner
from tests.factories.purchases import make_refusal
from tests.files.pictures import png

FINDING = {
    "found": "Nota N-2 tidak ada",
    "criterion": "Butir 4a",
    "reason": "Nota hilang",
    "effect": "Terlalu besar",
    "advice": "Simpan nota",
    "amount": "250.000",
    "due_on": "2026-12-20",
}


def check_pack(content):
    """With standard tools: sums, the journal's hashes, the seed, and the figures of the result page."""
    with ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha(one) for name, one in files.items() if name != "SHA256SUMS"}
    said = json.loads(files["hasil.json"])
    assert (said["projected"], said["upper"], said["wrong"]) == (260_000, 260_000, 2)
    assert sha(files["populasi.csv"]) == said["population_hash"]
    assert sha(f"{said['plan_hash']}{said['population_hash']}".encode()) == said["seed"]
    entries = list(csv.DictReader(StringIO(files["jurnal.csv"].decode())))
    assert all(sha(f"{one['prev_hash']}{one['stored']}".encode()) == one["hash"] for one in entries)
    assert entries[0]["action"] == "AuditPlanned" and entries[0]["hash"] == said["plan_hash"]
    assert {"FindingIssued", "FindingVerified", "AuditCaseClosed"} <= {one["action"] for one in entries}
    lines = list(csv.DictReader(StringIO(files["baris.csv"].decode())))
    assert [(row["nilai"], row["nilai_setelah_penolakan"]) for row in lines] == [
        ("100000", "90000"), ("250000", "250000"),
    ]  # fmt: skip
    [refused] = csv.DictReader(StringIO(files["penolakan.csv"].decode()))
    assert [refused[name] for name in ("dokumen", "nilai", "dihitung", "alasan", "keadaan")] == [
        *("N-1", "100000", "90000"), "Nota tidak terbaca", "unanswered",
    ]  # fmt: skip
    rows = list(csv.DictReader(StringIO(files["dokumen.csv"].decode())))
    assert [row["nilai_kertas"] for row in rows] == ["90000", "0"]
    assert sum(name.startswith("bukti/") for name in files) == 3 and files["LHP.pdf"].startswith(b"%PDF")


def sha(content):
    return sha256(content).hexdigest()


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Berkah")


@pytest.fixture
def auditor(session, as_seat):
    return as_seat(AUDITOR, user_id=make_auditor(session))


def test_the_size_is_told_before_anything_is_written(auditor):
    page = auditor.open("/office/audits/new?confidence=9000&tolerable=1200&expected=0").text
    assert "Paling sedikit 20 dokumen" in page
    assert "Paling sedikit 60 dokumen" in auditor.open("/office/audits/new?tolerable=x").text


def test_a_plan_is_written_drawn_and_read(session, auditor, partner):
    make_documents(session, partner, *range(10_000, 60_000, 1000))
    circular = make_circular(session)
    fields = {
        "confidence": "9000",
        "tolerable": "1200",
        "expected": "0",
        "first": "2026-08",
        "last": "2026-08",
    }
    fields |= {"ground": f"circular:{circular.public_id}", "basis": "butir 4a", "method": "monetary_unit"}
    wrong = auditor.send("/office/audits", fields | {"last": "2026-11"}, page="/office/audits/new")
    assert wrong.status_code == 422 and "bulan yang sudah lewat" in wrong.text
    path = auditor.send("/office/audits", fields, page="/office/audits/new").location
    page = auditor.open(path).text
    assert "Undi 20 dokumen" in page and circular.number in page
    auditor.send(f"{path}/draw", page=path)
    session.rollback()
    drawn, page = session.query(AuditDraw).one(), auditor.open(path).text
    assert drawn.seed in page and drawn.population_hash in page and "jatuh pada dokumen ini" in page
    assert auditor.open("/office/audits").text.count("Diundi") == 1
    assert auditor.open("/office/audits/export?as=csv").status_code == 200


def test_an_abandoned_plan_stays_visible(session, auditor):
    plan = make_plan(session, make_auditor(session, name="Lain"))
    path = f"/office/audits/{plan.public_id}"
    auditor.send(f"{path}/abandon", {"reason": "Masanya keliru"}, page=path)
    assert "Masanya keliru" in auditor.open(path).text
    assert "Masanya keliru" in auditor.open("/office/audits").text


def test_a_case_is_worked_on_answered_and_closed(session, as_seat, auditor, partner):
    make_documents(session, partner, 100_000, 250_000)
    plan = make_plan(session, auditor.actor.user_id, partner_id=partner.id)
    other = as_seat(AUDITOR, user_id=make_auditor(session, name="Bagus Rekaan"))
    code = session.get(Organisation, partner.id).public_id
    shop = as_seat(OWNER, at=partner.id)
    session.rollback()
    drawn = f"/office/audits/{plan.public_id}"
    auditor.send(f"{drawn}/draw", page=drawn)
    ask = f"/office/audits/{plan.public_id}/cases/{code}"
    path = auditor.send(ask, {"asked": "Nota Agustus", "due_on": "2026-12-10"}).location
    auditor.send(f"{path}/auditors/{other.actor.user_id}", page=path)
    own = path.replace("/office/audit-cases", "/partner/audits")
    assert "Nota Agustus" in shop.open(own).text
    assert "Serahkan yang diminta auditor" in shop.open("/partner/").text
    assert "Audit Toko Berkah" in auditor.open("/office/").text
    sent = {"text": "Nota", "file": (BytesIO(png()), "nota.jpg")}
    assert shop.send(f"{own}/papers", sent, page=own).status_code == 302

    wrong = auditor.send(f"{path}/documents/1", {"outcome": "wrong", "audited": "90.000"})
    assert wrong.status_code == 422 and "Pilih sebabnya" in wrong.text
    first = auditor.send(f"{path}/documents/1", {"outcome": "wrong", "audited": "90.000", "cause": "price"})
    assert first.location == f"{path}/documents/2"
    assert auditor.send(f"{path}/documents/2", {"outcome": "missing"}).location == path
    session.rollback()
    line = session.query(PurchaseLine).order_by(PurchaseLine.id).first()
    make_refusal(session, line, audited_net=90_000)
    assert "Dihitung sebagian: Rp90.000 dari Rp100.000." in auditor.open(f"{path}/documents/1").text
    result = auditor.open(f"/office/audits/{plan.public_id}").text
    assert "Rp260.000" in result and "Nota tidak ditemukan" in result

    auditor.send(f"{path}/findings", FINDING, page=f"{path}/findings/new")
    home = shop.open("/partner/").text
    assert "Jawab temuan audit 1" in home and "Serahkan yang diminta auditor" not in home
    answer = {"text": "Ini notanya", "evidence": (BytesIO(png()), "nota.jpg")}
    assert shop.send(f"{own}/findings/1", answer).location == own
    auditor.send(f"{path}/findings/1/refuse", {"reason": "Buram"}, page=path)
    assert "Buram" in shop.open(f"{own}/findings/1").text
    again = {"text": "Difoto ulang", "evidence": (BytesIO(png()), "nota.jpg")}
    shop.send(f"{own}/findings/1", again)
    auditor.send(f"{path}/findings/1/accept", page=path)
    assert "auditor lain" in auditor.open(path).text
    other.send(f"{path}/findings/1/verify", {"note": "Dilihat di toko"}, page=path)
    assert "Temuan audit disampaikan" in auditor.open(path).text
    auditor.send(f"{path}/close", page=path)
    check_pack(auditor.open(f"{path}/pack.zip").data)
    assert auditor.open(f"{path}/report.pdf").data.startswith(b"%PDF")
    assert "Ditutup" in shop.open(own).text and "Serahkan berkas" not in shop.open(own).text


def test_others_neither_read_nor_write(session, as_seat, auditor, partner):
    case = make_case(session, auditor.actor.user_id, partner)
    path, own = f"/office/audit-cases/{case.public_id}", f"/partner/audits/{case.public_id}"
    for role in (OFFICER, VIEWER):
        for page in ("/office/audits", path, f"{path}/documents/1"):
            assert as_seat(role).open(page).status_code == 403
    stranger = as_seat(OWNER, at=make_partner(session).id)
    assert (
        stranger.open(own).status_code == 404 and "Tidak ada audit" in stranger.open("/partner/audits").text
    )
    elsewhere = as_seat(AUDITOR, user_id=make_auditor(session, name="Lain"))
    assert "Simpan, berikutnya" not in elsewhere.open(f"{path}/documents/1").text
    refused = elsewhere.send(f"{path}/documents/1", {"outcome": "right"}, page=path)
    assert refused.status_code == 403 and session.query(AuditCheck).count() == 0


def test_a_page_takes_few_statements(session, auditor, partner, statements):
    case = make_case(session, auditor.actor.user_id, partner, *range(1000, 40_000, 1000))
    assert len(items_of(session, case)) > 15 and session.query(AuditFinding).count() == 0
    path = f"/office/audit-cases/{case.public_id}"
    assert "Nilai di MB2" in auditor.open(f"{path}/export?as=csv").text
    assert statements(lambda: auditor.open(path)) <= 16
    plan = session.get(AuditPlan, session.get(AuditCase, case.id).plan_id)
    assert statements(lambda: auditor.open(f"/office/audits/{plan.public_id}")) <= 16
