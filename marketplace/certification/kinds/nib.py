"""Nomor Induk Berusaha: 13 digits, no check digit, for as long as the business runs (OSS)."""

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep, Scope
from marketplace.kernel.labels import _l


class Nib(CertificateKind):
    label = _l("NIB")
    title = _l("Nomor Induk Berusaha (NIB)")
    issuer = _l("OSS, dibantu DPMPTSP")
    lasts = _l("Selama usaha berjalan")
    costs = _l("Gratis")
    about = _l("Tanda bahwa usaha Anda terdaftar.")
    prepare = _l("KTP, nomor ponsel, alamat produksi.")
    mishaps = _l(
        "KBLI yang dipilih tidak cocok dengan produk; alamat produksi ditulis alamat KTP padahal berbeda; "
        "nomor ponsel atau surel untuk masuk OSS hilang."
    )
    checklist = (
        ChecklistStep("identity", _l("KTP dan nomor ponsel siap")),
        ChecklistStep("oss-account", _l("Hak akses OSS dibuat")),
        ChecklistStep("activity", _l("Jenis usaha (KBLI) dan skala dipilih")),
        ChecklistStep("address", _l("Alamat produksi dan kelurahan diisi")),
        ChecklistStep("declaration", _l("Pernyataan mandiri disetujui di OSS")),
    )
    unconfirmed = frozenset({"costs", "lasts"})
    example = "1234567890123"
    shape = _l("13 angka")
    pattern = r"\d{13}"
    scope = Scope.ORGANISATION
    expires = False
    place = 10


KINDS.add("nib")(Nib())
