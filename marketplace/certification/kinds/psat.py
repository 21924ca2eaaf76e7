"""PSAT: registration of packed fresh produce (rice, fruit, vegetables). Form, issuer and term are not confirmed."""

from marketplace.certification.kinds.base import KINDS, ChecklistStep, FreelyNumbered
from marketplace.kernel.labels import _l


class Psat(FreelyNumbered):
    label = _l("PSAT")
    title = _l("Pendaftaran pangan segar asal tumbuhan (PSAT)")
    issuer = _l("Dinas yang menangani pangan lewat OSS")
    lasts = _l("Sesuai tanggal pada surat")
    costs = _l("Tanyakan kepada dinas pangan")
    about = _l("Untuk beras, buah, sayur dan rempah segar yang dikemas dan diberi label.")
    prepare = _l("NIB, rancangan label, cara menanam dan mengemas.")
    mishaps = _l(
        "Hanya yang dikemas dan berlabel yang didaftarkan; produk olahan memakai SPP-IRT atau BPOM MD."
    )
    checklist = (
        ChecklistStep("business-data", _l("Data usaha dan NIB diperiksa")),
        ChecklistStep("handling", _l("Cara menangani dan mengemas ditulis")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("upload", _l("Berkas diunggah di OSS")),
    )
    example = "PSAT-PD/1872/0001/2026"
    unconfirmed = frozenset({"costs", "issuer", "lasts", "shape"})
    place = 22


KINDS.add("psat")(Psat())
