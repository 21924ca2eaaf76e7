"""PKRT: registration of household cleaners with the Ministry of Health, not with BPOM. Its form is not confirmed."""

from marketplace.certification.kinds.base import KINDS, ChecklistStep, FreelyNumbered
from marketplace.kernel.labels import _l


class Pkrt(FreelyNumbered):
    label = _l("PKRT")
    title = _l("Izin edar perbekalan rumah tangga (PKRT)")
    issuer = _l("Kementerian Kesehatan")
    lasts = _l("Sesuai tanggal pada izin")
    costs = _l("Sesuai tarif Kementerian Kesehatan")
    about = _l("Untuk sabun cuci, karbol dan pembersih rumah lain; bukan urusan BPOM.")
    prepare = _l("NIB, sertifikat produksi, daftar bahan, hasil uji, rancangan label.")
    mishaps = _l(
        "Sabun cuci didaftarkan sebagai kosmetik ke BPOM; label belum memuat cara pakai dan peringatan."
    )
    checklist = (
        ChecklistStep("premises", _l("Sertifikat produksi diurus")),
        ChecklistStep("ingredients", _l("Daftar bahan ditulis")),
        ChecklistStep("laboratory", _l("Hasil uji laboratorium ada")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("upload", _l("Berkas diunggah")),
    )
    example = "KEMENKES RI PKD 20501234567"
    unconfirmed = frozenset({"costs", "issuer", "lasts", "shape"})
    place = 28


KINDS.add("pkrt")(Pkrt())
