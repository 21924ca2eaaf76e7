"""What search is told of listed products: what the catalog knows, and kinds and numbers of the papers they have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from marketplace.catalog import indexing
from marketplace.certification.queries import CertificatePaper, papers_of
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import SearchDocument


def documents(session: Session, day: date, product_ids: Collection[ProductId]) -> list[SearchDocument]:
    """Of those that are listed on that day, with the papers that are in force on it; three statements."""
    found = indexing.documents(session, day, product_ids)
    papers = papers_of(session, [ProductId(document.product_id) for document in found], day)
    return [_with_papers(document, papers[ProductId(document.product_id)]) for document in found]


def _with_papers(document: SearchDocument, papers: Sequence[CertificatePaper]) -> SearchDocument:
    return replace(
        document,
        text=" ".join([document.text, *(paper.kind for paper in papers)]),
        codes=[*document.codes, *(number for paper in papers for number in (paper.kind, paper.number))],
    )


def every_document(session: Session, day: date) -> Iterator[SearchDocument]:
    """All that is listed, read in slices while whoever builds an index asks for more."""
    for some in indexing.listed_in_slices(session, day):
        yield from documents(session, day, some)
