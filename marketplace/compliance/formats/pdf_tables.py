"""The tables of a printed report: kinds, each clause over those whom it binds, partners; long ones in part."""

from __future__ import annotations

from typing import Any

from marketplace.circulars.rules.base import NO_DATA
from marketplace.compliance import sentences
from marketplace.compliance.figures import ClauseFigures, ReportFigures, own_share
from marketplace.compliance.formats import printed_rows
from marketplace.compliance.formats.base import ReportPaper
from marketplace.compliance.formats.printed_rows import (
    and_others,
    failing_first,
    in_part,
    left_out,
    most_of_each,
    printed,
    unmet_first,
)
from marketplace.compliance.wording import NOTHING, percent, points, rupiah, tally
from marketplace.partners.models import PartnerKind


def printed_tables(paper: ReportPaper) -> dict[str, Any]:
    """What templates/documents/report.typ prints between the cover and the seal."""
    figures, most = paper.figures, most_of_each(paper.figures, printed_rows.MOST)
    city = figures.result.city
    proof = [
        [grade.value, str(grade.label), rupiah(amount), percent(points(amount, city.local))]
        for grade, amount in city.grades
        if amount
    ]
    return {
        "no_data": str(NO_DATA.label),
        "everybody": str(sentences.everybody(figures)),
        "left_out": left_out(paper, most),
        "kinds": _kinds(figures),
        "clauses": [_clause(clause, figures, most) for clause in figures.clauses],
        "free": _free(figures, most),
        "certificates": [str(one) for one in sentences.uncertified(city)],
        "proof": {
            "heads": ["Tingkat", "Artinya", "Belanja lokal", "Bagian"],
            "sides": "llrr",
            "grows": 1,
            "rows": proof,
            "total": ["", "Seluruhnya", rupiah(city.local), ""],
        },
        "partners": _partners(figures, most),
    }


def _state(outcome: Any) -> dict[str, str]:
    return {"state": outcome.value, "word": str(outcome.label)}


def _kinds(figures: ReportFigures) -> dict[str, Any] | None:
    rows = [
        [
            str(one.kind),
            f"{one.with_data} dari {one.partners}",
            rupiah(one.part if one.whole else None),
            rupiah(one.whole or None),
            one.share,
            _state(one.outcome) if one.outcome else "tidak terikat",
        ]
        for one in (*figures.kinds, *figures.others)
    ]
    if not rows:
        return None
    heads = ["Jenis", "Berdata", "Belanja lokal", "Seluruh belanja", "Porsi", "Keadaan"]
    table: dict[str, Any] = {"heads": heads, "sides": "lrrrrl", "rows": rows}
    main = figures.headline
    if main and main.state:
        coverage, (part, whole) = figures.coverage, figures.share
        known = f"{coverage.with_data} dari {coverage.bound}"
        table["total"] = [
            f"Terikat butir {main.terms.code}", known,
            rupiah(part if whole else None), rupiah(whole or None), main.shared, _state(main.state),
        ]  # fmt: skip
    return table


def _clause(clause: ClauseFigures, figures: ReportFigures, most: int) -> dict[str, Any]:
    terms = clause.terms
    due = sentences.not_yet_due(clause, figures.month)
    said = [str(sentences.clause_tally(clause)), *([str(due)] if due else []), *in_part(clause.rows, most)]
    article = f" Sumber: {terms.source_article}." if terms.source_article else ""
    return {
        "title": f"Butir {terms.code}. {terms.rule_type.label}",
        "text": terms.text,
        "terms": f"{sentences.clause_terms(clause)}{article}",
        "tally": " ".join(said),
        "table": _judged(clause, most),
        "unknown": [
            [one.partner, str(one.kind), _with_amount(str(one.counted), str(one.remark))]
            for one in printed(clause.unknown, most)
        ],
        "unknown_note": " ".join(in_part(clause.unknown, most)),
        "exempt": [
            *(f"{one.partner} ({one.kind})" for one in printed(clause.exempt, most)),
            *and_others(clause.exempt, most),
        ],
    }


def _with_amount(counted: str, remark: str) -> str:
    return f"Terhitung {counted}. {remark}" if counted != NOTHING else remark


def _judged(clause: ClauseFigures, most: int) -> dict[str, Any]:
    """The columns that this clause's figures need, each in its own unit."""
    measure = clause.terms.measure_type
    based = measure.whole is not None
    heads = ["Mitra", *(["Terhitung", "Pembanding"] if based else []), "Hasil", "Keadaan", "Keterangan"]
    sides = "lrrrll" if based else "lrll"
    rows = [
        [
            one.partner,
            *([str(one.counted), str(one.base)] if based else []),
            str(one.reading),
            _state(one.outcome),
            str(one.remark),
        ]
        for one in printed(clause.rows, most, unmet_first)
    ]
    table: dict[str, Any] = {"heads": heads, "sides": sides, "rows": rows}
    if clause.share and clause.state and rows:
        table["total"] = [
            f"Bersama, {len(clause.rows)} mitra", str(measure.unit.spell(clause.share.numerator)),
            str(measure.whole_unit.spell(clause.share.denominator)), clause.shared, _state(clause.state), "",
        ]  # fmt: skip
    return table


def _free(figures: ReportFigures, most: int) -> dict[str, Any] | None:
    main = figures.headline
    if main is None or not figures.free:
        return None
    rows = [
        [
            one.partner.name,
            str(PartnerKind(one.partner.kind).label),
            rupiah(one.local if one.reported else None),
            rupiah(one.declared),
            own_share(one),
        ]
        for one in printed(figures.free, most)
    ]
    heads = ["Mitra", "Jenis", "Belanja lokal", "Seluruh belanja", "Porsi"]
    note = f"Untuk diketahui; butir {main.terms.code} tidak mengikat mereka, jadi tanpa target dan tanpa keadaan."
    return {
        "title": f"Belanja lokal mitra di luar butir {main.terms.code}",
        "note": " ".join([note, *in_part(figures.free, most)]),
        "table": {"heads": heads, "sides": "llrrr", "rows": rows},
    }


def _partners(figures: ReportFigures, most: int) -> dict[str, Any]:
    city, partners = figures.result.city, figures.result.partners
    return {
        "note": " ".join(in_part(partners, most)),
        "heads": ["Mitra", "Belanja lokal", "Bersertifikat", "Seluruh belanja", "Porsi", "Butir", "Predikat"],
        "sides": "lrrrrrl",
        "rows": [
            [
                one.partner.name,
                rupiah(one.local if one.reported else None),
                rupiah(one.certified if one.reported else None),
                rupiah(one.declared),
                own_share(one),
                tally(one),
                one.band or ("belum dapat dinilai" if one.clauses else NOTHING),
            ]
            for one in printed(partners, most, failing_first)
        ],
        "total": [f"{city.partners} mitra", rupiah(city.local), rupiah(city.certified), "", "", "", ""],
    }
