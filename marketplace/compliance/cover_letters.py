"""The letter with which the city sends a published month to the province: what it says and what lies with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.adapters.codes import qr_svg
from marketplace.compliance import wording
from marketplace.compliance.months import BoundFigures
from marketplace.compliance.public_figures import Sector
from marketplace.compliance.public_months import PublicMonth
from marketplace.kernel.clock import day_of
from marketplace.kernel.letterhead import OFFICE
from marketplace.kernel.period import Month
from marketplace.ports.documents import Documents
from marketplace.uptake.measures.base import RUPIAH

SIGNER = {
    "role": "Wali Kota Metro",
    "name": "( ………………………………… )",
    "rank": "",
}


def cover_letter(
    documents: Documents, month: PublicMonth, *, on: date, address: str, enclosed: Sequence[str]
) -> bytes:
    """A4 in Indonesian, with a place to sign by hand. `address` is where anybody proves the report."""
    data = letter_data(month, on=on, address=address, enclosed=enclosed)
    return documents.pdf("cover_letter.typ", data, {"qr.svg": qr_svg(address, address)})


def letter_data(month: PublicMonth, *, on: date, address: str, enclosed: Sequence[str]) -> Mapping[str, Any]:
    document = month.document
    return {
        "office": OFFICE,
        "title": "Surat pengantar laporan",
        "number": month.number,
        "to": ["Yth. Gubernur Lampung", "melalui Dinas Koperasi dan UKM Provinsi Lampung"],
        "says": [
            f"Bersama ini kami sampaikan laporan {month.number} tentang belanja mitra untuk produk pembuat Kota"
            f" Metro bulan {Month.parse(document.month).label}, ditandatangani pada"
            f" {wording.long_day(day_of(document.signed_at))}.",
            *_figures(month),
        ],
        "groups": [
            [
                ", ".join(str(Sector(one).label) for one in group.sectors),
                str(group.partners),
                wording.rupiah(group.local),
                wording.percent(wording.points(group.local, group.declared)),
            ]
            for group in month.figures.groups
            if group.sectors
        ],
        "enclosed": list(enclosed),
        "address": address,
        "signer": SIGNER | {"place": f"Metro, {wording.long_day(on)}"},
    }


def _figures(month: PublicMonth) -> Sequence[str]:
    figures = month.figures
    said = []
    if figures.bound:
        said.append(_bound(figures.bound))
    if figures.local is not None and figures.declared:
        said.append(
            f"Seluruh mitra yang dijumlahkan ({figures.summed or figures.declaring} dari {figures.partners})"
            f" membelanjakan {wording.rupiah(figures.local)} dari {wording.rupiah(figures.declared)} untuk pembuat"
            " lokal; angka ini tanpa target."
        )
    else:
        said.append("Kurang dari lima mitra menyatakan belanjanya, sehingga jumlahnya tidak disebut.")
    if month.number != month.summed.number:
        said.append(
            f"Jumlah di atas masih dari laporan {month.summed.number}: laporan ini mengubah kurang dari lima mitra, dan"
            " selisihnya akan membuka angka mereka."
        )
    return said


def _bound(bound: BoundFigures) -> str:
    share = wording.percent(wording.points(bound.numerator, bound.denominator))
    met = bound.numerator * bound.target.of >= bound.target.parts * bound.denominator
    word = "terpenuhi" if met else "belum terpenuhi"
    return (
        f"Mitra yang terikat butir {bound.code} membelanjakan {share} ({wording.rupiah(bound.numerator)} dari"
        f" {wording.rupiah(bound.denominator)}); target {wording.spell_target(bound.target, RUPIAH)} {word}. Dari"
        f" {bound.partners} mitra terikat, {bound.reported} melapor, {bound.declared} menyatakan belanja, dan"
        f" {bound.with_data} ada datanya."
    )
