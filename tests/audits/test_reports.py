"""What the LHP says, and that it says the same as the pages; Stringer's figures end up in a sentence."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from config import ROOT
from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.audits.casework import check_document, close_case
from marketplace.audits.findings import issue_finding
from marketplace.audits.models.cases import CheckOutcome, MisstatementCause
from marketplace.audits.models.plans import AuditDraw, AuditPlan
from marketplace.audits.packs import figures_of
from marketplace.audits.queries import AuditCaseList, AuditItemList
from marketplace.audits.records import case_record
from marketplace.audits.reports import case_report, report_data
from marketplace.audits.results import result_of
from marketplace.audits.understating import unrecorded_in
from marketplace.audits.visiting import CountedGood, FoundDocument, count_shelf, note_unrecorded
from marketplace.kernel.money import Rupiah
from marketplace.partners.models import Partner
from marketplace.purchases.models.answers import AnswerRuling
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import PurchaseLine
from tests.audits.test_casework import DETAILS
from tests.conftest import NOW
from tests.factories.audits import (
    as_auditor,
    items_of,
    make_auditor,
    make_case,
    make_documents,
    make_draw,
    make_plan,
)
from tests.factories.partners import make_partner
from tests.factories.purchases import make_refusal


@pytest.fixture
def auditor(session):
    return make_auditor(session)


@pytest.fixture
def case(session, auditor):
    return make_case(session, auditor, make_partner(session, name="Toko Berkah"))


def record_of(session, case):
    return case_record(session, AuditCaseList(public_id=case.public_id).one(session))


def found(session, auditor, item, **given):
    as_auditor(session, auditor, lambda uow: check_document(uow, item.id, **given))


def test_a_draft_says_what_is_left(session, case):
    data = report_data(record_of(session, case), on=NOW.date())
    assert data["draft"] and "2 dokumen sampel belum diperiksa" in data["result"][0]
    assert [row[4] for row in data["documents"]] == ["belum diperiksa"] * 2


def test_the_report_says_what_was_found(session, auditor, case):
    first, second = items_of(session, case)
    found(session, auditor, first, outcome=CheckOutcome.RIGHT)
    values = {"audited": Rupiah(200_000), "cause": MisstatementCause.QUANTITY}
    found(session, auditor, second, outcome=CheckOutcome.WRONG, **values)
    as_auditor(session, auditor, lambda uow: issue_finding(uow, case.id, DETAILS))
    record = record_of(session, case)
    data = report_data(record, on=NOW.date())
    assert data["figures"][1:] == [["Nilai di MB2", "Rp350.000"], ["Nilai di kertas", "Rp300.000"]]
    assert "perkiraan salah saji Rp50.000 dengan batas atas Rp50.000" in data["result"][0]
    assert data["causes"] == [["Jumlah barang berbeda", "1", "Rp50.000", "Rp0"]]
    assert [part[0] for part in data["findings"][0]["parts"]][:5] == [
        *("Kondisi", "Kriteria", "Sebab"),
        *("Akibat", "Rekomendasi"),
    ]
    assert any(record.draw.seed in line for line in data["verify"])
    content = case_report(TypstDocuments(ROOT / "templates" / "documents"), record, on=NOW.date())
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert all(f"Bab {number}." in text for number in ("I", "II", "III", "IV", "V")) and "Lampiran 2" in text
    said = (
        "A. Dasar",
        "B. Tujuan",
        "C. Ruang lingkup",
        "D. Metode",
        "E. Waktu dan pemeriksa",
        "Yang tidak dinyatakan",
    )
    assert all(words in text for words in said) and "N-2, 12 Agustus 2026" in text
    assert "Rp300.000" in text and "Nota 2 tidak ditemukan" in text


def test_a_closed_case_is_no_draft(session, auditor, case):
    for item in items_of(session, case):
        found(session, auditor, item, outcome=CheckOutcome.RIGHT)
    as_auditor(session, auditor, lambda uow: close_case(uow, case.id))
    assert not report_data(record_of(session, case), on=NOW.date())["draft"]


@pytest.mark.parametrize("method", ["monetary_unit", "random", "risk"])
def test_each_method_says_no_more_than_it_can(session, auditor, method):
    partner = make_partner(session)
    make_documents(session, partner, *range(10_000, 70_000, 1_000))
    plan = make_plan(session, auditor, method=method, partner_id=partner.id)
    draw = make_draw(session, auditor, plan)
    rows = AuditItemList(plan_id=plan.id).rows(session)
    assert result_of(plan, draw, rows).acceptable is None  # nobody has looked yet
    for row in rows:
        row.audited, row.cause = row.net, None
    rows[0].audited, rows[0].cause = 0, MisstatementCause.NO_PAPER
    result = result_of(session.get(AuditPlan, plan.id), session.get(AuditDraw, plan.id), rows)
    assert (result.monetary is not None, result.counted is not None) == (
        method == "monetary_unit",
        method == "random",
    )
    assert result.wrong == 1 and result.unchecked == 0
    assert (result.acceptable is None) == (method == "risk")


def test_what_was_not_declared_stands_apart(session, auditor, case):
    partner = session.get(Partner, case.partner_id)
    declare = {
        "month": "2026-08",
        "revision": 1,
        "signer": "Bu Rina",
        "submitted_by": None,
        "submitted_at": NOW,
    }
    session.add(SpendDeclaration(partner_id=partner.id, total=Rupiah(400_000), **declare))
    session.commit()
    assert record_of(session, case).understated.short == 0  # 350.000 are known
    lowest, _ = items_of(session, case)
    paper = {"audited": Rupiah(130_000), "cause": MisstatementCause.QUANTITY}
    found(session, auditor, lowest, outcome=CheckOutcome.WRONG, **paper)
    receipt = FoundDocument(seller="Warung", number="X-9", day=date(2026, 8, 20), net=Rupiah(75_000))
    as_auditor(session, auditor, lambda uow: note_unrecorded(uow, case.id, receipt))
    as_auditor(
        session,
        auditor,
        lambda uow: count_shelf(uow, case.id, [CountedGood(text="Kopi", counted=9, expected=12)]),
    )
    record = record_of(session, case)
    one = record.understated
    assert (one.outside, one.too_low, one.short) == (75_000, 30_000, 55_000)
    assert record.result.overstated == 0 and unrecorded_in(session, case.plan_id) == 75_000
    data = report_data(record, on=NOW.date())
    assert data["understated"]["months"] == [["Agustus 2026", "Rp400.000", "Rp455.000", "Rp55.000"]]
    assert data["shelf"] == [["Kopi", "9", "12", "-3"]]
    said = figures_of(record)
    assert (said["unrecorded"], said["documents_too_low"], said["declared_too_low"]) == (
        75_000,
        30_000,
        55_000,
    )


def test_refused_rows_are_told_whole_and_in_part(session, auditor):
    case = make_case(session, auditor, make_partner(session), 100_000, 250_000, 70_000)
    in_part, whole, restored = session.query(PurchaseLine).order_by(PurchaseLine.id)
    quantities = {"audited_quantity_milli": 900}
    make_refusal(session, in_part, audited_net=90_000, reason="Di nota 9 bungkus", **quantities)
    make_refusal(session, whole, answered=True, ruling=AnswerRuling.REFUSED)
    make_refusal(session, restored, answered=True, ruling=AnswerRuling.ACCEPTED)
    record = record_of(session, case)
    told = report_data(record, on=NOW.date())["refused"]
    assert (
        "ditolak auditor: 2, 1 di antaranya sebagian" in told["words"][0] and "Rp260.000" in told["words"][0]
    )
    goods = in_part.text
    assert [row[:1] + row[2:] for row in told["rows"]] == [
        [f"N-1: {goods}", "Rp90.000", "Di nota 9 bungkus", "Menunggu jawaban toko"],
        [f"N-2: {goods}", "Rp0", "Nota tidak terbaca", "Tetap ditolak"],
        [f"N-3: {goods}", "Rp70.000", "Nota tidak terbaca", "Jawaban diterima"],
    ]
    content = case_report(TypstDocuments(ROOT / "templates" / "documents"), record, on=NOW.date())
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "Baris yang ditolak" in text and "Di nota 9 bungkus" in text
