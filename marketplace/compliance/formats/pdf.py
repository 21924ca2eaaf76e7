"""A letter to the mayor of one page, then partners and clauses in tables, then what vouches for it."""

from __future__ import annotations

from typing import Any

from marketplace.adapters.codes import qr_svg
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.circulars.terms import ClauseTerms, spell_figures
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.freezing import read_document
from marketplace.compliance.months import City
from marketplace.compliance.wording import (
    due_sentence,
    long_day,
    percent,
    points,
    rupiah,
    spell_reading,
    spell_target,
    tally,
    unit_of,
)
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.labels import _l
from marketplace.kernel.letterhead import OFFICE
from marketplace.ports.toolbox import Toolbox


@FORMATS.add("pdf")
class Pdf(Format):
    label = _l("Cetak A4 (PDF)")
    suffix = "pdf"
    media_type = "application/pdf"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        pictures = {"qr.svg": qr_svg(paper.address, paper.address)} if paper.report else {}
        return tools.documents.pdf("report.typ", _letter(paper) | _tables(paper) | _vouching(paper), pictures)


def _letter(paper: ReportPaper) -> dict[str, Any]:
    city, circular = paper.result.city, paper.result.circular
    return {
        "office": OFFICE,
        "title": "Belanja lokal mitra Metro Bangga Beli",
        "number": paper.number,
        "published": paper.report is not None,
        "meta": [
            ["Periode", str(paper.month.label)],
            ["Kepada", "Yth. Wali Kota Metro"],
            ["Dasar", str(circular.spoken) if circular else "belum ada surat edaran yang berlaku"],
            *([["Tidak dihitung", str(circular.excluded_goods)]] if circular and circular.excluded else []),
            *([["Menggantikan", paper.report.cause]] if paper.report and paper.report.cause else []),
        ],
        "lead": _lead(city, paper),
        "figures": [
            ["Belanja lokal", rupiah(city.local), _change(city)],
            [
                "Pembuat terjual",
                f"{city.makers} usaha",
                f"{city.certified_makers} dengan produk bersertifikat",
            ],
            [
                "Mitra membeli",
                f"{city.buying} dari {city.partners}",
                f"{city.under_mou} dengan nota kesepahaman",
            ],
            ["Belum melapor", f"{len(city.silent)} mitra", "tidak dihitung nol"],
        ],
        "silent": list(city.silent),
        "lost": _lost(city),
        "proof": _proof(city),
        "place": f"Metro, {long_day(paper.made_on)}" if paper.report else "Metro, ……………………",
        "signer": paper.signer,
    }


def _lead(city: City, paper: ReportPaper) -> str:
    if not city.declared:
        return "Belum ada mitra yang menyatakan seluruh belanjanya, jadi porsi belanja lokal belum dapat dihitung."
    share = percent(points(city.local_declared, city.declared))
    complying = city.complying or "belum ada yang"
    judged = (
        f" Dari {city.judged} mitra yang dapat dinilai, {complying} memenuhi semua butir wajib."
        if city.judged
        else ""
    )
    return (
        f"Pada {paper.month.label}, {city.declaring} mitra yang menyatakan belanjanya membelanjakan {share}"
        f" untuk produk pembuat Kota Metro: {rupiah(city.local_declared)} dari {rupiah(city.declared)}.{judged}"
    )


def _change(city: City) -> str:
    if city.change is None:
        return "bulan sebelumnya belum terbit"
    return f"{'naik' if city.change >= 0 else 'turun'} {rupiah(abs(city.change))} dari bulan sebelumnya"


def _lost(city: City) -> str:
    if city.lost <= 0 and city.unrecognised <= 0:
        return "Seluruh belanja lokal adalah produk yang bersertifikat pada tanggal pembeliannya."
    unrecognised = (
        f" {rupiah(city.unrecognised)} lagi produknya belum dikenali." if city.unrecognised > 0 else ""
    )
    if city.lost <= 0:
        return (
            f"Tidak ada produk yang dikenali dan belum bersertifikat pada tanggal pembeliannya.{unrecognised}"
        )
    return (
        f"{rupiah(city.lost)} dari belanja lokal adalah produk yang belum bersertifikat pada tanggal pembeliannya;"
        " jumlah itu dapat ikut dihitung pada butir yang meminta sertifikat bila pembuatnya dibantu."
        + unrecognised
    )


def _proof(city: City) -> str:
    parts = [
        f"tingkat {grade.value} {percent(points(amount, city.local))} ({grade.label.lower()})"
        for grade, amount in city.grades
        if amount
    ]
    return (
        f"Mutu bukti belanja lokal: {'; '.join(parts)}."
        if parts
        else "Belum ada belanja lokal yang tercatat."
    )


def _tables(paper: ReportPaper) -> dict[str, Any]:
    city, circular = paper.result.city, paper.result.circular
    return {
        "partners": [_partner(one) for one in paper.result.partners],
        "totals": [
            "Kota Metro", rupiah(city.local), rupiah(city.certified), rupiah(city.declared),
            percent(points(city.local_declared, city.declared)), f"{city.complying} dari {city.judged} patuh", "",
        ],
        "clauses": [_clause(terms, paper) for terms in (circular.clauses if circular else ())],
    }  # fmt: skip


def _partner(one: PartnerResult) -> list[str]:
    return [
        one.partner.name,
        rupiah(one.local if one.reported else None),
        rupiah(one.certified if one.reported else None),
        rupiah(one.declared) if one.declared is not None else "belum ada",
        percent(points(one.local, one.declared) if one.shares else None),
        tally(one),
        one.band or ("belum dapat dinilai" if one.clauses else "—"),
    ]


def _clause(terms: ClauseTerms, paper: ReportPaper) -> dict[str, Any]:
    results = [(one, next(c for c in one.clauses if c.code == terms.code)) for one in paper.result.partners]
    found = [result.outcome for _, result in results]
    return {
        "title": f"Butir {terms.code}. {terms.rule_type.label}",
        "text": terms.text,
        "terms": "; ".join(
            [
                str(terms.binding.label),
                str(terms.seller_test.label),
                f"bukti paling rendah {terms.lowest_grade}",
                *(f"{title}: {figure}" for title, figure in spell_figures(terms)),
            ]
        ),
        "tally": f"{found.count(MET)} terpenuhi, {found.count(NOT_MET)} belum, {found.count(NO_DATA)} belum ada data",
        "shared": any(result.denominator is not None for _, result in results),
        "rows": [_result(one, result) for one, result in results],
    }


def _result(one: PartnerResult, result: ClauseResult) -> list[str]:
    return [
        one.partner.name,
        rupiah(result.numerator) if result.denominator is not None else "—",
        rupiah(result.denominator),
        str(spell_reading(result)),
        str(spell_target(result.target, unit_of(result))),
        str(result.outcome.label),
        str(due_sentence(result)),
    ]


def _vouching(paper: ReportPaper) -> dict[str, Any]:
    """The seal: what a reader can hold against the office's own page."""
    if paper.report is None:
        return {"seal": None, "code": "sementara, belum ditandatangani"}
    head = read_document(paper.report.document).journal
    return {
        "code": paper.address,
        "seal": {
            "address": paper.address,
            "hash": paper.report.sha256,
            "signature": paper.report.signature,
            "public_key": paper.report.public_key,
            "office_key": spelled(fingerprint(paper.report.public_key)),
            "journal": f"{head.seq} · {head.hash}",
        },
    }
