from collections import Counter

from sqlalchemy import select

from marketplace.circulars.models import Circular, PreparedExemption
from marketplace.circulars.queries import bands_of
from marketplace.circulars.states import DRAFT
from marketplace.circulars.terms import terms_of
from marketplace.compliance.simulation import effect_of
from marketplace.kernel.period import Month
from marketplace.purchases.declared_figures import counts
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureFinding, FigureReview


def test_some_figures_are_verified_some_wait_and_one_is_rejected(small):
    newest = str(Month.of(small.today).previous)
    rows = small.session.execute(
        select(DeclaredFigure.month, FigureReview.finding).outerjoin(
            FigureReview, FigureReview.figure_id == DeclaredFigure.id
        )
    ).all()
    found = Counter(finding for _, finding in rows)
    assert found[FigureFinding.VERIFIED] >= 6 and found[FigureFinding.REJECTED] >= 1
    assert {finding for month, finding in rows if month == newest} == {None}
    assert small.session.scalars(select(DeclaredFigure.note).distinct()).all() == ["Angka contoh"]
    assert small.session.scalar(select(DeclaredFigure.id).where(counts()).limit(1))


def test_the_draft_shows_what_its_clauses_of_stated_figures_would_find(small):
    draft = small.session.scalars(select(Circular).filter_by(state=DRAFT)).one()
    effect = effect_of(small.session, terms_of(draft, bands_of(small.session, draft)), small.today)
    judged = {one.terms.code: one.judged for one in effect.clauses}
    assert judged["4e"] > 0 and judged["4f"] > 0
    assert draft.asked_id is not None
    assert small.session.scalar(select(PreparedExemption.decision)) == "500.2/E-002/CONTOH"
