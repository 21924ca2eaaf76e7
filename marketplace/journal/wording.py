"""What each fact is called on a page. A new event needs a line here; a test says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.kernel.labels import Label, _l

FACTS: Mapping[str, Label] = {
    # people
    "OrganisationCreated": _l("Usaha atau instansi didaftarkan"),
    "UserCreated": _l("Akun dibuat"),
    "SeatGiven": _l("Peran diberikan"),
    "SeatEnded": _l("Peran diakhiri"),
    "SeatEndPlanned": _l("Akhir peran direncanakan"),
    "OwnershipTransferred": _l("Kepemilikan dialihkan"),
    "InvitationMade": _l("Undangan dibuat"),
    "InvitationAccepted": _l("Undangan diterima"),
    "InvitationWithdrawn": _l("Undangan ditarik"),
    "SignedIn": _l("Masuk"),
    "SignInRevoked": _l("Sesi diakhiri"),
    "SecondFactorPassed": _l("Kode masuk cocok"),
    "SecondFactorStarted": _l("Kode masuk mulai dipasang"),
    "SecondFactorReset": _l("Kode masuk diatur ulang"),
    "RecoveryCodesMade": _l("Kode cadangan dibuat"),
    "RecoveryCodeUsed": _l("Kode cadangan dipakai"),
    "OrganisationChosen": _l("Beralih usaha atau instansi"),
    "PasswordChanged": _l("Kata sandi diganti"),
    "AccountChanged": _l("Data akun diubah"),
    "LinkIssued": _l("Tautan kata sandi dibuat"),
    "LanguageChosen": _l("Bahasa dipilih"),
    "AttachmentKept": _l("Berkas diunggah"),
    # makers and their papers
    "ProducerRegistered": _l("Pembuat didaftarkan"),
    "ProfileEdited": _l("Profil diubah"),
    "ProducerSubmitted": _l("Profil diajukan"),
    "ProducerReviewed": _l("Profil diperiksa"),
    "ProducerHeld": _l("Pembuat ditahan"),
    "ProducerFreed": _l("Penahanan pembuat dicabut"),
    "LocalityRecorded": _l("Status lokal dicatat"),
    "LocalityEnded": _l("Status lokal diakhiri"),
    "CertificateSubmitted": _l("Surat diajukan"),
    "CertificateReviewed": _l("Surat diperiksa"),
    "CertificateRevoked": _l("Surat dicabut"),
    "CertificateSuperseded": _l("Surat diganti yang baru"),
    "RequirementLaidDown": _l("Syarat ditetapkan"),
    # products and stock
    "ProductCreated": _l("Produk dibuat"),
    "ProductRevised": _l("Produk diubah"),
    "ProductSubmitted": _l("Produk diajukan"),
    "ProductReviewed": _l("Produk diperiksa"),
    "ProductPaused": _l("Produk dijeda"),
    "ProductResumed": _l("Produk dilanjutkan"),
    "PriceSet": _l("Harga ditetapkan"),
    "PriceEnded": _l("Harga dihapus"),
    "AvailabilitySaid": _l("Ketersediaan diubah"),
    "PhotoAdded": _l("Foto ditambahkan"),
    "PhotoRemoved": _l("Foto dihapus"),
    "StockCounted": _l("Stok dihitung"),
    # retailers
    "PartnerRegistered": _l("Mitra didaftarkan"),
    "PartnerChanged": _l("Data mitra diubah"),
    "OutletAdded": _l("Gerai ditambahkan"),
    "OutletClosed": _l("Gerai ditutup"),
    "OutletShown": _l("Gerai ditampilkan atau disembunyikan"),
    "MouDrafted": _l("Draf MoU dibuat"),
    "MouRedrafted": _l("Draf MoU diubah"),
    "MouSigned": _l("MoU ditandatangani"),
    "MouEnded": _l("MoU diakhiri"),
    # orders and handovers
    "OrderPlaced": _l("Pesanan dibuat"),
    "OrderConfirmed": _l("Pesanan dikonfirmasi"),
    "OrderCancelled": _l("Pesanan dibatalkan"),
    "OrderClosed": _l("Pesanan ditutup"),
    "HandoverPrepared": _l("Serah terima disiapkan"),
    "HandoverSent": _l("Barang dikirim"),
    "HandoverAgreed": _l("Serah terima disepakati"),
    "HandoverContested": _l("Serah terima dipersoalkan"),
    # purchases and spreadsheets
    "AliasTaught": _l("Sebutan pembuat dipelajari"),
    "FileChecked": _l("Berkas impor diperiksa"),
    "ListImported": _l("Daftar diimpor"),
    "ImportDropped": _l("Impor dibatalkan"),
    "PurchaseRecorded": _l("Pembelian dicatat"),
    "PurchasesImported": _l("Pembelian diimpor"),
    "PurchaseReversed": _l("Pembelian dibatalkan dengan baris balik"),
    "PurchaseAnswered": _l("Pembelian dijawab pembuat"),
    "SpendDeclared": _l("Belanja total dilaporkan"),
    "DeclarationDecided": _l("Laporan belanja diputuskan"),
    "LineRefused": _l("Baris tidak dihitung"),
    "RefusalAnswered": _l("Penolakan baris dijawab"),
    # circulars and reports
    "CircularDrafted": _l("Draf surat edaran dibuat"),
    "ClauseWritten": _l("Ketentuan ditulis"),
    "ClauseRemoved": _l("Ketentuan dihapus"),
    "CircularApproved": _l("Surat edaran disetujui"),
    "ExemptionGranted": _l("Pengecualian diberikan"),
    "MonthMadeProvisional": _l("Hasil sementara bulan dibuat"),
    "ObjectionRaised": _l("Keberatan diajukan"),
    "ReportPublished": _l("Laporan diterbitkan"),
}
SUBJECTS: Mapping[str, Label] = {
    "alias": _l("Sebutan barang"),
    "attachment": _l("Berkas"),
    "certificate": _l("Surat"),
    "circular": _l("Surat edaran"),
    "declaration": _l("Laporan belanja"),
    "exemption": _l("Pengecualian"),
    "handover": _l("Serah terima"),
    "import_batch": _l("Impor"),
    "line": _l("Baris pembelian"),
    "mou": _l("MoU"),
    "objection": _l("Keberatan"),
    "order": _l("Pesanan"),
    "organisation": _l("Usaha atau instansi"),
    "outlet": _l("Gerai"),
    "partner": _l("Mitra"),
    "period": _l("Bulan"),
    "producer": _l("Pembuat"),
    "product": _l("Produk"),
    "purchase": _l("Pembelian"),
    "report": _l("Laporan"),
    "requirement": _l("Syarat"),
    "user": _l("Akun"),
    "variant": _l("Varian"),
}
OUTCOMES: Mapping[str, Label] = {
    "approved": _l("disetujui"),
    "returned": _l("dikembalikan"),
    "rejected": _l("ditolak"),
}


def fact(action: str, payload: Mapping[str, Any]) -> Label:
    """The fact in words, with the outcome of what was decided."""
    said = FACTS.get(action, Label(action))
    outcome = OUTCOMES.get(str(payload.get("outcome", "")))
    return _l("%(fact)s: %(outcome)s", fact=said, outcome=outcome) if outcome else said
