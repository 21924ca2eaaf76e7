"""Who waited for a place at an activity reads that it is theirs now."""

from marketplace.kernel.labels import _l
from marketplace.notices.activities import activity_letter, write_to_attendees
from marketplace.outreach.events import PlacePromoted

LETTER = activity_letter(
    "place-given",
    _l("Anda mendapat tempat: %(title)s"),
    _l(
        "ada tempat kosong, dan sekarang tempat itu milik Anda: “%(title)s” pada %(when)s di %(place)s. Sebut kode"
        " %(code)s di meja pendaftaran. Bila Anda tidak dapat datang, beri tahu kami agar tempatnya dipakai orang"
        " lain."
    ),
)
write_to_attendees(PlacePromoted, LETTER)
