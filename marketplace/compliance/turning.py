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
    unit = unit_of(clause)
    if clause.shortfall:
        return _l(
            "Ada yang masih terbuka: terpenuhi bila sekurangnya %(amount)s lagi dihitung.",
            amount=unit.spell(clause.shortfall),
        )
    base = 1 if clause.denominator is None else clause.denominator
    spare = clause.numerator + (-clause.target.parts * base // clause.target.of)
    return _l(
        "Ada yang masih terbuka: tidak terpenuhi bila lebih dari %(amount)s ternyata tidak dihitung.",
        amount=unit.spell(max(0, spare)),
    )
