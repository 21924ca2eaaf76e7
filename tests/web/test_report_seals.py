"""A published month's pages say so where the report behind them is not the one that the office signed."""

import pytest
from sqlalchemy import text

from marketplace.accounts.models import Organisation
from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.freezing import sha256
from marketplace.kernel.roles import APPROVER, OWNER, VIEWER
from tests.compliance.tampering import drop_rules
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

FORGED = "Yang tersimpan bukan yang ditandatangani kantor"
OFFICE = "/office/compliance/2026-08"


@pytest.fixture
def partner(session):
    make_circular(session, make_clause(code="4a"))
    partner = make_partner(session, name="Toko Contoh")
    make_purchase(session, partner, make_maker(session), 129_700)
    declare(session, partner, 1_000_000)
    return partner


@pytest.fixture
def report(app, session, partner):
    found = publish(session, app.extensions["tools"].signer)
    session.commit()
    return found


@pytest.fixture
def pages(session, as_seat, partner):
    """Those that show figures of a published month, by their addresses."""
    rows = f"{OFFICE}/partners/{session.get(Organisation, partner.id).public_id}/4a"
    seats = {
        as_seat(APPROVER): [OFFICE, f"{OFFICE}/report", rows, "/office/periods/2026-08"],
        as_seat(OWNER, at=partner.id): [
            "/partner/compliance/2026-08",
            "/partner/compliance/2026-08/clauses/4a",
        ],
    }

    def read():
        return {url: seat.open(url).text for seat, urls in seats.items() for url in urls}

    return read


def overwrite(session, report, **columns):
    drop_rules(session, "reports")
    names = ", ".join(f"{name} = :{name}" for name in columns)
    session.execute(text(f"UPDATE reports SET {names} WHERE id = :id"), {"id": report.id, **columns})
    session.commit()


def test_a_genuine_report_is_checked_once_and_nothing_is_said(app, report, pages):
    known = {*app.extensions["sealed_reports"]}
    for _ in range(2):
        assert [url for url, page in pages().items() if FORGED in page] == []
    assert len(app.extensions["sealed_reports"] - known) == 1


def test_a_report_forged_with_another_key_is_named_on_each_page(session, report, pages, tmp_path):
    pages()  # known as genuine
    forger = Ed25519Signer(tmp_path / "forger.pem")
    document = report.document.replace(report.public_key, forger.public_key)
    signature = forger.sign(document.encode())
    overwrite(
        session,
        report,
        document=document,
        sha256=sha256(document),
        signature=signature,
        public_key=forger.public_key,
    )
    found = pages()
    assert [url for url, page in found.items() if FORGED not in page] == []
    assert "Angka di bawah adalah angka yang dibekukan" not in found[OFFICE]


@pytest.mark.parametrize("columns", [{"signature": "00" * 64}, {"number": "9999/LAP-MB2/XII/2026"}])
def test_a_cover_that_was_changed_is_named(session, report, pages, columns):
    pages()
    overwrite(session, report, **columns)
    assert FORGED in pages()[OFFICE]


def test_a_report_moved_to_another_month_is_named(session, report, as_seat):
    overwrite(session, report, month="2026-07")
    viewer = as_seat(VIEWER)
    assert FORGED in viewer.open("/office/compliance/2026-07").text
    assert "bulan atau kunci di luar naskah lain" in viewer.open(f"/verify/{report.public_id}").text
