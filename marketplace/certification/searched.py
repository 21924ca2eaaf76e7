"""What search is told of listed products: what the catalog knows, and the numbers of the papers they have."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from marketplace.catalog import indexing
from marketplace.certification.queries import papers_of
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import Document


def documents(session: Session, day: date, product_ids: Collection[ProductId]) -> list[Document]:
    """Of those that are listed on that day, with the numbers that are in force on it; three statements."""
    found = indexing.documents(session, day, product_ids)
    papers = papers_of(session, [ProductId(document.product_id) for document in found], day)
    return [
        replace(
            document,
            codes=[*document.codes, *(paper.number for paper in papers[ProductId(document.product_id)])],
        )
        for document in found
    ]


def every_document(session: Session, day: date) -> Iterator[Document]:
    """All that is listed, read in slices while whoever builds an index asks for more."""
    for some in indexing.listed_in_slices(session, day):
        yield from documents(session, day, some)
