"""A memorandum as PDF, the same for the office and for the partner."""

from __future__ import annotations

from flask import Response, current_app, url_for

from marketplace.db.uow import UnitOfWork
from marketplace.partners.models import Mou
from marketplace.partners.papers import PromiseOnPaper, mou_pdf
from marketplace.web.commitment_texts import CommitmentText, promises_of
from marketplace.web.context import tools
from marketplace.web.printing import pdf


def mou_paper(uow: UnitOfWork, mou: Mou) -> Response:
    promises = [
        _on_paper(text) for text in promises_of(uow, mou).texts if text.pledge.mou_code == mou.public_id
    ]
    base: str = current_app.config["BASE_URL"]
    address = base.rstrip("/") + url_for("public_verify.show", code=mou.public_id)
    content = mou_pdf(uow.session, tools().documents, mou, promises=promises, address=address)
    return pdf(f"mou-{mou.number.replace('/', '-')}.pdf", content, inline=True)


def _on_paper(commitment: CommitmentText) -> PromiseOnPaper:
    """In Indonesian whatever language the visitor reads: the paper is one."""
    return PromiseOnPaper(
        code=commitment.terms.code,
        title=str(commitment.terms.rule_type.label),
        text=commitment.terms.text,
        figures=[(str(name), str(figure)) for name, figure in commitment.figures],
        conditions="; ".join(str(one) for one in commitment.conditions),
    )
