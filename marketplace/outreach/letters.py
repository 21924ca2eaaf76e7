"""Letters to people who registered for an activity."""

from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment

CANCELLED = Letter(
    "activity-cancelled",
    _l("Kegiatan dibatalkan: %(title)s"),
    _l(
        "kegiatan “%(title)s” pada %(when)s di %(place)s dibatalkan.\n\nAlasan: %(reason)s\n\nKami mohon maaf. Jadwal"
        " lain ada di halaman kegiatan MB2."
    ),
    when=moment,
)
MOVED = Letter(
    "activity-moved",
    _l("Jadwal berubah: %(title)s"),
    _l(
        "kegiatan “%(title)s” sekarang pada %(when)s di %(place)s. Tempat Anda tetap ada; kode Anda %(code)s."
    ),
    when=moment,
)
PROMOTED = Letter(
    "place-given",
    _l("Anda mendapat tempat: %(title)s"),
    _l(
        "ada tempat kosong, dan sekarang tempat itu milik Anda: “%(title)s” pada %(when)s di %(place)s. Sebut kode"
        " %(code)s di meja pendaftaran. Bila Anda tidak dapat datang, beri tahu kami agar tempatnya dipakai orang"
        " lain."
    ),
    when=moment,
)
