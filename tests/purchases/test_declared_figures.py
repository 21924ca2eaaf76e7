from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER
from marketplace.partners.models import PartnerKind
from marketplace.purchases.declared_figures import NewFigure, declare_figure, figures_of, review_figure
from marketplace.purchases.events import FigureDeclared, FigureReviewed
from marketplace.purchases.figure_kinds import FIGURE_KINDS, StatedPart, combine
from marketplace.purchases.models.declared_figures import FigureFinding
from tests.factories.ordering import make_evidence
from tests.factories.partners import make_outlet, make_partner

SEPTEMBER = Month(2026, 9)
VERIFIED, REJECTED = FigureFinding


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def outlet(session, shop):
    return make_outlet(session, shop)


@pytest.fixture
def evidence(session, shop):
    return make_evidence(session, shop.id).id


@pytest.fixture
def declare(work, shop, outlet, evidence):
    def send(part=12, whole=60, *, kind="local_skus", month=SEPTEMBER, **changed):
        with work(OWNER, at=shop.id, kind=PARTNER, user_id=changed.pop("user_id", None)) as uow:
            given = {"outlet_id": outlet.id, "evidence_id": evidence, "signer": "Rahma Contoh"} | changed
            figure = NewFigure(kind=FIGURE_KINDS[kind], month=month, part=part, whole=whole, **given)
            return declare_figure(uow, shop.id, figure)

    return send


@pytest.fixture
def review(work):
    def send(figure, finding=VERIFIED, reason=""):
        with work(OFFICER, at=1) as uow:
            return review_figure(uow, figure.id, finding, reason=reason)

    return send


@pytest.fixture
def seen(session, shop):
    def look():
        found = figures_of(session, MonthSpan(Month(2026, 1), Month(2026, 12))).get(shop.id, ())
        return [(one.part, one.whole, one.verified, one.complete) for one in found]

    return look


class TestDeclaring:
    def test_it_waits_for_an_officer_who_verifies_it(self, declare, review, seen, heard):
        figure = declare()
        assert seen() == [(12, 60, False, True)]

        review(figure)
        assert seen() == [(12, 60, True, True)]
        assert [type(event) for event in heard] == [FigureDeclared, FigureReviewed]

    def test_a_shelf_of_one_article_has_a_figure_too(self, declare, seen):
        declare(1, 1)
        assert seen() == [(1, 1, False, True)]

    def test_the_same_again_changes_nothing(self, declare):
        assert declare().id == declare().id

    def test_a_revision_counts_once_it_was_verified_and_the_verified_one_meanwhile(
        self, declare, review, seen
    ):
        review(declare(12))
        second = declare(20)
        assert seen() == [(12, 60, True, True)]
        review(second)
        assert seen() == [(20, 60, True, True)]

    def test_a_rejected_one_is_none_and_may_be_stated_again(self, declare, review, seen):
        review(declare(12), REJECTED, "Fotonya bukan rak ini.")
        assert seen() == []
        declare(12)
        assert seen() == [(12, 60, False, True)]

    def test_a_rejected_revision_leaves_what_was_verified(self, declare, review, seen):
        review(declare(12))
        review(declare(50), REJECTED, "Tidak sesuai fotonya.")
        assert seen() == [(12, 60, True, True)]

    def test_it_is_complete_once_every_open_outlet_is_in_it(self, session, shop, declare, review, seen):
        other = make_outlet(session, shop)
        make_outlet(session, shop, from_on=date(2026, 10, 1))
        review(declare(12, 60))
        assert seen() == [(12, 60, True, False)]
        declare(3, 20, outlet_id=other.id)
        assert seen() == [(15, 80, False, True)]

    def test_of_fees_the_highest_stands(self, session, shop, declare, seen):
        other = make_outlet(session, shop)
        declare(50_000, None, kind="listing_fee")
        declare(75_000, None, kind="listing_fee", outlet_id=other.id)
        assert seen() == [(75_000, None, False, True)]


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "changed"),
        [
            ("evidence", {"evidence_id": None}),
            ("outlet", {"outlet_id": None}),
            ("month", {"month": Month(2026, 8)}),  # no last month of a quarter
            ("month", {"month": Month(2026, 12)}),  # not over
            ("part", {"part": 61}),
            ("part", {"part": -1}),
            ("part", {"part": 2 * 10**15, "whole": 3 * 10**15}),
            ("whole", {"whole": 0}),
            ("whole", {"whole": None}),
        ],
    )
    def test_what_cannot_be_is_refused_where_it_was_typed(self, declare, seen, field, changed):
        with pytest.raises(Refused) as refused:
            declare(**changed)
        assert refused.value.field == field
        assert seen() == []

    def test_a_budget_is_not_a_shops(self, declare):
        with pytest.raises(Refused, match="jenis mitra"):
            declare(kind="domestic_spending", outlet_id=None)

    def test_another_partners_outlet(self, session, declare):
        other = make_outlet(session, make_partner(session))
        with pytest.raises(Refused) as refused:
            declare(outlet_id=other.id)
        assert refused.value.field == "outlet"

    def test_an_office_states_its_budget_for_itself(self, session, work):
        office = make_partner(session, kind=PartnerKind.PUBLIC_OFFICE, mou=False)
        evidence = make_evidence(session, office.id).id
        with work(OWNER, at=office.id, kind=PARTNER) as uow:
            budget = NewFigure(
                kind=FIGURE_KINDS["domestic_spending"],
                month=SEPTEMBER,
                part=95,
                whole=100,
                evidence_id=evidence,
                signer="Contoh",
            )
            figure = declare_figure(uow, office.id, budget)
        assert figure.outlet_id is None

    def test_a_stranger_states_nothing_for_it(self, session, work, shop, outlet, evidence):
        figure = NewFigure(
            kind=FIGURE_KINDS["local_skus"],
            month=SEPTEMBER,
            part=1,
            whole=2,
            outlet_id=outlet.id,
            evidence_id=evidence,
            signer="Contoh",
        )
        other = make_partner(session)
        with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
            declare_figure(uow, shop.id, figure)


class TestReviewing:
    def test_once(self, declare, review):
        figure = declare()
        review(figure)
        with pytest.raises(Refused, match="sudah diperiksa"):
            review(figure)

    def test_only_the_newest(self, declare, review):
        figure = declare(12)
        declare(13)
        with pytest.raises(Refused, match="lebih baru"):
            review(figure)

    def test_rejecting_names_the_reason(self, declare, review):
        with pytest.raises(Refused) as refused:
            review(declare(), REJECTED, "  ")
        assert refused.value.field == "reason"

    def test_the_partner_verifies_nothing_itself(self, work, shop, declare):
        figure = declare()
        with pytest.raises(Forbidden), work(OWNER, at=shop.id, kind=PARTNER) as uow:
            review_figure(uow, figure.id, VERIFIED)


def figure_row(values):
    columns = "partner_id, outlet_id, kind, month, revision, part, whole"
    return (
        f"INSERT INTO declared_figures (public_id, {columns}, evidence_id, note, signer, submitted_at)"
        f" SELECT 'x', {values}, evidence_id, '', signer, submitted_at FROM declared_figures"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE declared_figures SET part = 1",
        "DELETE FROM declared_figures",
        "UPDATE figure_reviews SET finding = 'rejected'",
        "DELETE FROM figure_reviews",
        figure_row("partner_id, outlet_id, kind, month, revision, 1, 2"),  # the revision is there
        figure_row("partner_id, outlet_id, kind, month, 2, 1, 0"),  # a whole of nothing
        figure_row("partner_id, outlet_id, kind, '2026', 2, 1, 2"),  # no month
    ],
)
def test_the_database_refuses(session, declare, review, statement):
    review(declare())
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_the_database_refuses_another_partners_outlet(session, declare):
    declare()
    other = make_outlet(session, make_partner(session))
    with pytest.raises(IntegrityError):
        session.execute(text(figure_row(f"partner_id, {other.id}, kind, month, 2, 1, 2")))


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6), st.booleans()), min_size=1, max_size=6)
)
def test_outlets_taken_together_do_not_depend_on_their_order(rows):
    parts = [StatedPart(*row) for row in rows]
    kind = FIGURE_KINDS["local_skus"]
    whole = combine(kind, "2026-09", parts, expected=len(parts))
    assert whole == combine(kind, "2026-09", parts[::-1], expected=len(parts))
    assert whole.part == sum(one.part for one in parts)
    assert whole.verified is all(one.verified for one in parts)
