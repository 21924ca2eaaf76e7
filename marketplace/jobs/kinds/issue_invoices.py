"""Invoices that makers and shops agreed to have issued by themselves."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.ordering.invoicing import TermsBill, bills_by_terms, invoice_by_terms
from marketplace.ordering.states import Invoicing
from marketplace.ports.toolbox import Toolbox


@JOBS.add("issue_invoices")
def issue_invoices(uow: UnitOfWork, tools: Toolbox) -> None:
    """Each shop's bills of a maker get a row of their own, so one that fails stops no other.

    Run twice, it writes rows twice, and each of them asks again what was never billed.
    """
    uow.later_each("issue_invoice", [bill._asdict() for bill in bills_by_terms(uow.session, uow.today)])


@JOBS.add("issue_invoice")
def issue_invoice(
    uow: UnitOfWork, tools: Toolbox, *, payee_id: ProducerId, payer_id: PartnerId, how: str
) -> None:
    """In one transaction with its mark, so after a crash nothing or all of it stands. The second time finds nothing."""
    invoice_by_terms(uow, TermsBill(payee_id, payer_id, Invoicing(how)))
