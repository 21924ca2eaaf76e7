"""A letter to the mayor of one page, then each clause over those whom it binds, then what vouches for it."""

from __future__ import annotations

from typing import Any

from marketplace.adapters.bullets import Bullet, bullets
from marketplace.adapters.codes import qr_svg
from marketplace.circulars.rules.base import NO_DATA
from marketplace.compliance import sentences
from marketplace.compliance.figures import ClauseFigures, KindFigures, ReportFigures, own_share
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.freezing import read_document
from marketplace.compliance.wording import NOTHING, long_day, percent, points, rupiah, tally
from marketplace.kernel.labels import _l
from marketplace.kernel.letterhead import OFFICE
from marketplace.partners.models import PartnerKind
from marketplace.ports.toolbox import Toolbox

TITLE = "Belanja lokal Metro Bangga Beli"
BLANK = "( ………………………………… )"


@FORMATS.add("pdf")
class Pdf(Format):
    label = _l("Cetak A4 (PDF)")
    suffix = "pdf"
    media_type = "application/pdf"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        figures = paper.figures
        pictures = {"qr.svg": qr_svg(paper.address, paper.address)} if paper.report else {}
        if _charted(figures):
            pictures["chart.svg"] = _chart(figures)
        data = _cover(paper, figures) | _tables(figures) | _vouching(paper)
        return tools.documents.pdf("report.typ", data, pictures, archival=True)


def _cover(paper: ReportPaper, figures: ReportFigures) -> dict[str, Any]:
    said = str(sentences.lead(figures))
    published = paper.report is not None
    return {
        "office": OFFICE,
        "title": TITLE,
        "month": str(paper.month.label),
        "date": [paper.made_on.year, paper.made_on.month, paper.made_on.day],
        "published": published,
        "foot": " · ".join([paper.number, *([f"kunci kantor {paper.key_mark}"] if published else [])]),
        "place": f"Metro, {long_day(paper.made_on)}" if published else "Metro, ……………………",
        "meta": _meta(paper, figures),
        "lead": list(said.partition(sentences.share(figures))),
        "basis": str(sentences.basis(figures)),
        "counts": f"{sentences.three_counts(figures)} {sentences.change(figures.result.city)}",
        "figures": [[str(part) for part in one] for one in sentences.paper_figures(figures)],
        "chart": {"title": "Porsi belanja lokal menurut jenis mitra", "alt": _alt(figures)}
        if _charted(figures)
        else None,
        "signers": [
            [
                "Disusun oleh",
                "Kepala Dinas",
                paper.signer or BLANK,
                "ditandatangani secara elektronik" if published else "belum ditandatangani",
            ],
            ["Mengetahui", "Wali Kota Metro", BLANK, ""],
        ],
        "unsigned": "Sementara, belum ditandatangani.",
    }


def _meta(paper: ReportPaper, figures: ReportFigures) -> list[list[str]]:
    circular = paper.result.circular
    ground = "belum ada surat edaran yang berlaku"
    if circular:
        codes = [clause.terms.code for clause in figures.clauses]
        spoken = f"{codes[0]} sampai {codes[-1]}" if len(codes) > 2 else ", ".join(codes)
        ground = f"{circular.spoken}, butir {spoken}" if codes else str(circular.spoken)
    return [
        ["Nomor", paper.number],
        ["Kepada", "Yth. Wali Kota Metro"],
        ["Dasar", ground],
        *([["Tidak dihitung", str(circular.excluded_goods)]] if circular and circular.excluded else []),
        *([["Menggantikan", paper.report.cause]] if paper.report and paper.report.cause else []),
    ]


def _charted(figures: ReportFigures) -> bool:
    return bool(figures.kinds or figures.others)


def _chart(figures: ReportFigures) -> bytes:
    main = figures.headline
    return bullets(
        [_bullet(one) for one in figures.kinds],
        main.goal.parts / main.goal.of if main else 0.0,
        f"target {main.target}" if main else "",
        [_bullet(one) for one in figures.others],
        f"Tidak terikat butir {main.terms.code}, jadi tanpa target" if main else "",
    )


def _bullet(one: KindFigures) -> Bullet:
    words = one.share if one.whole else str(NO_DATA.label)
    if one.outcome and one.whole:
        words = f"{one.share} · {one.outcome.label}"
    note = f"{one.with_data} dari {one.partners}" if one.with_data < one.partners else ""
    figure = one.part / one.whole if one.whole else None
    return Bullet(str(one.kind), note, figure, words, one.outcome.value if one.outcome else "")


def _alt(figures: ReportFigures) -> str:
    """Every bar in words; the table behind it stands on the next page."""
    bars = [f"{one.kind} {one.share if one.whole else NO_DATA.label}" for one in figures.kinds]
    free = [f"{one.kind} {one.share if one.whole else NO_DATA.label}" for one in figures.others]
    target = f"Target {figures.headline.target}: {', '.join(bars)}. " if figures.headline else ""
    return f"{target}Tanpa target: {', '.join(free) or 'tidak ada'}. Tabelnya pada halaman 2."


def _tables(figures: ReportFigures) -> dict[str, Any]:
    city = figures.result.city
    proof = [
        [grade.value, str(grade.label), rupiah(amount), percent(points(amount, city.local))]
        for grade, amount in city.grades
        if amount
    ]
    return {
        "no_data": str(NO_DATA.label),
        "everybody": str(sentences.everybody(figures)),
        "kinds": _kinds(figures),
        "clauses": [_clause(clause, figures) for clause in figures.clauses],
        "free": _free(figures),
        "certificates": [str(one) for one in sentences.uncertified(city)],
        "proof": {
            "heads": ["Tingkat", "Artinya", "Belanja lokal", "Bagian"],
            "sides": "llrr",
            "grows": 1,
            "rows": proof,
            "total": ["", "Seluruhnya", rupiah(city.local), ""],
        },
        "partners": _partners(figures),
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


def _clause(clause: ClauseFigures, figures: ReportFigures) -> dict[str, Any]:
    terms = clause.terms
    due = sentences.not_yet_due(clause, figures.month)
    article = f" Sumber: {terms.source_article}." if terms.source_article else ""
    return {
        "title": f"Butir {terms.code}. {terms.rule_type.label}",
        "text": terms.text,
        "terms": f"{sentences.clause_terms(clause)}{article}",
        "tally": " ".join([str(sentences.clause_tally(clause)), *([str(due)] if due else [])]),
        "table": _judged(clause),
        "unknown": [
            [one.partner, str(one.kind), _with_amount(str(one.counted), str(one.remark))]
            for one in clause.unknown
        ],
        "exempt": [f"{one.partner} ({one.kind})" for one in clause.exempt],
    }


def _with_amount(counted: str, remark: str) -> str:
    return f"Terhitung {counted}. {remark}" if counted != NOTHING else remark


def _judged(clause: ClauseFigures) -> dict[str, Any]:
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
        for one in clause.rows
    ]
    table: dict[str, Any] = {"heads": heads, "sides": sides, "rows": rows}
    if clause.share and clause.state and rows:
        table["total"] = [
            f"Bersama, {len(rows)} mitra", str(measure.unit.spell(clause.share.numerator)),
            str(measure.whole_unit.spell(clause.share.denominator)), clause.shared, _state(clause.state), "",
        ]  # fmt: skip
    return table


def _free(figures: ReportFigures) -> dict[str, Any] | None:
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
        for one in figures.free
    ]
    heads = ["Mitra", "Jenis", "Belanja lokal", "Seluruh belanja", "Porsi"]
    return {
        "title": f"Belanja lokal mitra di luar butir {main.terms.code}",
        "note": f"Untuk diketahui; butir {main.terms.code} tidak mengikat mereka, jadi tanpa target dan tanpa keadaan.",
        "table": {"heads": heads, "sides": "llrrr", "rows": rows},
    }


def _partners(figures: ReportFigures) -> dict[str, Any]:
    city = figures.result.city
    return {
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
            for one in figures.result.partners
        ],
        "total": [f"{city.partners} mitra", rupiah(city.local), rupiah(city.certified), "", "", "", ""],
    }


def _vouching(paper: ReportPaper) -> dict[str, Any]:
    """The seal, which a reader can hold against the office's own page, and what was open at publishing."""
    open_at = {"matters": [str(one) for one in paper.open_matters], "reason": paper.reason}
    if paper.report is None:
        return {"seal": None, "open": open_at}
    head = read_document(paper.report.document).journal
    return {
        "open": open_at,
        "seal": {
            "address": paper.address,
            "hash": " ".join(paper.report.sha256[place : place + 8] for place in range(0, 64, 8)),
            "fingerprint": paper.key_mark,
            "journal": f"{head.seq} · {head.hash}",
        },
    }
