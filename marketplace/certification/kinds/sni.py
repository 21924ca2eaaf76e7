"""SPPT SNI: a product meets a national standard. Its number is the certifier's own; the standard has a form."""

from marketplace.adapters import identifiers
from marketplace.certification.kinds.base import KINDS, ChecklistStep, Detail, FreelyNumbered
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l


class Sni(FreelyNumbered):
    label = _l("SNI")
    title = _l("Sertifikat SNI (SPPT SNI)")
    issuer = _l("Lembaga sertifikasi produk (LSPro) yang diakui BSN")
    lasts = _l("Sesuai tanggal pada sertifikat; skema satu kiriman hanya untuk kiriman itu")
    costs = _l("Sesuai tarif lembaga sertifikasi")
    about = _l("Tanda bahwa produk memenuhi standar nasional; bagi sebagian produk wajib.")
    prepare = _l("NIB, merek, hasil uji menurut standarnya, catatan mutu.")
    mishaps = _l(
        "Nomor standar (SNI 2973:2022) dikira nomor sertifikat; masa berlaku berbeda menurut skemanya, jadi tulis "
        "tanggal yang tercetak."
    )
    checklist = (
        ChecklistStep("standard", _l("Standar yang berlaku ditentukan")),
        ChecklistStep("records", _l("Catatan mutu disusun")),
        ChecklistStep("laboratory", _l("Contoh diuji di laboratorium")),
        ChecklistStep("application", _l("Permohonan diajukan ke LSPro")),
        ChecklistStep("audit", _l("Audit dijadwalkan")),
    )
    example = "LSPRO-001/SNI/2026"
    details = (
        Detail(
            "standard", _l("Nomor standar"), _l("SNI, nomor dan tahunnya"), "SNI 2973:2022", identifiers.sni
        ),
    )
    unconfirmed = frozenset({"costs", "lasts", "shape"})
    place = 45

    def read(self, text: str) -> str:
        number = super().read(text)
        if identifiers.sni(number) is not None:
            raise Refused(
                _l(
                    "%(number)s adalah nomor standar; tulis nomor sertifikat dari lembaga sertifikasinya.",
                    number=number,
                ),
                field="number",
            )
        return number


KINDS.add("sni")(Sni())
