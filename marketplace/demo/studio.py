"""Pictures for the demo city, drawn ahead in threads while the books are written."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from marketplace.adapters.pictures.developing import develop
from marketplace.adapters.pictures.drawing import draw_pack
from marketplace.adapters.pictures.pillow_pictures import as_developed
from marketplace.adapters.sheets import reading
from marketplace.demo.lists import Good, goods, makers
from marketplace.files.originals import SealedPicture, seal_picture
from marketplace.ports.pictures import Developed
from marketplace.ports.sealing import Sealer
from marketplace.ports.sheets import LEGEND, Book, Sheet, Sheets, Table
from marketplace.ports.storage import Storage

FORMS = {
    "coffee-tea": "pouch",
    "sauces-spices": "jar",
    "beverages": "bottle",
    "cakes-bread": "box",
    "batik-tapis": "cloth",
    "fashion": "cloth",
    "woven-craft": "box",
    "furniture": "box",
    "household-cleaners": "bottle",
    "cosmetics": "box",
}
OTHERWISE = "pouch"


class Shot(NamedTuple):
    """A picture with its renditions.

    They are our own drawings, so they are decoded here and not in a child process that would guard us from them.
    """

    content: bytes
    developed: Developed


class Studio:
    """Also a storage that writes behind: all of it is safe once `close` is back."""

    def __init__(self, storage: Storage, sealer: Sealer) -> None:
        self._storage, self._sealer = storage, sealer
        self._pool = ThreadPoolExecutor(4)
        self._writes: dict[str, Future[None]] = {}
        self._shots: dict[Good, Future[Shot]] = {}

    def draw_ahead(self) -> None:
        names = {maker.ref: maker.name for maker in makers()}
        for good in goods():
            self._shots[good] = self._pool.submit(_shoot, good, names[good.maker])

    def shot(self, good: Good) -> Shot:
        return self._shots[good].result()

    def put(self, key: str, content: bytes) -> None:
        if key not in self._writes:
            self._writes[key] = self._pool.submit(self._storage.put, key, content)

    def get(self, key: str) -> bytes:
        if key in self._writes:
            self._writes[key].result()
        return self._storage.get(key)

    def exists(self, key: str) -> bool:
        return key in self._writes or self._storage.exists(key)

    def remove(self, key: str) -> None:
        self._storage.remove(key)

    def sealed(self, drawing: bytes) -> SealedPicture:
        return sealed(self._sealer, drawing)

    def check_room(self) -> None:
        self._storage.check_room()

    def close(self) -> None:
        """Raises what any write raised."""
        self._pool.shutdown()
        for write in self._writes.values():
            write.result()


def sealed(sealer: Sealer, drawing: bytes) -> SealedPicture:
    """A drawing of ours is its own copy: no camera wrote into it."""
    return seal_picture(sealer, drawing, drawing)


def _shoot(good: Good, maker: str) -> Shot:
    content = draw_pack(title=good.name, net=good.net, maker=maker, form=FORMS.get(good.category, OTHERWISE))
    return Shot(content, as_developed(develop(content)))


@dataclass(frozen=True)
class OwnSheets:
    """Reads the registers that we wrote ourselves a moment ago, so no child process has to guard us from them."""

    writes: Sheets

    def read(self, content: bytes, name: str) -> Book:
        kind, sheets = reading.read(content)
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])

    def write_xlsx(self, tables: Sequence[Table], *, legend: Sequence[str] = LEGEND) -> bytes:
        return self.writes.write_xlsx(tables, legend=legend)

    def write_csv(self, table: Table, *, delimiter: str = ";") -> bytes:
        return self.writes.write_csv(table, delimiter=delimiter)
