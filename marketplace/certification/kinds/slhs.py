"""Sertifikat Laik Higiene Sanitasi: for food eaten soon (wet cakes, catering). Nothing here is confirmed."""

from marketplace.certification.kinds.base import KINDS, ChecklistStep, FreelyNumbered, Scope
from marketplace.kernel.labels import _l


class Slhs(FreelyNumbered):
    label = _l("SLHS")
    title = _l("Sertifikat laik higiene sanitasi (SLHS)")
    issuer = _l("Dinas Kesehatan lewat OSS")
    lasts = _l("Sesuai tanggal pada sertifikat")
    costs = _l("Tanyakan kepada Dinas Kesehatan")
    about = _l("Untuk makanan siap santap dan yang tahan kurang dari 7 hari: kue basah, katering.")
    prepare = _l("NIB, penyuluhan penjamah pangan, hasil uji contoh makanan dan air.")
    mishaps = _l(
        "SPP-IRT diminta untuk kue basah, padahal yang tahan kurang dari 7 hari tidak dapat memakainya."
    )
    checklist = (
        ChecklistStep("business-data", _l("Data usaha dan NIB diperiksa")),
        ChecklistStep("training", _l("Penyuluhan penjamah pangan diikuti")),
        ChecklistStep("laboratory", _l("Contoh makanan dan air diuji")),
        ChecklistStep("premises", _l("Tempat produksi diperiksa")),
        ChecklistStep("upload", _l("Berkas diunggah di OSS")),
    )
    example = "440/SLHS/0123/2026"
    scope = Scope.ORGANISATION
    unconfirmed = frozenset({"costs", "issuer", "lasts", "shape"})
    place = 21


KINDS.add("slhs")(Slhs())
