"""The lives of an activity, of somebody's place in it, and of a licence case."""

from __future__ import annotations

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move
from marketplace.outreach.models import Activity, AttendanceState, CaseState


class ActivityStatus(Labelled):
    """Of an activity: what its moments add up to."""

    DRAFT = "draft", _l("Belum diumumkan")
    ANNOUNCED = "announced", _l("Diumumkan")
    CANCELLED = "cancelled", _l("Dibatalkan")
    CLOSED = "closed", _l("Selesai")


def activity_status(activity: Activity) -> ActivityStatus:
    if activity.cancelled_at is not None:
        return ActivityStatus.CANCELLED
    if activity.closed_at is not None:
        return ActivityStatus.CLOSED
    return ActivityStatus.DRAFT if activity.announced_at is None else ActivityStatus.ANNOUNCED


REGISTERED, WAITLISTED, PRESENT, ABSENT, CANCELLED = AttendanceState
HOLD_A_PLACE = (REGISTERED, PRESENT)

PROMOTE = Move(_l("Beri tempat"), WAITLISTED, to=REGISTERED)
ARRIVE = Move(_l("Catat hadir"), REGISTERED, WAITLISTED, ABSENT, CANCELLED, to=PRESENT)
TAKE_BACK = Move(_l("Batalkan catatan hadir"), PRESENT, to=REGISTERED)
WITHDRAW = Move(_l("Batalkan pendaftaran"), REGISTERED, WAITLISTED, to=AttendanceState.CANCELLED)
MISS = Move(_l("Catat tidak hadir"), REGISTERED, to=ABSENT)
RETURN = Move(_l("Daftar lagi"), AttendanceState.CANCELLED, to=REGISTERED)
QUEUE_AGAIN = Move(_l("Daftar lagi, menunggu tempat"), AttendanceState.CANCELLED, to=WAITLISTED)

ATTENDANCE_LIFECYCLE = (PROMOTE, ARRIVE, TAKE_BACK, WITHDRAW, MISS, RETURN, QUEUE_AGAIN)

OPEN, SENT, ISSUED, CLOSED = CaseState
UNDER_WAY = (OPEN, SENT)

SEND = Move(_l("Kirim ke penerbit"), OPEN, to=SENT)
ISSUE = Move(_l("Catat terbit"), OPEN, SENT, to=ISSUED)
CLOSE = Move(_l("Tutup"), OPEN, SENT, to=CLOSED)

CASE_LIFECYCLE = (SEND, ISSUE, CLOSE)
