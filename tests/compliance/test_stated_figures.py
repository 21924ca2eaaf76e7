"""Clauses about figures beside receipts, from what a partner states to the verdict."""

import pytest

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.queries import evaluate_month
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER
from marketplace.purchases.declared_figures import NewFigure, declare_figure, review_figure
from marketplace.purchases.figure_kinds import FIGURE_KINDS
from marketplace.purchases.models.declared_figures import FigureFinding
from marketplace.uptake.measures.base import Gap
from tests.factories.circulars import make_circular, make_clause
from tests.factories.evaluating import a_clause
from tests.factories.ordering import make_evidence
from tests.factories.partners import make_outlet, make_partner

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def outlet(session, shop):
    return make_outlet(session, shop)


@pytest.fixture
def circular(session):
    return make_circular(session, make_clause("sku_share", 2000, period="quarter"))


@pytest.fixture
def state(session, work, shop, outlet):
    def send(part, *, verified=True):
        new = NewFigure(
            kind=FIGURE_KINDS["local_skus"],
            month=SEPTEMBER,
            part=part,
            whole=60,
            outlet_id=outlet.id,
            evidence_id=make_evidence(session, shop.id).id,
            signer="Contoh",
        )
        with work(OWNER, at=shop.id, kind=PARTNER) as uow:
            figure = declare_figure(uow, shop.id, new)
        if verified:
            with work(OFFICER, at=1) as uow:
                review_figure(uow, figure.id, FigureFinding.VERIFIED)

    return send


def judged(session, shop):
    (partner,) = evaluate_month(session, SEPTEMBER, partner_ids=[shop.id]).partners
    (clause,) = partner.clauses
    return clause.outcome, clause.gap, clause.numerator, clause.denominator, partner.complies


def test_nothing_stated_is_no_data(session, circular, shop, outlet):
    assert judged(session, shop) == (NO_DATA, Gap.NOT_STATED, 0, None, None)


def test_what_no_officer_verified_is_shown_and_not_judged(session, circular, shop, state):
    state(30, verified=False)
    assert judged(session, shop) == (NO_DATA, Gap.NOT_VERIFIED, 30, 60, None)


@pytest.mark.parametrize(("part", "outcome", "complies"), [(12, MET, True), (11, NOT_MET, False)])
def test_a_verified_figure_is_held_against_the_target(
    session, circular, shop, state, part, outcome, complies
):
    state(part)
    assert judged(session, shop) == (outcome, None, part, 60, complies)


def test_a_period_shorter_than_the_figures_is_refused():
    with pytest.raises(Refused) as refused:
        a_clause("sku_share", {"least": 2000}, stretch=JudgedMonths.MONTH).checked()
    assert refused.value.field == "stretch"


@pytest.mark.parametrize("rule", ["shelf_share", "price_floor", "batik_share"])
def test_what_nobody_can_look_at_again_never_binds(rule):
    clause = a_clause(rule, {"least": 2000}, stretch=JudgedMonths.HALF, binding=Binding.MANDATORY)
    with pytest.raises(Refused) as refused:
        clause.checked()
    assert refused.value.field == "binding"
