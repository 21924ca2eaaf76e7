"""A registered mark: `IDM` and 9 digits, ten years from filing (UU 20/2016). An application's number is no mark."""

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep, Scope
from marketplace.kernel.labels import _l


class Merek(CertificateKind):
    label = _l("Merek")
    title = _l("Pendaftaran merek")
    issuer = _l("DJKI")
    lasts = _l("10 tahun, dapat diperpanjang")
    costs = _l("Rp500.000 (tarif UMK)")
    about = _l("Melindungi nama dan logo. Toko besar sering memintanya.")
    prepare = _l("Gambar merek, surat keterangan UMK, NIB.")
    mishaps = _l(
        "Nama mirip merek orang lain karena tidak dicari lebih dahulu; kelas barang keliru; nomor permohonan dikira "
        "nomor pendaftaran."
    )
    checklist = (
        ChecklistStep("search", _l("Nama dicari di pangkalan data DJKI")),
        ChecklistStep("class", _l("Kelas barang dipilih")),
        ChecklistStep("logo", _l("Gambar merek siap")),
        ChecklistStep("statement", _l("Surat keterangan UMK ada")),
        ChecklistStep("upload", _l("Permohonan diajukan di DJKI")),
    )
    unconfirmed = frozenset({"costs", "lasts", "shape"})
    example = "IDM000123456"
    shape = _l("IDM diikuti 9 angka")
    pattern = r"IDM\d{9}"
    scope = Scope.ORGANISATION
    longest_years = 11  # ten from filing, which may be a while before the certificate
    place = 40


KINDS.add("merek")(Merek())
