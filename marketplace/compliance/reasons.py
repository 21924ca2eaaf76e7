"""Why a row of the ledger does not count under a clause, and what the shop can do about it."""

from __future__ import annotations

from marketplace.kernel.labels import Label, Labelled, _l


class ExclusionReason(Labelled):
    EXCLUDED = "excluded", _l("Tidak dihitung menurut edaran")
    OUT_OF_SCOPE = "out_of_scope", _l("Kategori barang di luar butir ini")
    SELLER_UNRECOGNISED = "seller_unrecognised", _l("Penjual belum dikenali")
    NOT_LOCAL = "not_local", _l("Penjual bukan pembuat lokal pada tanggal itu")
    PRODUCT_UNRECOGNISED = "product_unrecognised", _l("Produk belum dikenali")
    NOT_CERTIFIED = "not_certified", _l("Produk belum bersertifikat pada tanggal itu")
    REFUSED_BY_AUDITOR = "refused_by_auditor", _l("Ditolak auditor, dan belum ada jawaban yang diterimanya")
    DISPUTED = "disputed", _l("Pembuat membantah pembelian ini")
    BELOW_GRADE = "below_grade", _l("Bukti lebih lemah daripada yang diminta butir ini")

    NOTHING_TO_LOWER = (
        "nothing_to_lower",
        _l("Retur tanpa asal, dan bulan itu tidak ada pembelian pembuat ini yang dihitung"),
    )

    @property
    def fix(self) -> Label:
        return FIXES[self]

    @property
    def mendable(self) -> bool:
        """The shop can do something about it."""
        return self not in (
            ExclusionReason.NOT_LOCAL,
            ExclusionReason.SELLER_UNRECOGNISED,
            ExclusionReason.OUT_OF_SCOPE,
            ExclusionReason.EXCLUDED,
        )

    @property
    def waits_for_a_name(self) -> bool:
        return self in (ExclusionReason.SELLER_UNRECOGNISED, ExclusionReason.PRODUCT_UNRECOGNISED)


FIXES = {
    ExclusionReason.EXCLUDED: _l(
        "Tidak perlu apa-apa: barang jenis ini juga tidak masuk total belanja yang dibandingkan."
    ),
    ExclusionReason.OUT_OF_SCOPE: _l("Tidak perlu apa-apa bila kategorinya benar."),
    ExclusionReason.SELLER_UNRECOGNISED: _l("Pilih penjualnya di “Nama yang belum dikenali”."),
    ExclusionReason.NOT_LOCAL: _l(
        "Bila barangnya buatan Metro, beli langsung dari pembuatnya atau minta Dinas mendaftarnya."
    ),
    ExclusionReason.PRODUCT_UNRECOGNISED: _l("Pilih produknya di “Nama yang belum dikenali”."),
    ExclusionReason.NOT_CERTIFIED: _l(
        "Tidak dapat untuk tanggal ini; terhitung lagi setelah sertifikatnya terbit."
    ),
    ExclusionReason.REFUSED_BY_AUDITOR: _l(
        "Jawab penolakan dengan penjelasan dan buktinya; auditor memutuskan."
    ),
    ExclusionReason.DISPUTED: _l("Hubungi pembuatnya; petugas memutuskan dalam 5 hari kerja."),
    ExclusionReason.BELOW_GRADE: _l("Batalkan catatannya, lalu catat lagi dengan foto nota."),
    ExclusionReason.NOTHING_TO_LOWER: _l(
        "Bila barangnya pernah dibeli, catat pembeliannya dengan nama barang dan satuan yang sama."
    ),
}


class NotAsked(Labelled):
    """Why a clause asks nothing of a partner in a month."""

    OTHER_KIND = "other_kind", _l("Butir ini tidak meminta jenis usaha Anda.")
    NOT_BEGUN = (
        "not_begun",
        _l("Butir ini mulai dinilai pada masa penilaian utuh yang pertama sesudah edarannya berlaku."),
    )
    CUT_OFF = "cut_off", _l("Edarannya berakhir sebelum masa penilaian ini selesai, jadi tidak dinilai.")
    AT_HEAD = "at_head", _l("Butir ini dinilai untuk seluruh jaringan, pada induknya.")
    CITY = "city", _l("Butir ini dinilai untuk seluruh kota, bukan untuk satu mitra.")
