"""A letter to the mayor of one page, then each clause over those whom it binds, then what vouches for it."""

from __future__ import annotations

from typing import Any

from marketplace.adapters.bullets import Bullet, bullets
from marketplace.adapters.codes import qr_svg
from marketplace.circulars.rules.base import NO_DATA
from marketplace.compliance import sentences
from marketplace.compliance.figures import KindFigures, ReportFigures
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.formats.pdf_tables import printed_tables
from marketplace.compliance.freezing import read_document
from marketplace.compliance.wording import long_day
from marketplace.kernel.labels import _l
from marketplace.kernel.letterhead import OFFICE
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
        data = _cover(paper, figures) | printed_tables(paper) | _vouching(paper)
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
