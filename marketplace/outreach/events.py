"""What happens in outreach. People are numbers here: their names and telephones stay in their own rows."""

from __future__ import annotations

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class ActivityEvent(Event, subject_kind="activity", label=_l("Kegiatan")):
    activity_id: int


class CandidateEvent(Event, subject_kind="candidate", label=_l("Calon pembuat")):
    candidate_id: int


class AttendanceEvent(Event, subject_kind="attendance", label=_l("Kehadiran")):
    attendance_id: int


class CaseEvent(Event, subject_kind="case", label=_l("Urusan surat")):
    case_id: int


class ActivityPlanned(ActivityEvent, action="ActivityPlanned", label=_l("Kegiatan direncanakan")):
    kind: str
    capacity: int


class ActivityChanged(ActivityEvent, action="ActivityChanged", label=_l("Kegiatan diubah")):
    """`changed` names the fields, not what stands in them."""

    changed: tuple[str, ...]
    capacity: int


class ActivityAnnounced(ActivityEvent, action="ActivityAnnounced", label=_l("Kegiatan diumumkan")):
    pass


class ActivityCancelled(ActivityEvent, action="ActivityCancelled", label=_l("Kegiatan dibatalkan")):
    reason: str
    told: int  # how many had an address to write to


class ActivityClosed(ActivityEvent, action="ActivityClosed", label=_l("Kegiatan ditutup")):
    present: int
    absent: int


class FloodUndone(ActivityEvent, action="FloodUndone", label=_l("Pendaftaran beruntun dibatalkan")):
    """So many `places` that one source had taken."""

    places: int
    reason: str


class AttendeesHandedOut(ActivityEvent, action="AttendeesHandedOut", label=_l("Daftar peserta diunduh")):
    """A list of `people` with their telephone numbers left the program."""

    people: int
    purpose: str


class CandidateEntered(CandidateEvent, action="CandidateEntered", label=_l("Calon pembuat dicatat")):
    pass


class CandidateCorrected(
    CandidateEvent, action="CandidateCorrected", label=_l("Data calon pembuat diperbaiki")
):
    """`changed` names the fields, not what stands in them."""

    changed: tuple[str, ...]


class CandidateBecameMaker(CandidateEvent, action="CandidateBecameMaker", label=_l("Calon menjadi pembuat")):
    producer_id: int


class CandidateErased(CandidateEvent, action="CandidateErased", label=_l("Data calon pembuat dihapus")):
    pass


class PlaceTaken(AttendanceEvent, action="PlaceTaken", label=_l("Tempat didaftar")):
    activity_id: int
    candidate_id: int
    waitlisted: bool


class PlacePromoted(AttendanceEvent, action="PlacePromoted", label=_l("Naik dari daftar tunggu")):
    activity_id: int


class PlaceGivenUp(AttendanceEvent, action="PlaceGivenUp", label=_l("Pendaftaran dibatalkan")):
    activity_id: int


class AttendeeArrived(AttendanceEvent, action="AttendeeArrived", label=_l("Kehadiran dicatat")):
    activity_id: int
    walk_in: bool


class ArrivalTakenBack(AttendanceEvent, action="ArrivalTakenBack", label=_l("Catatan hadir dibatalkan")):
    activity_id: int


class CaseOpened(CaseEvent, action="CaseOpened", label=_l("Urusan surat dibuka")):
    kind: str
    candidate_id: int | None
    producer_id: int | None
    activity_id: int | None


class CaseStepTicked(CaseEvent, action="CaseStepTicked", label=_l("Langkah urusan ditandai")):
    step: str
    done: bool


class CaseBlocked(CaseEvent, action="CaseBlocked", label=_l("Urusan surat terhambat")):
    pass


class CaseUnblocked(CaseEvent, action="CaseUnblocked", label=_l("Hambatan urusan selesai")):
    pass


class CaseSent(CaseEvent, action="CaseSent", label=_l("Urusan dikirim ke penerbit")):
    external_ref: str


class CaseIssued(CaseEvent, action="CaseIssued", label=_l("Surat dari urusan terbit")):
    certificate_id: int


class CaseClosed(CaseEvent, action="CaseClosed", label=_l("Urusan surat ditutup")):
    reason: str
