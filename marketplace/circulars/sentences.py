"""A clause or commitment read back as one plain sentence, so that who writes it sees what it will ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.rules.base import CHAIN, CITY, OUTLET, PARTNER
from marketplace.circulars.terms import ClauseTerms, JudgedMonths, Promise, spell_figures
from marketplace.kernel.labels import Label, _l, joined
from marketplace.partners.models import PartnerKind
from marketplace.uptake.lines import Grade
from marketplace.uptake.measures.base import Need

EVERY = {
    JudgedMonths.MONTH: _l("Setiap bulan"),
    JudgedMonths.QUARTER: _l("Setiap triwulan"),
    JudgedMonths.HALF: _l("Setiap semester"),
    JudgedMonths.YEAR: _l("Setiap tahun"),
}
ASKED = {
    PARTNER: _l("%(whom)s"),
    OUTLET: _l("setiap gerai %(whom)s"),
    CHAIN: _l("setiap jaringan (%(whom)s)"),
    CITY: _l("%(whom)s bersama-sama"),
}
MUST = {Binding.MANDATORY: _l("wajib"), Binding.ADVISORY: _l("diimbau")}
SELLERS = {
    SellerTest.LOCAL: _l("pembuat lokal"),
    SellerTest.LOCAL_CERTIFIED: _l("pembuat lokal dengan produk bersertifikat"),
}


def sentence_of(clause: ClauseTerms, names: Mapping[str, str] | None = None) -> Label:
    """`Setiap bulan, toko dan hotel wajib membeli …; yang dihitung: …`. `names` are those of categories by code."""
    return _l(
        "%(every)s, %(whom)s %(must)s %(what)s; yang dihitung: %(counted)s.",
        every=EVERY[clause.stretch],
        whom=_l(ASKED[clause.subject].template, whom=whom(clause.kinds)),
        must=MUST[clause.binding],
        what=about(clause, names or {}),
        counted=counted(clause),
    )


def whom(kinds: Sequence[str]) -> Label:
    """`semua mitra`, or the kinds by their names: `Minimarket, Toko dan Hotel`."""
    named = [PartnerKind(kind).label for kind in kinds]
    if not named:
        return _l("semua mitra")
    if len(named) == 1:
        return named[0]
    return _l("%(some)s dan %(last)s", some=joined(named[:-1], between=", "), last=named[-1])


def about(promise: Promise, names: Mapping[str, str]) -> Label:
    """What is asked, and of which goods: both sides of a share are of those."""
    if not promise.scope:
        return what(promise)
    goods = joined([Label(names.get(code, code)) for code in promise.scope], between=", ")
    return _l("%(what)s, khusus %(goods)s", what=what(promise), goods=goods)


def what(promise: Promise) -> Label:
    """As the rule puts it, with its later steps; the name of the rule and every figure where it has no words for it."""
    said = promise.rule_type.phrase(promise.read_figures)
    if said is not None:
        steps = [step.from_on for step in getattr(promise.read_figures, "steps", None) or ()]
        return joined([said, *(_from_then_on(promise, day) for day in steps)], between="; ")
    figures = [
        _l("%(title)s: %(figure)s", title=title, figure=figure) for title, figure in spell_figures(promise)
    ]
    return _l(
        "memenuhi “%(rule)s” (%(figures)s)",
        rule=promise.rule_type.label,
        figures=joined(figures, between="; "),
    )


def _from_then_on(promise: Promise, day: date) -> Label:
    said = promise.rule_type.phrase(promise.figures_on(day))
    return _l("mulai %(day)s %(what)s", day=f"{day:%d/%m/%Y}", what=said)


def counted(promise: Promise) -> Label:
    """Which purchases count towards it, of whom and proven how; or what else it is read from."""
    if Need.LINES not in promise.measure_type.needs:
        return joined([need.label for need in promise.measure_type.needs], between=", ")
    parts = [_l("pembelian dari %(sellers)s", sellers=SELLERS[promise.seller_test])]
    if promise.lowest_grade != Grade.D.value:
        parts.append(_l("bukti paling rendah %(grade)s", grade=promise.lowest_grade))
    return joined(parts, between=", ")
