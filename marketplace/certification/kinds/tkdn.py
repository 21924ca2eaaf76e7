"""TKDN-IK: the local content of a small industry's goods, declared by itself (Permenperin 35/2025), for five years."""

from marketplace.adapters import identifiers
from marketplace.certification.kinds.base import KINDS, ChecklistStep, Detail, FreelyNumbered
from marketplace.kernel.labels import _l


class Tkdn(FreelyNumbered):
    label = _l("TKDN-IK")
    title = _l("Sertifikat tingkat komponen dalam negeri (TKDN-IK)")
    issuer = _l("Kementerian Perindustrian lewat SIINas")
    lasts = _l("5 tahun (Permenperin 35/2025); yang lama sesuai tanggalnya")
    costs = _l("Gratis bagi industri kecil")
    about = _l(
        "Menunjukkan berapa bagian produk berasal dari dalam negeri; berguna untuk belanja pemerintah."
    )
    prepare = _l("NIB, akun SIINas, daftar bahan dengan asal dan harganya.")
    mishaps = _l("Akun SIINas belum terhubung dengan NIB; asal bahan tidak dapat dibuktikan.")
    checklist = (
        ChecklistStep("account", _l("Akun SIINas dibuat")),
        ChecklistStep("materials", _l("Asal dan harga bahan ditulis")),
        ChecklistStep("calculation", _l("Nilai TKDN dihitung")),
        ChecklistStep("upload", _l("Pernyataan diajukan di SIINas")),
    )
    example = "1234/SIINAS-IK/TKDN/2026"
    details = (
        Detail("percent", _l("Nilai TKDN"), _l("angka 0 sampai 100"), "82,50", identifiers.percentage),
    )
    unconfirmed = frozenset({"costs", "shape"})
    longest_years = 5
    place = 46


KINDS.add("tkdn")(Tkdn())
