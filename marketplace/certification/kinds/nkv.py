"""Nomor Kontrol Veteriner: a place that handles food of animal origin is clean. Form and term are not confirmed."""

from marketplace.certification.kinds.base import KINDS, ChecklistStep, FreelyNumbered, Scope
from marketplace.kernel.labels import _l


class Nkv(FreelyNumbered):
    label = _l("NKV")
    title = _l("Nomor Kontrol Veteriner (NKV)")
    issuer = _l("Dinas peternakan provinsi")
    lasts = _l("Sesuai tanggal pada sertifikat")
    costs = _l("Tanyakan kepada dinas peternakan")
    about = _l("Untuk tempat yang memotong, mengolah atau menyimpan daging, susu dan telur.")
    prepare = _l("NIB, denah tempat usaha, cara menjaga kebersihan dan suhu.")
    mishaps = _l("NKV berlaku untuk satu tempat; pindah tempat berarti mengurus lagi.")
    checklist = (
        ChecklistStep("business-data", _l("Data usaha dan NIB diperiksa")),
        ChecklistStep("premises", _l("Tempat usaha disiapkan")),
        ChecklistStep("application", _l("Permohonan diajukan")),
        ChecklistStep("audit", _l("Penilaian di tempat dijadwalkan")),
    )
    example = "NKV-1872-0001"
    scope = Scope.ORGANISATION
    unconfirmed = frozenset({"costs", "issuer", "lasts", "shape"})
    place = 23


KINDS.add("nkv")(Nkv())
