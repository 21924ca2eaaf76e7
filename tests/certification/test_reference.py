from datetime import date

import pytest

from marketplace.catalog.categories import ENTRIES, category_code_of, category_ids, leaves, lineage
from marketplace.catalog.models import Category
from marketplace.certification.events import RequirementLaidDown
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.reference import load_reference
from marketplace.certification.standards import (
    RequirementList,
    RequirementRow,
    papers_needed,
)
from marketplace.db.reading import page_of
from marketplace.kernel.errors import Forbidden, NotFound
from marketplace.kernel.roles import AUDITOR
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Scale

TODAY = date(2026, 11, 24)


@pytest.fixture
def loaded(session, work):
    with work() as uow:
        load_reference(uow)


def test_loading_again_adds_nothing(session, work, heard):
    with work() as uow:
        assert load_reference(uow) > 0
    before = session.query(Category).count(), session.query(Requirement).count()
    assert [type(event) for event in heard] == [RequirementLaidDown] * before[1]

    with work() as uow:
        assert load_reference(uow) == 0
    assert (session.query(Category).count(), session.query(Requirement).count()) == before


def test_what_an_official_corrected_stays(session, work, loaded):
    row = session.query(Requirement).filter_by(certificate_kind="merek").one()
    row.basis = "diperiksa Dinas"
    session.commit()

    with work() as uow:
        load_reference(uow)
    assert session.get(Requirement, row.id).basis == "diperiksa Dinas"


def test_only_officials_lay_down(work):
    with pytest.raises(Forbidden), work(AUDITOR, at=1) as uow:
        load_reference(uow)


def test_every_requirement_names_a_kind_and_its_basis(session, loaded):
    rows = session.query(Requirement).all()
    assert {row.certificate_kind for row in rows} <= set(KINDS)
    assert all(
        "konfirmasi]" in row.basis or "[terkonfirmasi" in row.basis or "belum]" in row.basis for row in rows
    )


def test_halal_is_asked_of_small_food_makers_from_17_october_2026(session, loaded):
    rows = session.query(Requirement).filter_by(certificate_kind="halal", scale=Scale.MICRO).all()
    assert [(row.from_on, row.grace_days) for row in rows] == [(date(2026, 10, 17), 0)]


@pytest.mark.parametrize(
    ("kbli", "category"),
    [
        ("10794", "dry-food"),
        ("10792", "cakes-bread"),
        ("10710", "cakes-bread"),
        ("10761", "coffee-tea"),
        ("10219", "meat-fish-floss"),
        ("10772", "sauces-spices"),
        ("11051", "beverages"),
        ("13134", "batik-tapis"),
        ("13912", "batik-tapis"),
        ("14111", "fashion"),
        ("16291", "woven-craft"),
        ("20231", "household-cleaners"),
        ("20232", "cosmetics"),
        ("31001", "furniture"),
        ("47111", "other"),
    ],
)
def test_the_industry_points_to_a_category(kbli, category):
    assert category_code_of(kbli) == category


def test_every_industry_of_makers_points_to_a_leaf():
    parents = {entry.parent for entry in ENTRIES}
    assert {category_code_of(code) for code in kbli_titles()} & parents == set()


def test_the_tree_is_read_upwards(session, loaded):
    ids = category_ids(session)
    assert lineage(session)[ids["dry-food"]] == {ids["dry-food"], ids["food"]}
    assert ("food", "Makanan dan minuman") not in leaves(session)
    assert leaves(session)[0] == ("dry-food", "Camilan, keripik dan makanan kering")


def test_papers_come_in_the_order_to_get_them(session, loaded):
    needed = papers_needed(session, "dry-food", Scale.MICRO, TODAY)

    assert [one.kind.label for one in needed] == ["NIB", "SPP-IRT", "Halal", "Merek"]
    assert [one.level for one in needed] == [Level.MANDATORY] * 3 + [Level.RECOMMENDED]
    assert [kind.label for kind in needed[1].instead] == ["BPOM MD"]


def test_a_requirement_to_come_is_told_as_such(session, loaded):
    needed = papers_needed(session, "dry-food", Scale.MICRO, date(2026, 10, 16))
    assert [one.holds(date(2026, 10, 16)) for one in needed] == [True, True, False, True]


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("cakes-bread", ["NIB", "Halal", "Merek"]),
        ("batik-tapis", ["NIB", "Merek"]),
        ("cosmetics", ["NIB", "BPOM NA", "Halal", "Merek"]),
    ],
)
def test_each_category_has_its_own(session, loaded, category, kinds):
    assert [one.kind.label for one in papers_needed(session, category, Scale.MICRO, TODAY)] == kinds


def test_no_such_category(session, loaded):
    with pytest.raises(NotFound):
        papers_needed(session, "mobil", Scale.MICRO, TODAY)


def test_the_list_shows_all_and_can_be_narrowed(session, loaded):
    everything = page_of(session, RequirementList().select(), RequirementRow, size=100)
    assert everything.total == session.query(Requirement).count()
    halal = page_of(session, RequirementList(kind="halal").select(), RequirementRow, size=100)
    assert {row.kind for row in halal} == {"halal"}
