"""What an outcome that is *masih diperiksa* hangs on, in one sentence. Pure."""

from __future__ import annotations

from marketplace.circulars.rules.base import UNDER_REVIEW
from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.wording import unit_of
from marketplace.kernel.labels import Label, _l


def turning_sentence(clause: ClauseResult) -> Label | None:
    """From which amount on the open things would turn it; None for an outcome that nothing open can turn."""
    if clause.outcome is not UNDER_REVIEW or clause.numerator is None or clause.target is None:
        return None
    unit, base = unit_of(clause), 1 if clause.denominator is None else clause.denominator
    over = clause.numerator * clause.target.of - clause.target.parts * base
    amount = unit.spell(clause.shortfall or abs(over) // clause.target.of)
    if clause.shortfall:
        return _met_with(amount) if over < 0 else _met_without(amount)
    return _failed_without(amount) if over >= 0 else _failed_with(amount)


def _met_with(amount: Label) -> Label:
    return _l(
        "Ada yang masih terbuka: terpenuhi bila sekurangnya %(amount)s lagi dihitung.",
        amount=amount,
    )


def _met_without(amount: Label) -> Label:
    """Of a ceiling that is passed."""
    return _l(
        "Ada yang masih terbuka: terpenuhi bila sekurangnya %(amount)s ternyata tidak dihitung.",
        amount=amount,
    )


def _failed_without(amount: Label) -> Label:
    return _l(
        "Ada yang masih terbuka: tidak terpenuhi bila lebih dari %(amount)s ternyata tidak dihitung.",
        amount=amount,
    )


def _failed_with(amount: Label) -> Label:
    """Of a ceiling that is kept."""
    return _l(
        "Ada yang masih terbuka: tidak terpenuhi bila lebih dari %(amount)s lagi dihitung.",
        amount=amount,
    )
