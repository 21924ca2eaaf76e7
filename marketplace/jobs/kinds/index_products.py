"""Search knows what is listed."""

from collections.abc import Sequence

from marketplace.catalog.indexing import documents
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.ids import ProductId
from marketplace.ports.toolbox import Toolbox


@JOBS.add("index_products")
def index_products(uow: UnitOfWork, tools: Toolbox, *, product_ids: Sequence[ProductId]) -> None:
    """Run twice, it reads what is listed now and writes the same over itself.

    An index that is not there, or of another version, is built anew from everything that is listed.
    """
    if not tools.search.ready():
        tools.search.rebuild(documents(uow.session, uow.today))
        return
    found = documents(uow.session, uow.today, product_ids)
    gone = set(product_ids) - {document.product_id for document in found}
    tools.search.index(found, gone)
