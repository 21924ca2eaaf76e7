"""What happens in audits."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class PlanEvent(Event, subject_kind="audit_plan", label=_l("Rencana audit"), public=False):
    plan_id: int


class AuditCaseEvent(Event, subject_kind="audit_case", label=_l("Kasus audit"), public=False):
    case_id: int


class FindingEvent(Event, subject_kind="audit_finding", label=_l("Temuan audit"), public=False):
    finding_id: int


class AuditPlanned(PlanEvent, action="AuditPlanned", label=_l("Audit direncanakan")):
    """All that the draw follows from; its hash in the journal is half of the seed."""

    number: str
    from_on: str
    until_on: str
    partner_id: int | None
    circular_id: int | None
    mou_id: int | None
    basis: str
    method: str
    confidence: int
    tolerable: int
    expected: int
    size: int


class SampleDrawn(PlanEvent, action="SampleDrawn", label=_l("Sampel audit diundi")):
    population_hash: str
    seed: str
    documents: int
    total: int
    items: int


class PlanAbandoned(PlanEvent, action="PlanAbandoned", label=_l("Rencana audit ditinggalkan")):
    reason: str


class AuditCaseOpened(AuditCaseEvent, action="AuditCaseOpened", label=_l("Kasus audit dibuka")):
    plan_id: int
    partner_id: int
    number: str
    due_on: str


class AuditorAssigned(AuditCaseEvent, action="AuditorAssigned", label=_l("Auditor ditugaskan")):
    user_id: int


class AuditPapersSent(AuditCaseEvent, action="AuditPapersSent", label=_l("Berkas audit diserahkan")):
    submission_id: int
    partner_id: int


class DocumentChecked(AuditCaseEvent, action="DocumentChecked", label=_l("Dokumen audit diperiksa")):
    item_id: int
    outcome: str
    book: int
    audited: int


class AuditVisitPlanned(AuditCaseEvent, action="AuditVisitPlanned", label=_l("Kunjungan audit direncanakan")):
    start_at: str


class AuditPhotoTaken(AuditCaseEvent, action="AuditPhotoTaken", label=_l("Foto audit diambil")):
    photo_id: int
    item_id: int | None


class ShelfCounted(AuditCaseEvent, action="ShelfCounted", label=_l("Rak dihitung auditor")):
    goods: int
    pieces: int


class UnrecordedDocumentFound(
    AuditCaseEvent, action="UnrecordedDocumentFound", label=_l("Nota di luar MB2 ditemukan")
):
    document_id: int
    net: int


class FindingIssued(FindingEvent, action="FindingIssued", label=_l("Temuan audit disampaikan")):
    case_id: int
    partner_id: int
    amount: int
    due_on: str


class FindingAnswered(FindingEvent, action="FindingAnswered", label=_l("Temuan audit dijawab")):
    case_id: int
    partner_id: int
    evidence_id: int


class FindingDecided(FindingEvent, action="FindingDecided", label=_l("Jawaban temuan diputuskan")):
    case_id: int
    partner_id: int
    ruling: str
    reason: str


class FindingVerified(FindingEvent, action="FindingVerified", label=_l("Tindak lanjut diperiksa")):
    case_id: int
    partner_id: int


class AuditCaseClosed(AuditCaseEvent, action="AuditCaseClosed", label=_l("Kasus audit ditutup")):
    partner_id: int
