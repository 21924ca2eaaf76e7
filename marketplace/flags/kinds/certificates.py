"""What proves a product on the day of its purchase had run out by then, or was shown only later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Product
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import MonthLedger
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.letters import day, rupiah
from marketplace.kernel.review import APPROVED

LATE = timedelta(days=7)  # between a purchase and the day on which its certificate was handed in


class PaperFault(Labelled):
    EXPIRED = "expired", _l("sudah habis masa berlakunya")
    LATE = "late", _l("baru diserahkan")


class ProductPaper(NamedTuple):
    """A certificate that covers a product; `since` is the day on which it was handed in."""

    kind: str
    number: str
    issued_on: date
    expires_on: date | None
    since: date

    def holds(self, day: date) -> bool:
        return self.issued_on <= day and (self.expires_on is None or self.expires_on >= day)


def paper_fault(papers: Sequence[ProductPaper], day: date) -> tuple[PaperFault, ProductPaper] | None:
    """Of papers of one kind; None where one held and was known in time, and where none was issued by then."""
    held = [one for one in papers if one.holds(day)]
    if held:
        first = min(held, key=lambda one: one.since)
        return (PaperFault.LATE, first) if first.since > day + LATE else None
    over = [one for one in papers if one.expires_on is not None and one.expires_on < day]
    return (PaperFault.EXPIRED, max(over, key=lambda one: one.expires_on or day)) if over else None


def papers_by_product(
    session: Session, products: set[int]
) -> Mapping[int, Mapping[str, Sequence[ProductPaper]]]:
    """Approved certificates of these products by kind: those that name them, and those of their whole"
    " maker."""
    named = select(CertificateProduct.certificate_id)
    covers = or_(
        CertificateProduct.product_id == Product.id,
        Certificate.id.not_in(named),
    )
    query = (
        select(
            Product.id,
            Certificate.kind,
            Certificate.number,
            Certificate.issued_on,
            Certificate.expires_on,
            Certificate.created_at,
        )
        .join(Certificate, Certificate.producer_id == Product.producer_id)
        .outerjoin(
            CertificateProduct,
            (CertificateProduct.certificate_id == Certificate.id)
            & (CertificateProduct.product_id == Product.id),
        )
        .where(covers, Certificate.state == APPROVED, Certificate.revoked_on.is_(None))
    )
    found: defaultdict[int, defaultdict[str, list[ProductPaper]]] = defaultdict(lambda: defaultdict(list))
    for product, kind, number, issued_on, expires_on, created_at in session.execute(query):
        if product in products:
            since: datetime = created_at
            found[product][kind].append(ProductPaper(kind, number, issued_on, expires_on, day_of(since)))
    return found


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    papers = papers_by_product(ledger.session, {line.product_id for line in ledger.lines})
    for line in ledger.lines:
        for kind, some in papers.get(line.product_id, {}).items():
            if line.net > 0 and (fault := paper_fault(some, line.day)):
                what, paper = fault
                on = paper.since if what is PaperFault.LATE else paper.expires_on
                figures = {
                    "product": line.product,
                    "maker": line.maker,
                    "day": line.day.isoformat(),
                    "net": line.net,
                    "paper": kind,
                    "number": paper.number,
                    "fault": what.value,
                    "on": (on or line.day).isoformat(),
                }
                yield FlagHit(f"{line.id}-{kind}", line.partner_id, figures, line.purchase_id)


def _paper(kind: str) -> Label:
    return KINDS[kind].label


def _fault(word: str) -> Label:
    return PaperFault(word).label


FLAGS.add("certificates")(
    FlagKind(
        _l("Surat habis atau terlambat"),
        _l("Surat produk sudah habis pada hari pembelian, atau diserahkan lebih dari tujuh hari sesudahnya."),
        _l(
            "%(product)s dari %(maker)s dibeli pada %(day)s (%(net)s); %(paper)s %(number)s %(fault)s"
            " pada %(on)s."
        ),
        "PP 28/2025; Perka BPOM 22/2018: what is sold needs a valid permit on that day",
        find,
        {"day": day, "net": rupiah, "paper": _paper, "fault": _fault, "on": day},
    )
)
