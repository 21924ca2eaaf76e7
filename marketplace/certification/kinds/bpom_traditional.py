"""BPOM registration of traditional medicine: `TR` (also HT, FF) and 9 digits; TI and TL are imported."""

import re

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep
from marketplace.kernel.labels import _l


class BpomTraditional(CertificateKind):
    label = _l("BPOM TR")
    title = _l("Izin edar obat tradisional (BPOM TR)")
    issuer = _l("BPOM")
    lasts = _l("5 tahun, dapat diperpanjang")
    costs = _l("Sesuai tarif BPOM")
    about = _l("Untuk jamu dan obat tradisional.")
    prepare = _l("NIB, izin UMOT atau UKOT, hasil uji laboratorium, rancangan label.")
    mishaps = _l(
        "Izin UMOT (kota) atau UKOT (provinsi) belum ada; label menjanjikan kesembuhan; jamu dicampur bahan kimia obat."
    )
    checklist = (
        ChecklistStep("licence", _l("Izin UMOT atau UKOT diurus")),
        ChecklistStep("laboratory", _l("Hasil uji laboratorium ada")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("upload", _l("Berkas diunggah di e-registrasi BPOM")),
    )
    example = "TR 182614921"
    shape = _l("TR diikuti 9 angka")
    pattern = r"(TR|HT|FF)\d{9}"
    place = 26

    def strip(self, text: str) -> str:
        return re.sub(r"^(BPOM(RI)?|POM)(?=[A-Z])", "", super().strip(text))


KINDS.add("bpom_traditional")(BpomTraditional())
