"""What happens to months that are judged."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class PeriodEvent(Event, subject_kind="period", label=_l("Bulan")):
    period_id: int


class ReportEvent(Event, subject_kind="report", label=_l("Laporan")):
    report_id: int


class MonthMadeProvisional(
    PeriodEvent, action="MonthMadeProvisional", label=_l("Hasil sementara bulan dibuat")
):
    month: str
    objections_until: str


class ObjectionRaised(PeriodEvent, action="ObjectionRaised", label=_l("Keberatan diajukan")):
    objection_id: int
    partner_id: int
    month: str


class ObjectionAnswered(PeriodEvent, action="ObjectionAnswered", label=_l("Keberatan dijawab")):
    objection_id: int
    partner_id: int
    month: str
    ruling: str


class ReportPublished(ReportEvent, action="ReportPublished", label=_l("Laporan diterbitkan")):
    month: str
    number: str
    sha256: str
    supersedes_id: int | None
    cause: str


class OfficeKeyEvent(Event, subject_kind="office_key", label=_l("Kunci tanda tangan kantor")):
    key_id: int  # 1 for the key that followed the first


class OfficeKeyRotated(OfficeKeyEvent, action="OfficeKeyRotated", label=_l("Kunci tanda tangan diganti")):
    """`statement` names both keys and where the journal stood; each key signed it."""

    statement: str
    signed_by_old: str
    signed_by_new: str
