"""What the papers of a month say of it in words: one sentence, of how many it speaks, four figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from marketplace.circulars.rules.base import MET, NO_DATA
from marketplace.compliance.figures import ClauseFigures, ReportFigures
from marketplace.compliance.months import City
from marketplace.compliance.wording import percent, points, rupiah
from marketplace.kernel.labels import Label, _l, joined
from marketplace.kernel.period import Month
from marketplace.uptake.measures.base import RUPIAH


class PaperFigure(NamedTuple):
    label: Label
    value: str | Label
    note: str | Label


def lead(figures: ReportFigures) -> Label:
    """The sentence that is read aloud: the share of those whom the headline clause binds, and its target."""
    main = figures.headline
    if main is not None:
        return _lead_of_clause(main)
    if not figures.share[1]:
        return _l(
            "Belum ada mitra yang menyatakan seluruh belanjanya, jadi porsi belanja lokal belum dapat dihitung."
        )
    return _l(
        "Mitra yang menyatakan belanjanya membelanjakan %(share)s untuk produk Metro.", share=share(figures)
    )


def _lead_of_clause(main: ClauseFigures) -> Label:
    code, shared, target = main.terms.code, main.shared, main.target
    if main.state is NO_DATA:
        return _l(
            "Porsi mitra yang terikat butir %(code)s belum dapat dihitung: belum satu pun datanya lengkap.",
            code=code,
        )
    if main.terms.measure_type.unit is not RUPIAH:
        reached = _l("mencapai target") if main.state is MET else _l("di bawah target")
        return _l(
            "%(measure)s mitra yang terikat butir %(code)s: %(share)s, %(reached)s %(target)s.",
            measure=main.terms.measure_type.label,
            code=code,
            share=shared,
            reached=reached,
            target=target,
        )
    if main.state is MET:
        return _l(
            "Mitra yang terikat butir %(code)s membelanjakan %(share)s untuk produk Metro, mencapai target %(target)s.",
            code=code,
            share=shared,
            target=target,
        )
    return _l(
        "Mitra yang terikat butir %(code)s membelanjakan %(share)s untuk produk Metro, di bawah target %(target)s.",
        code=code,
        share=shared,
        target=target,
    )


def share(figures: ReportFigures) -> str:
    return percent(points(*figures.share))


def basis(figures: ReportFigures) -> Label:
    """Of how many the sentence speaks, and that who has no data is not taken for zero."""
    coverage, main = figures.coverage, figures.headline
    unknown = coverage.bound - coverage.with_data
    counted = _counted(figures)
    if not unknown:
        return counted
    if main is None:
        return _l(
            "%(counted)s %(unknown)s mitra lain belum ada datanya dan tidak dihitung nol.",
            counted=counted,
            unknown=unknown,
        )
    return _l(
        "%(counted)s %(unknown)s mitra terikat belum ada datanya dan tidak dihitung nol.",
        counted=counted,
        unknown=unknown,
    )


def _counted(figures: ReportFigures) -> Label:
    coverage, main = figures.coverage, figures.headline
    part, whole = figures.share
    values = {"known": coverage.with_data, "all": coverage.bound}
    if main and main.share and whole:
        measure = main.terms.measure_type
        return _l(
            "%(part)s dari %(whole)s, dihitung dari %(known)s dari %(all)s mitra terikat.",
            part=measure.unit.spell(part),
            whole=measure.whole_unit.spell(whole),
            **values,
        )
    if whole:
        return _l(
            "%(part)s dari %(whole)s, dihitung dari %(known)s dari %(all)s mitra.",
            part=rupiah(part),
            whole=rupiah(whole),
            **values,
        )
    return _l("Dihitung dari %(known)s dari %(all)s mitra.", **values)


def three_counts(figures: ReportFigures) -> Label:
    """Reported, declared and bought are three words with three counts."""
    coverage = figures.coverage
    counts = {"reported": coverage.reported, "declared": coverage.declared, "bought": coverage.bought}
    if figures.headline:
        return _l(
            "Dari %(all)s mitra terikat: %(reported)s melapor, %(declared)s menyatakan belanja, %(bought)s membeli.",
            all=coverage.bound,
            **counts,
        )
    return _l(
        "Dari %(all)s mitra: %(reported)s melapor, %(declared)s menyatakan belanja, %(bought)s membeli.",
        all=coverage.bound,
        **counts,
    )


def everybody(figures: ReportFigures) -> Label:
    """What the public page says: of all who declared, bound or not, and held against nothing."""
    city, coverage = figures.result.city, figures.everybody
    if not city.declared:
        return _l("Dari %(all)s mitra belum ada yang porsinya dapat dihitung.", all=coverage.partners)
    return _l(
        "Semua mitra, terikat atau tidak: %(known)s dari %(all)s menyatakan belanja yang dapat dihitung,"
        " %(part)s dari %(whole)s atau %(share)s.",
        known=coverage.with_data,
        all=coverage.partners,
        part=rupiah(city.local_declared),
        whole=rupiah(city.declared),
        share=percent(points(city.local_declared, city.declared)),
    )


def paper_figures(figures: ReportFigures) -> Sequence[PaperFigure]:
    city, main = figures.result.city, figures.headline
    of_clause = [_met(main)] if main else []
    return [
        *of_clause,
        PaperFigure(
            _l("Belanja lokal"),
            rupiah(city.local),
            _l("dari %(count)s mitra yang membeli", count=city.buying),
        ),
        PaperFigure(
            _l("Pembuat dibeli"),
            _l("%(count)s usaha", count=city.makers),
            _l("%(count)s dengan produk bersertifikat", count=city.certified_makers),
        ),
        PaperFigure(
            _l("Memenuhi semua butir wajib"),
            _l("%(part)s dari %(all)s", part=city.complying, all=city.judged),
            _l("mitra yang dapat dinilai"),
        ),
    ]


def _met(main: ClauseFigures) -> PaperFigure:
    known, code = main.coverage.with_data, main.terms.code
    unknown = main.coverage.bound - known
    note = (
        _l("butir %(code)s; %(unknown)s belum ada data", code=code, unknown=unknown)
        if unknown
        else _l("butir %(code)s", code=code)
    )
    return PaperFigure(
        _l("Mitra memenuhi"), _l("%(part)s dari %(all)s", part=main.outcomes[MET], all=known), note
    )


def change(city: City) -> Label:
    if city.change is None:
        return _l("Bulan sebelumnya belum terbit.")
    if city.change >= 0:
        return _l("Belanja lokal naik %(amount)s dari bulan sebelumnya.", amount=rupiah(city.change))
    return _l("Belanja lokal turun %(amount)s dari bulan sebelumnya.", amount=rupiah(-city.change))


def uncertified(city: City) -> Sequence[Label]:
    """Local rupiah whose goods were not certified on their day, and those of which nobody can tell."""
    said = []
    if city.lost > 0:
        said.append(
            _l(
                "%(amount)s belanja lokal adalah produk yang belum bersertifikat pada tanggal pembeliannya.",
                amount=rupiah(city.lost),
            )
        )
    if city.unrecognised > 0:
        said.append(_l("%(amount)s lagi produknya belum dikenali.", amount=rupiah(city.unrecognised)))
    return said


def clause_tally(clause: ClauseFigures) -> Label:
    """`12 mitra terikat. Terpenuhi 7, Belum terpenuhi 4, Belum ada data 1, Dikecualikan 2.`"""
    if clause.of_city:
        return _l("Seluruh kota, dinilai sebagai satu kesatuan.")
    counts = [
        _l("%(state)s %(count)s", state=outcome.label, count=count)
        for outcome, count in clause.outcomes.items()
        if count
    ]
    bound = _l("%(bound)s mitra terikat.", bound=clause.coverage.bound)
    return _l("%(bound)s %(counts)s.", bound=bound, counts=joined(counts, between=", ")) if counts else bound


def clause_terms(clause: ClauseFigures) -> Label:
    """What it asks, how strictly, of what and with what proof."""
    terms = clause.terms
    asked = _l(
        "%(binding)s. Target %(target)s. %(seller)s, bukti paling rendah %(grade)s.",
        binding=terms.binding.label,
        target=clause.target,
        seller=terms.seller_test.label,
        grade=terms.lowest_grade,
    )
    whole = terms.measure_type.whole
    return _l("%(asked)s Pembanding: %(whole)s.", asked=asked, whole=whole) if whole else asked


def not_yet_due(clause: ClauseFigures, month: Month) -> Label | None:
    """Of a clause over a quarter or longer, before its last month."""
    until = clause.terms.stretch.around(month).last
    if until == month:
        return None
    return _l("Belum jatuh tempo: masanya sampai %(month)s.", month=until.label)
