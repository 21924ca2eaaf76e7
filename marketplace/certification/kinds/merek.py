"""A registered mark: `IDM` and 9 digits, ten years from filing (UU 20/2016). An application's number is no mark."""

from marketplace.certification.kinds.base import KINDS, Kind, Scope
from marketplace.kernel.labels import _l


class Merek(Kind):
    label = _l("Merek")
    title = _l("Pendaftaran merek")
    issuer = _l("DJKI")
    lasts = _l("10 tahun, dapat diperpanjang")
    costs = _l("Rp500.000 (tarif UMK)")
    about = _l("Melindungi nama dan logo. Toko besar sering memintanya.")
    prepare = _l("Gambar merek, surat keterangan UMK, NIB.")
    example = "IDM000123456"
    shape = _l("IDM diikuti 9 angka")
    pattern = r"IDM\d{9}"
    scope = Scope.ORGANISATION
    longest_years = 11  # ten from filing, which may be a while before the certificate
    place = 40


KINDS.add("merek")(Merek())
