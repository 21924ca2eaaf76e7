"""A partner reads what officers and auditors found of what it stated: totals, figures, and lines that do not count."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.kernel.money import spell
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.kinds.month_news import month
from marketplace.notices.telling import tell
from marketplace.purchases.events import (
    DeclarationDecided,
    DeclarationWithdrawn,
    FigureReviewed,
    LineRefused,
    RefusalAnswered,
    RefusalDecided,
    SpendDeclared,
)
from marketplace.purchases.models.answers import AnswerRuling, Refusal
from marketplace.purchases.models.declarations import Decision, SpendDeclaration
from marketplace.purchases.models.declared_figures import FigureFinding
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

DECLARATION = Letter(
    "declaration-decided",
    _l("Laporan belanja %(month)s: %(decision)s"),
    _l("laporan belanja %(month)s diperiksa petugas: %(decision)s. %(reason)s\n\nLihat: %(link)s"),
    month=month,
    decision=lambda value: Decision(value).label,
    link=page,
)
FIGURE = Letter(
    "figure-reviewed",
    _l("Angka %(month)s: %(finding)s"),
    _l("angka yang Anda nyatakan untuk %(month)s diperiksa: %(finding)s. %(reason)s\n\nLihat: %(link)s"),
    month=month,
    finding=lambda value: FigureFinding(value).label,
    link=page,
)
REFUSED = Letter(
    "line-refused",
    _l("Satu baris pembelian tidak dihitung"),
    _l(
        "auditor tidak menghitung satu baris pembelian Anda: “%(reason)s” Bila keliru, jawab dengan bukti."
        "\n\nLihat dan jawab: %(link)s"
    ),
    link=page,
)
REFUSED_IN_PART = Letter(
    "line-refused-in-part",
    _l("Satu baris pembelian dihitung sebagian"),
    _l(
        "auditor menghitung %(amount)s dari %(total)s pada satu baris pembelian Anda: “%(reason)s” Bila keliru, jawab"
        " dengan bukti.\n\nLihat dan jawab: %(link)s"
    ),
    amount=spell,
    total=spell,
    link=page,
)
RULED = Letter(
    "refusal-decided",
    _l("Jawaban Anda atas baris yang tidak dihitung diputuskan"),
    _l("putusannya: %(ruling)s. Alasannya: %(reason)s\n\nLihat: %(link)s"),
    ruling=lambda value: AnswerRuling(value).label,
    link=page,
)


@on(DeclarationDecided)
def write_declaration(uow: UnitOfWork, event: DeclarationDecided) -> None:
    row = uow.get(SpendDeclaration, event.declaration_id)
    about = {"month": row.month, "decision": event.decision, "reason": event.reason}
    link = f"/partner/declarations/{row.public_id}"
    tell(uow, DECLARATION, {row.partner_id: about | {"link": link}}, event)


@on(FigureReviewed)
def write_figure(uow: UnitOfWork, event: FigureReviewed) -> None:
    about = {"month": event.month, "finding": event.finding, "reason": event.reason}
    tell(uow, FIGURE, {PartnerId(event.partner_id): about | {"link": "/partner/figures"}}, event)


@on(LineRefused)
def write_refused(uow: UnitOfWork, event: LineRefused) -> None:
    about: dict[str, object] = {"reason": event.reason, "link": _refusal_page(uow, event.refusal_id)}
    letter = REFUSED
    if event.audited_net:
        letter = REFUSED_IN_PART
        about |= {"amount": event.audited_net, "total": uow.get(PurchaseLine, event.line_id).net}
    tell(uow, letter, {PartnerId(event.partner_id): about}, event)


@on(RefusalDecided)
def write_ruled(uow: UnitOfWork, event: RefusalDecided) -> None:
    partner_id = uow.get(Purchase, event.purchase_id).partner_id
    about = {"ruling": event.ruling, "reason": event.reason}
    link = _refusal_page(uow, event.refusal_id)
    tell(uow, RULED, {partner_id: about | {"link": link}}, event)


def _refusal_page(uow: UnitOfWork, refusal_id: int) -> str:
    return f"/partner/compliance/refusals/{uow.get(Refusal, refusal_id).public_id}"


NOTICE_KINDS.add("declaration_decided")(
    NoticeKind(
        _l("Laporan belanja diperiksa"),
        [DECLARATION],
        must=True,
        until=[SpendDeclared, DeclarationWithdrawn],
    )
)
NOTICE_KINDS.add("figure_reviewed")(NoticeKind(_l("Angka diperiksa"), [FIGURE], must=True))
NOTICE_KINDS.add("line_refused")(
    NoticeKind(
        _l("Baris tidak dihitung"),
        [REFUSED, REFUSED_IN_PART],
        must=True,
        until=[RefusalAnswered, RefusalDecided],
    )
)
NOTICE_KINDS.add("refusal_decided")(NoticeKind(_l("Putusan atas baris"), [RULED], must=True))
