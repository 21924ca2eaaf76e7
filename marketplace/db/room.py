"""Whether something could be written now. Asking writes nothing that stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from marketplace.db.outbox import Outbox
from marketplace.kernel.clock import now
from marketplace.kernel.errors import NoRoom, Unavailable

LEAST = 16 << 20  # bytes: an upload of the largest size
PAGES = text(
    "SELECT max_page_count - page_count + freelist_count, page_size FROM pragma_max_page_count,"
    " pragma_page_count, pragma_freelist_count, pragma_page_size"
)


def check_folder(folder: Path) -> None:
    """Raises NoRoom or Unavailable."""
    if not os.access(folder, os.W_OK):
        raise Unavailable(f"{folder} cannot be written to")
    if shutil.disk_usage(folder).free < LEAST:
        raise NoRoom(f"{folder} is full")


def check_room(session: Session) -> None:
    """Raises NoRoom, or whatever else a write would meet now.

    SQLite is asked what it may take, as a small write would not leave its memory before it is committed. PostgreSQL
    writes a row and a file of its own for sorting, and takes both back.
    """
    engine = session.get_bind()
    if engine.dialect.name == "sqlite":
        pages, size = session.execute(PAGES).one()
        if pages * size < LEAST:
            raise NoRoom("the database may not grow")
        file = session.connection().engine.url.database
        if file and file != ":memory:":
            check_folder(Path(file).parent)
        return
    session.rollback()
    try:
        session.execute(insert(Outbox).values(job="readyz", payload={}, written_at=now(), tries=0))
        session.execute(text("SET LOCAL work_mem = '64kB'"))
        session.execute(text("SELECT count(*) FROM generate_series(1, 100000)"))
    finally:
        session.rollback()
