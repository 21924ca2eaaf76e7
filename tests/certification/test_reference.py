from datetime import date

import pytest

from marketplace.catalog.categories import (
    ENTRIES,
    category_code_of,
    category_ids,
    goods_of_makers,
    leaves,
    lineage,
    load_categories,
)
from marketplace.catalog.models import Category
from marketplace.certification.events import RequirementLaidDown
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.reference import load_reference
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.roles import AUDITOR
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Scale


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
    row.until_on = date(2026, 12, 31)
    session.add(
        Requirement(
            category_id=None,
            scale=None,
            certificate_kind="merek",
            level=Level.MANDATORY,
            from_on=date(2027, 1, 1),
            basis="diperiksa Dinas",
        )
    )
    session.commit()

    with work() as uow:
        assert load_reference(uow) == 0
    assert session.get(Requirement, row.id).until_on == date(2026, 12, 31)


def test_what_an_official_laid_down_is_not_doubled(session, work):
    with work() as uow:
        load_categories(uow)
        ids = category_ids(session)
    early = Requirement(
        category_id=ids["cakes-bread"],
        scale=None,
        certificate_kind="slhs",
        level=Level.MANDATORY,
        from_on=date(2020, 1, 1),
        basis="diperiksa Dinas",
    )
    session.add(early)
    session.commit()

    with work() as uow:
        load_reference(uow)
    assert session.query(Requirement).filter_by(certificate_kind="slhs").all() == [early]


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
        ("10531", "chilled-food"),
        ("10631", "fresh-produce"),
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


def test_makers_read_what_they_call_their_goods(session, loaded):
    names = dict(goods_of_makers(session))
    assert names["dry-food"] == "Keripik, kerupuk, camilan kering"
    assert [*names] == [code for code, _ in leaves(session)]
    assert len({*names.values()}) == len(names)
