"""BPOM notification of cosmetics: `NA` up to `NE` and 11 digits (NA: made in Asia)."""

import re

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep
from marketplace.kernel.labels import _l


class BpomCosmetic(CertificateKind):
    label = _l("BPOM NA")
    title = _l("Notifikasi kosmetik (BPOM NA)")
    issuer = _l("BPOM")
    lasts = _l("Sesuai tanggal pada notifikasi")
    costs = _l("Sesuai tarif BPOM")
    about = _l("Untuk kosmetik dan sabun mandi.")
    prepare = _l("NIB, penerapan CPKB, daftar bahan, rancangan label.")
    mishaps = _l(
        "Nomor lama berawalan CD masih dipakai; penerapan CPKB belum diperiksa; bahan yang dilarang masih ada di resep."
    )
    checklist = (
        ChecklistStep("premises", _l("Penerapan CPKB diperiksa")),
        ChecklistStep("ingredients", _l("Daftar bahan ditulis dan diperiksa")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("upload", _l("Notifikasi diajukan di BPOM")),
    )
    unconfirmed = frozenset({"costs", "lasts"})
    example = "NA18261200123"
    shape = _l("NA diikuti 11 angka")
    pattern = r"N[A-E]\d{11}"
    place = 27

    def strip(self, text: str) -> str:
        return re.sub(r"^(BPOM(RI)?|POM)(?=[A-Z])", "", super().strip(text))


KINDS.add("bpom_cosmetic")(BpomCosmetic())
