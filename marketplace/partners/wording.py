"""The texts a memorandum starts from; officers change it before it is signed, and then it is frozen.

The city's own text is not public, so each says that it is an example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.period import MONTH_NAMES
from marketplace.partners.models import PartnerKind


class MouTemplate(Labelled):
    SHOP = "shop", _l("Toko dan koperasi")
    TABLE = "table", _l("Hotel, rumah makan, kafe")
    SOUVENIR = "souvenir", _l("Pusat oleh-oleh")
    RENEWAL = "renewal", _l("Perpanjangan")
    ADDENDUM = "addendum", _l("Adendum")


FIRST = (MouTemplate.SHOP, MouTemplate.TABLE, MouTemplate.SOUVENIR)  # what a first memorandum may start from

EXAMPLE = "CONTOH NASKAH. Naskah resmi kota belum diterima; sesuaikan sebelum ditandatangani."

# What nobody may sign: the mark of an example, "(Tulis ... di sini)", dots and brackets to be filled in.
PLACEHOLDER = re.compile(
    rf"{re.escape(EXAMPLE)}|\(\s*(?:tulis|isi)\b[^)]*\)|\[[^\]]*\]|<[^>\n]*>|\{{[^}}\n]*\}}|[.…_]{{4,}}|…{{2,}}",
    re.IGNORECASE,
)

PARTIES = """\
Yang bersepakat:
1. Pemerintah Kota Metro, selanjutnya disebut Pihak Pertama;
2. {partner}, {kind} di Kota Metro, selanjutnya disebut Pihak Kedua.
Nama dan jabatan penanda tangan kedua pihak tercatat pada lembar tanda tangan."""

HEAD = f"""\
{EXAMPLE}

NOTA KESEPAHAMAN
antara Pemerintah Kota Metro dan {{partner}}
tentang penyerapan produk usaha mikro, kecil, dan menengah Kota Metro

{PARTIES}
"""

LAST = """\
Pasal 5. Pemerintah Kota Metro memeriksa surat usaha para pembuat, membina pembuat yang belum memenuhi syarat, dan \
menjaga kerahasiaan angka pembelian Pihak Kedua.

Pasal 6. Kewajiban penyerapan mengikuti surat edaran Wali Kota yang berlaku dan komitmen yang dilampirkan.

Pasal 7. Nota kesepahaman ini berlaku dari {starts_on} sampai {ends_on}. Salah satu pihak dapat mengakhirinya lebih \
awal dengan alasan tertulis; pesanan yang sudah dibuat tetap diselesaikan.
"""

SHOP = f"""\
{HEAD}
Pasal 1. Para pihak bekerja sama agar produk pembuat Kota Metro yang bersertifikat tersedia dan terjual di gerai \
{{partner}}.

Pasal 2. Pihak Kedua menyediakan tempat pajang yang mudah terlihat untuk produk Kota Metro di setiap gerainya.

Pasal 3. Pihak Kedua memesan, menerima, dan mencatat pembelian produk Kota Metro melalui MB2 Metro Bangga Beli, dan \
menyampaikan total belanjanya setiap bulan.

Pasal 4. Barang beli putus dibayar dan barang titip jual diselesaikan menurut syarat dagang yang disepakati dengan \
masing-masing pembuat, paling lambat pada tanggal jatuh temponya.

{LAST}"""

TABLE = f"""\
{HEAD}
Pasal 1. Para pihak bekerja sama agar hidangan, suguhan kamar, dan perlengkapan di {{partner}} memakai produk \
pembuat Kota Metro yang bersertifikat.

Pasal 2. Pihak Kedua menyajikan produk Kota Metro kepada tamu dan menyebut asalnya pada daftar hidangan atau meja \
suguhan.

Pasal 3. Pihak Kedua memesan, menerima, dan mencatat pembelian produk Kota Metro melalui MB2 Metro Bangga Beli, dan \
menyampaikan total belanja bahan dan suguhannya setiap bulan.

Pasal 4. Pihak Kedua membayar pembuat menurut syarat dagang yang disepakati, paling lambat pada tanggal jatuh temponya.

{LAST}"""

SOUVENIR = f"""\
{HEAD}
Pasal 1. Para pihak bekerja sama agar {{partner}} menjual oleh-oleh dan kerajinan pembuat Kota Metro kepada tamu kota.

Pasal 2. Pihak Kedua menata produk Kota Metro pada rak tersendiri dengan nama pembuatnya, dan menerima titip jual \
dari pembuat yang memenuhi syarat.

Pasal 3. Pihak Kedua mencatat barang yang dibeli, dititipkan, terjual, dan dikembalikan melalui MB2 Metro Bangga \
Beli, dan menyampaikan total belanjanya setiap bulan.

Pasal 4. Barang titip jual dihitung bersama pembuat sekurangnya sekali sebulan; yang terjual dibayar paling lambat \
pada tanggal jatuh temponya.

{LAST}"""

RENEWAL = f"""\
{EXAMPLE}

PERPANJANGAN NOTA KESEPAHAMAN
antara Pemerintah Kota Metro dan {{partner}}
atas nota kesepahaman nomor {{number}}

{PARTIES}

Pasal 1. Para pihak memperpanjang nota kesepahaman nomor {{number}} dari {{starts_on}} sampai {{ends_on}}.

Pasal 2. Hak dan kewajiban para pihak dalam nota kesepahaman nomor {{number}} tetap berlaku selama masa perpanjangan, \
kecuali yang diubah di bawah ini.

Pasal 3. (Tulis perubahannya di sini, atau hapus pasal ini.)

Pasal 4. Kewajiban penyerapan mengikuti surat edaran Wali Kota yang berlaku dan komitmen yang dilampirkan.
"""

ADDENDUM = f"""\
{EXAMPLE}

ADENDUM NOTA KESEPAHAMAN
antara Pemerintah Kota Metro dan {{partner}}
atas nota kesepahaman nomor {{number}}

{PARTIES}

Pasal 1. Nota kesepahaman nomor {{number}} diubah sebagai berikut, dari {{starts_on}} sampai {{ends_on}}:

(Tulis pasal yang diubah beserta bunyi barunya di sini.)

Pasal 2. Bagian lain dari nota kesepahaman nomor {{number}} tetap berlaku.
"""

TEXTS: Mapping[MouTemplate, str] = {
    MouTemplate.SHOP: SHOP,
    MouTemplate.TABLE: TABLE,
    MouTemplate.SOUVENIR: SOUVENIR,
    MouTemplate.RENEWAL: RENEWAL,
    MouTemplate.ADDENDUM: ADDENDUM,
}
FITTING: Mapping[PartnerKind, MouTemplate] = {
    PartnerKind.HOTEL: MouTemplate.TABLE,
    PartnerKind.RESTAURANT: MouTemplate.TABLE,
    PartnerKind.CAFE: MouTemplate.TABLE,
    PartnerKind.SOUVENIR_SHOP: MouTemplate.SOUVENIR,
}


def template_for(kind: PartnerKind) -> MouTemplate:
    """What a first memorandum with a partner of this kind starts from."""
    return FITTING.get(kind, MouTemplate.SHOP)


def filled(
    template: MouTemplate,
    *,
    partner: str,
    kind: PartnerKind,
    starts_on: date,
    ends_on: date,
    number: str = "",
) -> str:
    """With names and days in words; `number` is of what is renewed or amended."""
    return TEXTS[template].format(
        partner=partner,
        kind=kind.label if kind.label.isupper() else kind.label.lower(),
        starts_on=in_words(starts_on),
        ends_on=in_words(ends_on),
        number=number,
    )


def placeholders_in(text: str) -> str | None:
    """The first part of a sample text that still waits to be filled in; None when there is none."""
    found = PLACEHOLDER.search(text)
    return found[0] if found else None


def with_days(text: str, before: tuple[date, date], after: tuple[date, date]) -> str:
    """Where the text names the days in words, it follows when they change."""
    words = dict(zip(map(in_words, before), map(in_words, after), strict=True))
    named = re.compile("|".join(rf"(?<!\d){re.escape(day)}(?!\d)" for day in words))
    return named.sub(lambda found: words[found[0]], text)


def in_words(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
