"""Letters to makers about their papers and products, each in plain words with the next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day, listed


def _kind(key: str) -> Label:
    return KINDS[key].label


def _held(what: Mapping[str, str] | str) -> object:
    """The whole business, a certificate, or a product by its name."""
    if not what:
        return _l("usaha Anda")
    if isinstance(what, str):
        return what
    return _l("%(kind)s nomor %(number)s", kind=_kind(what["kind"]), number=what["number"])


def _ending(paper: Mapping[str, Any]) -> Label:
    """`left` are the days until it ends, below zero once it has."""
    left = paper["left"]
    said = {"kind": _kind(paper["kind"]), "number": paper["number"], "day": day(paper["ends_on"])}
    if left > 0:
        return _l("%(kind)s nomor %(number)s berakhir %(day)s, %(left)d hari lagi", left=left, **said)
    if left == 0:
        return _l("%(kind)s nomor %(number)s berakhir hari ini, %(day)s", **said)
    return _l("%(kind)s nomor %(number)s sudah berakhir %(day)s", **said)


LAPSED = Letter(
    "products-lapsed",
    _l("Produk Anda turun dari katalog MB2"),
    _l(
        "sejak hari ini produk berikut tidak tampil di katalog, karena ada surat yang berakhir atau masa tenggang yang"
        " habis:\n\n%(products)s\n\nMasuk ke MB2, buka produknya, dan lihat surat apa yang perlu diajukan. Setelah"
        " disetujui, produk tampil lagi seketika."
    ),
    products=listed(str),
)
REVOKED = Letter(
    "certificate-revoked",
    _l("Surat usaha Anda dicabut"),
    _l(
        "%(kind)s nomor %(number)s dicabut sejak %(day)s. Alasan: %(reason)s\n\nProduk yang memerlukannya turun dari"
        " katalog. Ajukan surat yang berlaku lewat MB2, atau hubungi Dinas bila ini keliru."
    ),
    kind=_kind,
    day=day,
)
HELD = Letter(
    "maker-held",
    _l("Penangguhan di MB2"),
    _l(
        "%(what)s ditangguhkan sejak %(day)s. Alasan: %(reason)s\n\nSelama itu produk yang terkena tidak tampil di"
        " katalog. Perbaiki sebabnya, lalu hubungi Dinas."
    ),
    what=_held,
    day=day,
)
ENDING = Letter(
    "certificates-ending",
    _l("Surat usaha Anda perlu diperbarui"),
    _l(
        "surat berikut perlu diperbarui agar produk Anda tetap tampil di katalog:\n\n%(papers)s\n\nMasuk ke MB2, buka"
        " Surat usaha, dan ajukan penggantinya. Belum sempat mengurusnya? Datanglah ke Silaturahmi terdekat."
    ),
    papers=listed(_ending),
)
