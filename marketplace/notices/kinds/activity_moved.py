"""Who has a place at an activity, or waits for one, reads its new time and place."""

from marketplace.kernel.labels import _l
from marketplace.notices.activities import activity_letter, write_to_attendees
from marketplace.outreach.events import ActivityChanged

MOVES = {"place", "starts_at", "ends_at"}
LETTER = activity_letter(
    "activity-moved",
    _l("Jadwal berubah: %(title)s"),
    _l(
        "kegiatan “%(title)s” sekarang pada %(when)s di %(place)s. Tempat Anda tetap ada; kode Anda %(code)s."
    ),
)
write_to_attendees(ActivityChanged, LETTER, when=lambda event: not MOVES.isdisjoint(event.changed))
