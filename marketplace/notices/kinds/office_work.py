"""Officials read in their inbox, once a day for each list, that something waits in it; homes have the tasks."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import exists, select

from marketplace.accounts.models import Organisation
from marketplace.audits.events import AuditPapersSent, FindingAnswered
from marketplace.catalog.events import ProductSubmitted
from marketplace.certification.events import CertificateSubmitted, RequirementChangeProposed
from marketplace.checkouts.events import GatewayEventUnclear
from marketplace.circulars.events import CircularDrafted
from marketplace.compliance.events import ObjectionRaised
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, page
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICE, OFFICER, Role
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.models import Notice
from marketplace.notices.telling import tell
from marketplace.ordering.events import DifferenceObjected, HandoverContested
from marketplace.producers.events import ProducerSubmitted
from marketplace.purchases.events import (
    FigureDeclared,
    FigureReplied,
    NameAnswered,
    PurchaseAnswered,
    RefusalAnswered,
    SaleReplied,
    SpendDeclared,
)
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.told import FigureAnswer, SaleAnswer


class OfficeWork(NamedTuple):
    """A list of the office, as a notice names it and leads to it."""

    title: Label
    link: str
    role: Role = OFFICER


REVIEWS = OfficeWork(_l("Ada ajuan yang menunggu diperiksa"), "/office/reviews")
CLAIMS = OfficeWork(_l("Ada pembelian atau penjualan yang dibantah"), "/office/claims")
WORK: dict[type[Event], OfficeWork] = {
    ProducerSubmitted: REVIEWS,
    ProductSubmitted: REVIEWS,
    CertificateSubmitted: REVIEWS,
    PurchaseAnswered: CLAIMS,
    FigureReplied: CLAIMS,
    SaleReplied: CLAIMS,
    HandoverContested: OfficeWork(_l("Ada serah terima yang dipersoalkan"), "/office/handovers"),
    DifferenceObjected: OfficeWork(_l("Ada keberatan atas selisih"), "/office/handovers"),
    ObjectionRaised: OfficeWork(_l("Ada keberatan atas angka bulan"), "/office/periods"),
    SpendDeclared: OfficeWork(_l("Ada laporan belanja yang turun"), "/office/declarations"),
    FigureDeclared: OfficeWork(_l("Ada angka mitra yang menunggu diperiksa"), "/office/figures"),
    NameAnswered: OfficeWork(_l("Ada nama pada nota yang menunggu dibenarkan"), "/office/names"),
    RefusalAnswered: OfficeWork(
        _l("Ada jawaban atas baris yang tidak dihitung"), "/office/compliance", AUDITOR
    ),
    GatewayEventUnclear: OfficeWork(_l("Ada kabar pembayaran yang perlu dilihat"), "/office/gateway-events"),
    AuditPapersSent: OfficeWork(_l("Ada berkas audit yang diserahkan"), "/office/audits", AUDITOR),
    FindingAnswered: OfficeWork(_l("Ada jawaban temuan audit"), "/office/audits", AUDITOR),
    CircularDrafted: OfficeWork(_l("Ada draf surat edaran"), "/office/circulars", APPROVER),
    RequirementChangeProposed: OfficeWork(
        _l("Ada usulan perubahan syarat"), "/office/requirements", APPROVER
    ),
}
LETTER = Letter(
    "office-work",
    _l("%(what)s"),
    _l("%(what)s. Buka daftarnya: %(link)s"),
    what=lambda title: Label(title),
    link=page,
)


@on(*WORK)
def write(uow: UnitOfWork, event: Event) -> None:
    """Nothing more of a list that they were told of today."""
    work = WORK[type(event)]
    if not _waits(uow, event) or uow.session.scalar(
        select(
            exists().where(
                Notice.letter == LETTER.name,
                Notice.link == work.link,
                Notice.made_at >= end_of(uow.today, hour=0),
            )
        )
    ):
        return
    offices = uow.session.scalars(select(Organisation.id).where(Organisation.kind == OFFICE)).all()
    about = {"what": work.title.template, "link": work.link}
    tell(uow, LETTER, dict.fromkeys(offices, about), role=work.role)


def _waits(uow: UnitOfWork, event: Event) -> bool:
    """Whether it leaves something to the office: what is agreed between the two sides does not."""
    if isinstance(event, PurchaseAnswered):
        return event.answer == Answer.DISPUTED
    if isinstance(event, FigureReplied):
        return event.answer == FigureAnswer.KEPT
    if isinstance(event, SaleReplied):
        return event.answer == SaleAnswer.DENIED
    if isinstance(event, SpendDeclared):
        return uow.get(SpendDeclaration, event.declaration_id).waits
    return True


NOTICE_KINDS.add("office_work")(NoticeKind(_l("Pekerjaan Dinas"), [LETTER], mail=False))
