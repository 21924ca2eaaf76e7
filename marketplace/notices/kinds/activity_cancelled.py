"""Who has a place at an activity, or waits for one, reads that it is called off."""

from marketplace.kernel.labels import _l
from marketplace.notices.activities import activity_letter, write_to_attendees
from marketplace.outreach.events import ActivityCancelled

LETTER = activity_letter(
    "activity-cancelled",
    _l("Kegiatan dibatalkan: %(title)s"),
    _l(
        "kegiatan “%(title)s” pada %(when)s di %(place)s dibatalkan.\n\nAlasan: %(reason)s\n\nKami mohon maaf. Jadwal"
        " lain ada di halaman kegiatan MB2."
    ),
)
write_to_attendees(ActivityCancelled, LETTER)
