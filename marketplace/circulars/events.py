"""What happens to circulars."""

from collections.abc import Mapping
from typing import Any

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l
from marketplace.partners.events import MouEvent

Changes = Mapping[str, tuple[str | None, str | None] | None]  # mark -> what was asked before and what is now


class CircularEvent(Event, subject_kind="circular", label=_l("Surat edaran")):
    circular_id: int


class ExemptionEvent(Event, subject_kind="exemption", label=_l("Pengecualian")):
    exemption_id: int


class CircularDrafted(CircularEvent, action="CircularDrafted", label=_l("Draf surat edaran dibuat")):
    number: str
    from_on: str


class CircularRewritten(CircularEvent, action="CircularRewritten", label=_l("Kepala surat edaran diubah")):
    """`changes` names each field of the head that changed, with what it was and what it is."""

    changes: dict[str, Any]


class BandsNamed(CircularEvent, action="BandsNamed", label=_l("Predikat diubah")):
    """Scores in basis points with their names, the highest first."""

    bands: list[list[Any]]


class CircularDiscarded(CircularEvent, action="CircularDiscarded", label=_l("Draf surat edaran dibuang")):
    number: str
    reason: str


class CircularRestored(CircularEvent, action="CircularRestored", label=_l("Draf surat edaran dipulihkan")):
    number: str


class ClauseWritten(CircularEvent, action="ClauseWritten", label=_l("Ketentuan ditulis")):
    clause_id: int
    code: str
    rule: str


class ClauseRemoved(CircularEvent, action="ClauseRemoved", label=_l("Ketentuan dihapus")):
    code: str


class ExemptionPrepared(CircularEvent, action="ExemptionPrepared", label=_l("Pengecualian disiapkan")):
    partner_id: int
    code: str
    decision: str
    from_on: str
    until_on: str


class PreparedExemptionRemoved(
    CircularEvent, action="PreparedExemptionRemoved", label=_l("Pengecualian yang disiapkan dihapus")
):
    partner_id: int
    code: str
    decision: str


class CircularSubmitted(CircularEvent, action="CircularSubmitted", label=_l("Draf surat edaran diajukan")):
    number: str
    approver_id: int


class CircularApproved(CircularEvent, action="CircularApproved", label=_l("Surat edaran disetujui")):
    number: str
    replaces: int | None


class ExemptionGranted(ExemptionEvent, action="ExemptionGranted", label=_l("Pengecualian diberikan")):
    partner_id: int
    clause_id: int
    decision: str
    until_on: str


class CommitmentAdded(MouEvent, action="CommitmentAdded", label=_l("Komitmen ditambahkan")):
    """A partner's promise was written into the draft of its memorandum; `changes` tells it as timelines do."""

    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


class CommitmentChanged(MouEvent, action="CommitmentChanged", label=_l("Komitmen diubah")):
    """`figures` are the new ones; where nothing but the words changed, `changes` names only the mark."""

    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


class CommitmentRemoved(MouEvent, action="CommitmentRemoved", label=_l("Komitmen dihapus")):
    code: str
    rule: str
    figures: dict[str, Any]
    changes: Changes


class CommitmentsSealed(MouEvent, action="CommitmentsSealed", label=_l("Komitmen dibekukan")):
    """What a memorandum promised when it was signed: how many, and SHA-256 over all of them."""

    count: int
    sha256: str
