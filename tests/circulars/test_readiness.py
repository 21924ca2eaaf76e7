"""What keeps a draft from being approved; nothing here needs a database."""

from dataclasses import replace
from datetime import date

from marketplace.circulars.overlaps import Overlap
from marketplace.circulars.readiness import matters_of
from tests.factories.evaluating import a_circular, a_clause

TODAY = date(2025, 12, 1)
OTHER = Overlap(
    number="500/001/2025", public_id="x", first_day=TODAY, last_day=None, replaces=True, begin=None, end=None
)


def said(draft, **given):
    sound = {"overlaps": [], "limits": {"kelurahan": 22}, "bound": 3, "scan": True, "today": TODAY}
    return [(matter.stops, matter.clause, str(matter.says)) for matter in matters_of(draft, **sound | given)]


def test_one_that_lacks_nothing_has_nothing_to_tell():
    assert said(a_circular()) == []


def test_what_stops_it_stands_first_with_the_clause_it_is_about():
    wrong = a_circular(a_clause(), a_clause("kelurahan_breadth", {"least": 400}, code="4c"))
    assert said(wrong, scan=False, overlaps=[OTHER]) == [
        (True, "4c", "Metro punya 22 kelurahan. Isi 1 sampai 22."),
        (True, None, "Masa berlakunya bertumpuk dengan surat edaran 500/001/2025."),
        (False, None, "Pindaian suratnya belum dilampirkan."),
    ]


def test_without_a_clause_it_stops():
    assert said(replace(a_circular(), clauses=())) == [
        (True, None, "Belum ada butir; tambahkan sekurangnya satu.")
    ]


def test_what_it_would_come_to_nothing_by_is_told():
    weightless = said(a_circular(a_clause(weight=0)), bound=0, today=date(2026, 2, 1))
    assert [stops for stops, *_ in weightless] == [False] * 3
    assert "berbobot nol" in str(weightless) and "Belum ada mitra" in str(weightless)
    assert "sudah lewat" in str(weightless)
