from datetime import date

import pytest

from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.reference import load_reference
from marketplace.certification.standards import papers_needed, read_source
from marketplace.kernel.errors import NotFound
from marketplace.producers.models import Scale

TODAY = date(2026, 11, 24)


@pytest.fixture
def loaded(session, work):
    with work() as uow:
        load_reference(uow)


def labels(session, category, day=TODAY, scale=Scale.MICRO):
    return [one.kind.label for one in papers_needed(session, category, scale, day)]


def test_papers_come_in_the_order_to_get_them(session, loaded):
    needed = papers_needed(session, "dry-food", Scale.MICRO, TODAY)

    assert [one.kind.label for one in needed] == ["NIB", "SPP-IRT", "Halal", "Merek", "SNI"]
    assert [one.must for one in needed] == [True, True, True, False, False]
    assert [kind.label for kind in needed[1].instead] == ["BPOM MD"]


def test_a_requirement_to_come_is_told_as_such(session, loaded):
    day = date(2026, 10, 16)
    needed = papers_needed(session, "dry-food", Scale.MICRO, day)
    assert [one.kind.label for one in needed if not one.rule.holds(day)] == ["Halal"]


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("cakes-bread", ["NIB", "Halal", "SLHS", "Merek"]),
        ("chilled-food", ["NIB", "BPOM MD", "Halal", "NKV", "Merek"]),
        ("fresh-produce", ["NIB", "PSAT", "Merek"]),
        ("household-cleaners", ["NIB", "PKRT", "Merek"]),
        ("batik-tapis", ["NIB", "Merek", "TKDN-IK"]),
        ("cosmetics", ["NIB", "BPOM NA", "Halal", "Merek"]),
    ],
)
def test_each_category_has_its_own(session, loaded, category, kinds):
    assert labels(session, category) == kinds


def test_what_cannot_use_a_pirt_is_not_asked_for_one(session, loaded):
    for category in ("cakes-bread", "chilled-food", "fresh-produce"):
        assert "SPP-IRT" not in labels(session, category)


def test_medium_makers_of_food_needed_halal_two_years_earlier(session, loaded):
    def halal(scale):
        return next(
            one.rule.holds(date(2025, 1, 1))
            for one in papers_needed(session, "dry-food", scale, date(2025, 1, 1))
            if one.key == "halal"
        )

    assert halal(Scale.MEDIUM)
    assert not halal(Scale.MICRO)


def test_what_ends_and_what_follows_is_one_paper(session, loaded):
    row = session.query(Requirement).filter_by(certificate_kind="merek").one()
    row.until_on = date(2026, 12, 31)
    session.add(
        Requirement(
            category_id=None,
            scale=None,
            certificate_kind="merek",
            level=Level.MANDATORY,
            from_on=date(2027, 1, 1),
            grace_days=90,
            basis="Peraturan baru [terkonfirmasi]",
        )
    )
    session.commit()

    merek = next(one for one in papers_needed(session, "other", Scale.MICRO, TODAY) if one.key == "merek")
    assert (merek.must, merek.rule.until_on) == (False, date(2026, 12, 31))
    (coming,) = merek.coming
    assert (coming.must, coming.grace_until()) == (True, date(2027, 3, 31))
    later = papers_needed(session, "other", Scale.MICRO, date(2027, 1, 1))
    assert [(one.must, one.coming) for one in later if one.key == "merek"] == [(True, [])]


def test_what_was_withdrawn_before_it_began_is_not_told(session, loaded):
    session.add(
        Requirement(
            category_id=None,
            scale=None,
            certificate_kind="sni",
            level=Level.MANDATORY,
            from_on=date(2027, 1, 1),
            basis="x",
            withdrawn_on=date(2026, 11, 1),
        )
    )
    session.commit()
    assert "SNI" not in labels(session, "other")


def test_no_such_category(session, loaded):
    with pytest.raises(NotFound):
        papers_needed(session, "mobil", Scale.MICRO, TODAY)


@pytest.mark.parametrize(
    ("basis", "text", "mark", "confirmed"),
    [
        ("PP 42/2024 [terkonfirmasi]", "PP 42/2024", "terkonfirmasi", True),
        ("UU 20/2016 [belum dikonfirmasi]", "UU 20/2016", "belum dikonfirmasi", False),
        ("PerBPOM 22/2018", "PerBPOM 22/2018", "belum dikonfirmasi", False),
        (
            "PerBPOM 22/2018 [aturan terkonfirmasi, tanggal mulai belum]",
            "PerBPOM 22/2018",
            "aturan terkonfirmasi, tanggal mulai belum",
            False,
        ),
    ],
)
def test_a_basis_says_how_sure_it_is(basis, text, mark, confirmed):
    source = read_source(basis)
    assert (source.text, source.mark, source.confirmed) == (text, mark, confirmed)
