"""Search knows what is listed."""

from collections.abc import Iterator, Sequence
from functools import cache

from marketplace.certification.search_documents import documents, every_document
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import SearchDocument
from marketplace.ports.toolbox import Toolbox


@JOBS.add("index_products")
@outward
def index_products(uow: UnitOfWork, tools: Toolbox, *, product_ids: Sequence[ProductId]) -> None:
    """Run twice, it reads what is listed now and writes the same over itself.

    The engine reads from us once it is our turn to write: of two jobs for one product, the one that writes last has
    then read last. An index that is not there, or of another version, is built anew from everything that is listed.
    """
    if not tools.search.ready():
        tools.search.rebuild(every_document(uow.session, uow.today))
        return

    @cache
    def found() -> Sequence[SearchDocument]:
        return documents(uow.session, uow.today, product_ids)

    def listed() -> Iterator[SearchDocument]:
        yield from found()

    def gone() -> Iterator[int]:
        yield from set(product_ids) - {document.product_id for document in found()}

    tools.search.index(listed(), gone())
