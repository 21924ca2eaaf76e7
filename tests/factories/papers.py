"""Numbered papers for tests, and the words on a PDF."""

import io

import pypdf
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.states import PaperKind
from tests.conftest import NOW


def make_paper(session: Session, of: Order | Handover, kind: PaperKind, number: str | None = None) -> Paper:
    """Its issuer's next of this kind in 2026; the first paper of a document carries its number."""
    issuer = of.partner_id if isinstance(of, Order) else of.issuer_id
    last = select(func.max(Paper.sequence)).filter_by(issuer_id=issuer, kind=kind, year=2026)
    sequence = (session.scalar(last) or 0) + 1
    paper = Paper(
        issuer_id=issuer,
        kind=kind,
        year=2026,
        sequence=sequence,
        number=number or f"{sequence:04}/{kind.value}/XI/2026",
        order_id=of.id if isinstance(of, Order) else None,
        handover_id=of.id if isinstance(of, Handover) else None,
        issued_at=NOW,
    )
    session.add(paper)
    session.commit()
    return paper


def pages_of(content: bytes) -> list[str]:
    """The text of each page, with single blanks."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def width_of(content: bytes) -> int:
    """In millimetres."""
    return round(float(pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox.width) / 72 * 25.4)
