"""What happens in outreach. People are numbers here: their names and telephones stay in their own rows."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(Event):
    activity_id: int
    kind: str
    capacity: int


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """`changed` names the fields, not what stands in them."""

    activity_id: int
    changed: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, kw_only=True)
class ActivityAnnounced(Event):
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled(Event):
    activity_id: int
    reason: str
    told: int  # how many had an address to write to


@dataclass(frozen=True, kw_only=True)
class ActivityClosed(Event):
    activity_id: int
    present: int
    absent: int


@dataclass(frozen=True, kw_only=True)
class AttendeesHandedOut(Event):
    """A list of `people` with their telephone numbers left the program."""

    activity_id: int
    people: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class CandidateEntered(Event):
    candidate_id: int


@dataclass(frozen=True, kw_only=True)
class CandidateCorrected(Event):
    """`changed` names the fields, not what stands in them."""

    candidate_id: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CandidateBecameMaker(Event):
    candidate_id: int
    producer_id: int


@dataclass(frozen=True, kw_only=True)
class CandidateErased(Event):
    candidate_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Event):
    attendance_id: int
    activity_id: int
    candidate_id: int
    waitlisted: bool


@dataclass(frozen=True, kw_only=True)
class PlacePromoted(Event):
    attendance_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceGivenUp(Event):
    attendance_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class AttendeeArrived(Event):
    attendance_id: int
    activity_id: int
    walk_in: bool


@dataclass(frozen=True, kw_only=True)
class ArrivalTakenBack(Event):
    attendance_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    case_id: int
    kind: str
    candidate_id: int | None
    producer_id: int | None
    activity_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseStepTicked(Event):
    case_id: int
    step: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class CaseBlocked(Event):
    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseUnblocked(Event):
    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseSent(Event):
    case_id: int
    external_ref: str


@dataclass(frozen=True, kw_only=True)
class CaseIssued(Event):
    case_id: int
    certificate_id: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    case_id: int
    reason: str
