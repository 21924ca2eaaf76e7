"""Letters about an account and a seat."""

from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment
from marketplace.kernel.roles import Role

RECOVERY = Letter(
    "recovery-link",
    _l("Tautan untuk mengganti kata sandi MB2"),
    _l(
        "seseorang, mungkin Anda, meminta tautan untuk mengganti kata sandi MB2. Tautan ini berlaku satu jam dan hanya"
        " sekali:\n\n%(link)s\n\nBila bukan Anda yang meminta, abaikan surat ini; kata sandi Anda tidak berubah."
    ),
)
PASSWORD_CHANGED = Letter(
    "password-changed",
    _l("Kata sandi MB2 Anda diganti"),
    _l(
        "kata sandi MB2 Anda baru saja diganti. Bila bukan Anda yang menggantinya, minta tautan baru di halaman masuk"
        " dan segera hubungi Dinas."
    ),
)
CODE_USED = Letter(
    "recovery-code-used",
    _l("Kode cadangan MB2 Anda dipakai"),
    _l(
        "salah satu kode cadangan akun MB2 Anda baru saja dipakai untuk masuk; sisa %(left)s kode. Bila bukan Anda,"
        " ganti kata sandi Anda dan segera hubungi Dinas."
    ),
)
CODES_GUESSED = Letter(
    "second-factor-guessed",
    _l("Kode masuk MB2 Anda salah berkali-kali"),
    _l(
        "seseorang, mungkin Anda, masuk ke akun MB2 Anda dengan kata sandi yang benar, lalu terlalu sering mengetik"
        " kode masuk yang salah. Upaya masuk itu diakhiri. Bila bukan Anda, kata sandi Anda diketahui orang lain: pilih"
        " “Lupa kata sandi?” di halaman masuk, buat kata sandi baru, dan segera hubungi Dinas."
    ),
)
DETAILS_CHANGED = Letter(
    "details-changed",
    _l("Data akun MB2 Anda diubah"),
    _l(
        "alamat surel atau nomor HP akun MB2 Anda baru saja diubah. Bila bukan Anda yang mengubahnya, segera hubungi"
        " Dinas; surat ini dikirim ke alamat yang lama."
    ),
)
OWNERSHIP_TRANSFERRED = Letter(
    "ownership-transferred",
    _l("Kepemilikan usaha di MB2 dialihkan"),
    _l(
        "kepemilikan %(organisation)s di MB2 Metro Bangga Beli dialihkan dari %(before)s kepada %(after)s. Bila ini"
        " tidak Anda kehendaki, segera hubungi Dinas."
    ),
)
INVITATION = Letter(
    "invitation",
    _l("Undangan ke MB2 Metro Bangga Beli"),
    _l(
        "Anda diundang menjadi %(role)s di %(organisation)s pada MB2 Metro Bangga Beli. Terima lewat tautan ini;"
        " berlaku tujuh hari dan hanya sekali:\n\n%(link)s\n\nBila Anda tidak mengenal yang mengundang, abaikan"
        " surat ini."
    ),
    role=lambda value: Role(value).label,
)
REPRESENTED = Letter(
    "business-represented",
    _l("Petugas bertindak atas nama usaha Anda"),
    _l(
        "Petugas Dinas %(officer)s bertindak atas nama %(business)s pada MB2 Metro Bangga Beli, mulai %(since)s sampai"
        " paling lambat %(until)s. Alasannya: %(reason)s\n\nSemua yang dilakukan petugas tercatat dengan namanya dan"
        " dapat Anda lihat di sini:\n\n%(page)s\n\nBila Anda tidak memintanya, hubungi Dinas."
    ),
    since=moment,
    until=moment,
)
