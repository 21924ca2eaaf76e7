"""The city's lists come in: checked, then written whole or dropped.

A list is read in a unit that only reads; the one that writes is handed what was read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies
from marketplace.imports.batches import bytes_of, new_batch, open_batch, store_batch
from marketplace.imports.events import ListImported
from marketplace.imports.lists.lines import Checks, CityList, read_lines
from marketplace.imports.lists.producers import ProducerChecks, ProducerLine, write_producers
from marketplace.imports.lists.products import ProductChecks, ProductLine, write_products
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox
from marketplace.sheets.opening import open_book

LISTS = (BatchKind.PRODUCERS, BatchKind.PRODUCTS)
STALE = _l("Daftar kota baru saja berubah, jadi belum ada yang ditulis. Periksa lagi, lalu ambil.")
CITY = OrganisationId(1)  # the office, seeded by the first migration


def read_list(
    uow: UnitOfWork, tools: Toolbox, kind: BatchKind, *, content: bytes, name: str
) -> CityList[Any]:
    """Only reads. Raises Refused when the file cannot be opened or has other columns."""
    book = open_book(tools.sheets, content, name)
    if kind is BatchKind.PRODUCERS:
        return read_lines(book, ProducerLine, ProducerChecks(uow.session))
    return read_lines(book, ProductLine, ProductChecks(uow.session))


def check_list(
    uow: UnitOfWork, tools: Toolbox, kind: BatchKind, city_list: CityList[Any], *, content: bytes, name: str
) -> ImportBatch:
    """Keep the file and what `read_list` found in it; nothing else is written yet. For officers."""
    uow.demand(policies.officer, None)
    batch = new_batch(uow, kind, CITY)
    batch.good, batch.bad = city_list.good, len(city_list.bad)
    return store_batch(uow, tools, batch, content=content, name=name)


def commit_list(
    uow: UnitOfWork, batch_id: int, city_list: CityList[Any], *, since: date | None = None
) -> ImportBatch:
    """Write every line that is new, all or none; `written` counts them.

    Makers of the list are local from `since` on; without it there is no lower bound. Refused for a day to come, when
    the batch is committed or dropped already, and when a line is no longer new.
    """
    uow.demand(policies.officer, None)
    if since is not None and since > uow.today:
        raise Refused(_l("Tanggal mulai belum tiba; isi paling akhir hari ini."), field="since")
    batch = open_batch(uow, batch_id, LISTS)
    if batch.kind is BatchKind.PRODUCERS:
        _refuse_stale(city_list, ProducerChecks(uow.session))
        batch.written = write_producers(uow, city_list.fresh, since=since)
    else:
        _refuse_stale(city_list, ProductChecks(uow.session))
        batch.written = write_products(uow, city_list.fresh)
    batch.good, batch.bad = city_list.good, len(city_list.bad)
    uow.emit(ListImported(import_batch_id=batch.id, kind=batch.kind.value, written=batch.written))
    return batch


def read_stored_list(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> CityList[Any]:
    """The list as its file says it, in the light of what is known now. Only reads."""
    content, name = bytes_of(uow, tools, batch)
    return read_list(uow, tools, batch.kind, content=content, name=name)


def _refuse_stale(city_list: CityList[Any], checks: Checks[Any]) -> None:
    """What was new when the file was read may stand in the books by now, or its name may be another's."""
    try:
        still = all(checks.is_new(ref, line) for ref, line in city_list.fresh)
    except Refused as refused:
        raise Refused(STALE) from refused
    if not still:
        raise Refused(STALE)
