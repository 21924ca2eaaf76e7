"""The text a memorandum starts from; officers change it before it is signed, and then it is frozen."""

from __future__ import annotations

STANDARD = """NOTA KESEPAHAMAN
antara Pemerintah Kota Metro dan {partner}
tentang penyerapan produk usaha mikro, kecil, dan menengah Kota Metro

Pasal 1. Para pihak bekerja sama agar produk pembuat Kota Metro yang bersertifikat tersedia dan terjual di gerai \
{partner}.

Pasal 2. {partner} memesan, menerima, dan mencatat pembelian produk lokal melalui MB2 Metro Bangga Beli, dan \
menyampaikan total belanjanya setiap bulan.

Pasal 3. Pemerintah Kota Metro memeriksa sertifikat pembuat, membina pembuat yang belum memenuhi syarat, dan \
menjaga kerahasiaan angka pembelian {partner}.

Pasal 4. Kewajiban penyerapan mengikuti surat edaran Wali Kota yang berlaku.

Pasal 5. Nota kesepahaman ini dapat diakhiri oleh salah satu pihak dengan alasan tertulis.
"""


def standard_text(partner: str) -> str:
    return STANDARD.format(partner=partner)
