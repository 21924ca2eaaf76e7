"""Nomor Induk Berusaha: 13 digits, no check digit, for as long as the business runs (OSS)."""

from marketplace.certification.kinds.base import KINDS, Kind, Scope
from marketplace.kernel.labels import _l


class Nib(Kind):
    label = _l("NIB")
    title = _l("Nomor Induk Berusaha (NIB)")
    issuer = _l("OSS, dibantu DPMPTSP")
    lasts = _l("Selama usaha berjalan")
    costs = _l("Gratis")
    about = _l("Tanda bahwa usaha Anda terdaftar.")
    prepare = _l("KTP, nomor ponsel, alamat produksi.")
    example = "1234567890123"
    shape = _l("13 angka")
    pattern = r"\d{13}"
    scope = Scope.ORGANISATION
    expires = False
    place = 10


KINDS.add("nib")(Nib())
