"""A month made ready to be handed over: as its report has it, else as the books have it today."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.compliance import policies
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.freezing import read_document
from marketplace.compliance.frozen import inputs_in, month_in
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.models import Report
from marketplace.compliance.public_purchases import PUBLIC, PublicPurchase, public_purchases
from marketplace.compliance.queries import evaluate_month, latest_report
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month


def paper_of(
    uow: UnitOfWork,
    month: Month,
    address_of: Callable[[str], str],
    *,
    report: Report | None = None,
    form: type[Format] = Format,
) -> ReportPaper:
    """What a `form` needs to be written; `address_of` turns a report's public id into the page that vouches for it."""
    uow.demand(policies.SEE_ALL, month)
    report = report or latest_report(uow.session, month)
    if report is None:
        result = evaluate_month(uow.session, month)
        return ReportPaper(result=result, made_on=uow.today, purchases=_purchases(uow, month, form, None))
    document = read_document(report.document)
    signer = uow.session.scalar(select(User.name).filter_by(id=report.signed_by)) or ""
    return ReportPaper(
        result=month_in(uow.session, report),
        made_on=day_of(report.signed_at),
        report=report,
        signer=signer,
        address=address_of(report.public_id),
        open_matters=document.open_matters,
        reason=document.reason,
        purchases=_purchases(uow, month, form, report),
    )


def _purchases(
    uow: UnitOfWork, month: Month, form: type[Format], report: Report | None
) -> Sequence[PublicPurchase]:
    """By the rows that were frozen with the report, else by those of today."""
    if not form.reads_purchases:
        return ()
    if report is None:
        inputs = inputs_of(uow.session, month)
        circular, partners = inputs.circular, inputs.partners
    else:
        result = month_in(uow.session, report)
        offices = [one.partner.public_id for one in result.partners if one.partner.kind in PUBLIC]
        found = [inputs_in(uow.session, report, public_id) for public_id in offices]
        circular, partners = result.circular, tuple(one for one in found if one)
    return public_purchases(uow.session, month, partners, circular.excluded if circular else ())


def format_named(key: str) -> type[Format]:
    """Raises NotFound for a format there is none of."""
    if key not in FORMATS:
        raise NotFound(f"format {key}")
    return FORMATS[key]


def file_name(paper: ReportPaper, form: type[Format]) -> str:
    return f"mb2-{paper.result.month}{'' if paper.report else '-sementara'}.{form.suffix}"
