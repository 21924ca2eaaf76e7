from datetime import date

from marketplace.compliance.freezing import Annex, read_annex, write_annex
from marketplace.compliance.late import late_note
from marketplace.compliance.months import MonthInputs, evaluate_all
from tests.factories.circulars import make_circular
from tests.factories.evaluating import a_circular
from tests.factories.months import make_period


def test_a_shop_is_told_what_becomes_of_a_purchase_of_a_published_month(session):
    make_circular(session)
    make_period(session, published=True)
    note = late_note(session, date(2026, 8, 12))
    assert note == "Laporan Agustus 2026 sudah terbit. Masuk laporan pengganti bulan itu."


def test_of_a_month_that_is_not_published_nothing_is_said(session):
    make_period(session)
    assert late_note(session, date(2026, 8, 12)) is None
    assert late_note(session, date(2026, 9, 1)) is None


def test_circulars_that_were_frozen_before_it_was_said_restate():
    inputs = MonthInputs(month="2026-08", circular=a_circular(), partners=())
    written = write_annex(Annex(inputs=inputs, results=evaluate_all(inputs)))
    assert ',"late":"restatement"' in written
    assert read_annex(written.replace(',"late":"restatement"', "")).inputs == inputs
