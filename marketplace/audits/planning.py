"""Write a plan down, draw its sample, or say why it is not followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.audits import policies
from marketplace.audits.drawing import Draws, seed_of
from marketplace.audits.events import AuditPlanned, PlanAbandoned, SampleDrawn
from marketplace.audits.methods.base import METHODS, Chosen, Sample
from marketplace.audits.models.cases import AuditCase
from marketplace.audits.models.plans import AuditAbandonment, AuditDraw, AuditItem, AuditPlan
from marketplace.audits.populating import ReadPopulation
from marketplace.audits.population import AuditDocument, as_csv, worth
from marketplace.audits.risks import weighed_csv
from marketplace.audits.sizing import MOST, sample_size
from marketplace.circulars.models import Circular
from marketplace.circulars.states import APPROVED
from marketplace.db.numbering import document_number
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.files.services import store_attachment
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CircularId, PartnerId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT
from marketplace.ports.storage import Storage

SERIES = "AUD"


@dataclass(frozen=True, kw_only=True)
class PlanDetails:
    """What an auditor says of a plan; shares in basis points. `size` None for the smallest that is enough."""

    first: Month
    last: Month
    partner_id: PartnerId | None = None
    circular_id: CircularId | None = None
    mou_id: int | None = None
    basis: str
    method: str
    confidence: int
    tolerable: int
    expected: int
    size: int | None = None


def plan_audit(uow: UnitOfWork, details: PlanDetails) -> AuditPlan:
    """Refused for a period that is not over, a basis that does not hold, and a sample that is too small."""
    uow.demand(policies.PLAN, None)
    if details.last < details.first or details.last.last_day >= uow.today:
        raise Refused(_l("Pilih bulan yang sudah lewat, dari yang awal ke yang akhir."), field="last")
    _demand_basis(uow, details)
    size = _size_of(details)
    plan = uow.add(
        AuditPlan(
            number=document_number(uow, issuer_id=uow.actor.organisation, kind=SERIES),
            from_on=details.first.first_day,
            until_on=details.last.last_day,
            partner_id=details.partner_id,
            circular_id=details.circular_id,
            mou_id=details.mou_id,
            basis=details.basis,
            method=details.method,
            confidence=details.confidence,
            tolerable=details.tolerable,
            expected=details.expected,
            size=size,
            prepared_by=uow.actor.user_id,
            prepared_at=uow.now,
        )
    )
    uow.emit(AuditPlanned(plan_id=plan.id, **_told(plan)))
    return plan


def _told(plan: AuditPlan) -> Mapping[str, Any]:
    days = {"from_on": plan.from_on.isoformat(), "until_on": plan.until_on.isoformat()}
    names = (
        *("number", "partner_id", "circular_id", "mou_id", "basis", "method"),
        *("confidence", "tolerable", "expected", "size"),
    )
    return days | {name: getattr(plan, name) for name in names}


def _demand_basis(uow: UnitOfWork, details: PlanDetails) -> None:
    if details.mou_id is not None:
        mou = uow.get(Mou, details.mou_id)
        if mou.partner_id != details.partner_id or mou.state is DRAFT:
            raise Refused(
                _l("MoU hanya menjadi dasar untuk mitranya sendiri; pilih mitra itu."), field="ground"
            )
    elif details.circular_id is None or uow.get(Circular, details.circular_id).state is not APPROVED:
        raise Refused(_l("Pilih surat edaran yang sudah disetujui, atau MoU mitranya."), field="ground")


def _size_of(details: PlanDetails) -> int:
    """What was asked for; where the result speaks of what was not drawn, no less than that needs."""
    least = sample_size(confidence=details.confidence, tolerable=details.tolerable, expected=details.expected)
    if not METHODS[details.method].projects:
        least = 1 if details.size else least
    if least is None:
        raise Refused(
            _l(
                "Salah saji yang diperkirakan terlalu dekat dengan yang dapat diterima: perlu lebih dari %(most)s"
                " dokumen.",
                most=MOST,
            ),
            field="expected",
        )
    if details.size is not None and details.size < least:
        raise Refused(_l("Paling sedikit %(least)s dokumen untuk keyakinan ini.", least=least), field="size")
    return details.size or least


def draw_sample(uow: UnitOfWork, storage: Storage, plan_id: int, read: ReadPopulation) -> AuditDraw:
    """Choose the documents from what was read beforehand: one seed, so one sample, and none after it.

    Refused for a plan that was drawn or abandoned, and where there is nothing to draw from.
    """
    plan = uow.get(AuditPlan, plan_id, lock=True)
    uow.demand(policies.PLAN, plan)
    _demand_open(uow, plan)
    if uow.session.get(AuditDraw, plan.id) is not None:
        raise Refused(_l("Sampel rencana ini sudah diundi."))
    if not read.documents:
        raise Refused(_l("Tidak ada dokumen pembelian lokal di masa ini, jadi tidak ada yang diundi."))
    weighed = METHODS[plan.method].weighs_risks
    content = weighed_csv(read.documents) if weighed else as_csv(read.documents)
    kept = store_attachment(uow, storage, content=content, name="populasi.csv", kind=AttachmentKind.DOCUMENT)
    seed = seed_of(read.plan_hash, kept.sha256)
    sample = METHODS[plan.method].draw(read.documents, plan.size, Draws(seed))
    draw = _write_draw(uow, plan, read, sample, seed=seed, file=kept)
    uow.emit(
        SampleDrawn(
            plan_id=plan.id,
            population_hash=draw.population_hash,
            seed=seed,
            documents=draw.documents,
            total=draw.total,
            items=draw.items,
        )
    )
    return draw


def _write_draw(
    uow: UnitOfWork, plan: AuditPlan, read: ReadPopulation, sample: Sample, *, seed: str, file: Attachment
) -> AuditDraw:
    draw = uow.add(
        AuditDraw(
            plan_id=plan.id,
            plan_hash=read.plan_hash,
            population_hash=file.sha256,
            seed=seed,
            documents=len(read.documents),
            total=Rupiah(worth(read.documents)),
            interval=None if sample.interval is None else Rupiah(sample.interval),
            items=len(sample.chosen),
            file_id=file.id,
            drawn_by=uow.actor.user_id,
            drawn_at=uow.now,
        )
    )
    uow.session.add_all(
        _item(plan, place, read.documents[one.place], one) for place, one in enumerate(sample.chosen, start=1)
    )
    uow.session.flush()
    return draw


def _item(plan: AuditPlan, place: int, document: AuditDocument, chosen: Chosen) -> AuditItem:
    return AuditItem(
        plan_id=plan.id,
        place=place,
        partner_id=PartnerId(document.partner_id),
        producer_id=ProducerId(document.seller),
        document=document.document,
        number=document.number,
        day=document.day,
        net=Rupiah(document.net),
        certain=chosen.certain,
        drawn_number=chosen.number,
        risks=list(chosen.risks),
        purchases=list(document.purchases),
    )


def abandon_plan(uow: UnitOfWork, plan_id: int, *, reason: str) -> AuditAbandonment:
    """It stays to be seen, with its sample if there is one. Refused once a case was opened, and twice."""
    plan = uow.get(AuditPlan, plan_id, lock=True)
    uow.demand(policies.PLAN, plan)
    _demand_open(uow, plan)
    if uow.session.query(AuditCase.id).filter_by(plan_id=plan.id).first() is not None:
        raise Refused(_l("Kasus dari rencana ini sudah dibuka; selesaikan kasusnya."))
    row = uow.add(
        AuditAbandonment(plan_id=plan.id, reason=reason, abandoned_by=uow.actor.user_id, abandoned_at=uow.now)
    )
    uow.emit(PlanAbandoned(plan_id=plan.id, reason=reason))
    return row


def _demand_open(uow: UnitOfWork, plan: AuditPlan) -> None:
    if uow.session.get(AuditAbandonment, plan.id) is not None:
        raise Refused(_l("Rencana ini sudah ditinggalkan; buat rencana baru."))
