"""BPOM registration of food made in Indonesia: `MD` and 12 or 15 digits. `ML` is imported food, never local."""

import re

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l


class BpomMd(CertificateKind):
    label = _l("BPOM MD")
    title = _l("Izin edar BPOM (MD)")
    issuer = _l("BPOM")
    lasts = _l("5 tahun, dapat diperpanjang")
    costs = _l("Sesuai tarif BPOM")
    about = _l("Untuk makanan yang tidak boleh memakai SPP-IRT: susu, beku, kaleng, air minum kemasan.")
    prepare = _l("NIB, izin sarana produksi, hasil uji laboratorium, rancangan label.")
    mishaps = _l(
        "Izin sarana produksi belum ada saat mendaftar; hasil uji laboratorium tidak dari laboratorium terakreditasi; "
        "nomor ML (impor) ditulis sebagai MD."
    )
    checklist = (
        ChecklistStep("premises", _l("Izin sarana produksi diurus")),
        ChecklistStep("laboratory", _l("Hasil uji laboratorium ada")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("account", _l("Akun e-registrasi BPOM dibuat")),
        ChecklistStep("upload", _l("Berkas diunggah di e-registrasi")),
    )
    example = "MD 245009001018"
    shape = _l("MD diikuti 12 atau 15 angka")
    pattern = r"MD(\d{12}|\d{15})"
    stands_for = ("pirt",)
    place = 25

    def read(self, text: str) -> str:
        if self.strip(text).startswith("ML"):
            raise Refused(
                _l("Nomor ML adalah pangan impor dan tidak dihitung sebagai produk lokal."), field="number"
            )
        return super().read(text)

    def strip(self, text: str) -> str:
        return re.sub(r"^BPOM(RI)?", "", super().strip(text))


KINDS.add("bpom_md")(BpomMd())
