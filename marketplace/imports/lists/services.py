"""The city's lists come in: checked, then written whole or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies
from marketplace.imports.batches import bytes_of, new_batch, open_batch, store_batch
from marketplace.imports.events import ListImported
from marketplace.imports.lists.lines import CityList, read_lines
from marketplace.imports.lists.producers import ProducerChecks, ProducerLine, write_producers
from marketplace.imports.lists.products import ProductChecks, ProductLine, write_products
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox
from marketplace.sheets.opening import open_book

LISTS = (BatchKind.PRODUCERS, BatchKind.PRODUCTS)
CITY = OrganisationId(1)  # the office, seeded by the first migration


@dataclass(frozen=True)
class ListOutcome:
    batch: ImportBatch
    city_list: CityList[Any]


def read_list(
    uow: UnitOfWork, tools: Toolbox, kind: BatchKind, *, content: bytes, name: str
) -> CityList[Any]:
    """Only reads. Raises Refused when the file cannot be opened or has other columns."""
    book = open_book(tools.sheets, content, name)
    if kind is BatchKind.PRODUCERS:
        return read_lines(book, ProducerLine, ProducerChecks(uow.session))
    return read_lines(book, ProductLine, ProductChecks(uow.session))


def check_list(uow: UnitOfWork, tools: Toolbox, kind: BatchKind, *, content: bytes, name: str) -> ListOutcome:
    """Keep the file and say what is in it; nothing else is written yet. For officers."""
    uow.demand(policies.officer, None)
    batch = new_batch(uow, kind, CITY)
    city_list = read_list(uow, tools, kind, content=content, name=name)
    batch.good, batch.bad = city_list.good, len(city_list.bad)
    return ListOutcome(store_batch(uow, tools, batch, content=content, name=name), city_list)


def commit_list(uow: UnitOfWork, tools: Toolbox, batch_id: int, *, since: date | None = None) -> ListOutcome:
    """Write every line that is new, all or none; `batch.written` counts them.

    Makers of the list are local from `since` on; without it there is no lower bound. Refused for a day to come,
    and when the batch is committed or dropped already.
    """
    uow.demand(policies.officer, None)
    if since is not None and since > uow.today:
        raise Refused(_l("Tanggal mulai belum tiba; isi paling akhir hari ini."), field="since")
    batch = open_batch(uow, batch_id, LISTS)
    city_list = read_stored_list(uow, tools, batch)
    if batch.kind is BatchKind.PRODUCERS:
        batch.written = write_producers(uow, city_list.fresh, since=since)
    else:
        batch.written = write_products(uow, city_list.fresh)
    batch.good, batch.bad = city_list.good, len(city_list.bad)
    uow.emit(ListImported(import_batch_id=batch.id, kind=batch.kind.value, written=batch.written))
    return ListOutcome(batch, city_list)


def read_stored_list(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> CityList[Any]:
    """The list as its file says it, in the light of what is known now."""
    content, name = bytes_of(uow, tools, batch)
    return read_list(uow, tools, batch.kind, content=content, name=name)
