"""A shop's register of 100,000 rows into the ledger, next to the barest way of doing it.

Ours is what `flask imports purchases --commit` does: the file is read apart, every row judged and looked up, the
file kept, the rows hashed and written. The baseline parses the same CSV, believes every cell, and writes the same
rows into the same tables, with their keys, triggers and durability; its makers and hashes are ready-made.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate

from benchmarks.harness import Figure, at_least, at_most
from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.db.sqlite import PRAGMAS
from marketplace.imports.lists.services import check_list, commit_list, read_list
from marketplace.imports.models import BatchKind
from marketplace.imports.services import check_register, commit_register, marked_register, read_file
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.period import MonthSpan
from marketplace.partners.models import PartnerKind
from marketplace.partners.services.registering import register_partner

ROWS, MAKERS, PRODUCTS, DISTRIBUTORS = 100_000, 200, 1_000, 60
LEAST, MEGABYTES, ROUNDS = 0.45, 300, 3  # with every row held against the documents that are known
HEADING = ["No", "Tanggal", "No Faktur", "Nama Supplier", "Barcode", "Nama Barang", "Qty", "Satuan", "Harga Beli",
           "Diskon (Rp)", "PPN", "Jumlah"]  # fmt: skip
copies = count()


def run() -> list[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        city, content = folder / "city.db", _register()
        partner_id = _build(folder, city)
        first = folder / "first.db"
        shutil.copy(city, first)
        before = _memory("VmRSS")
        _ours(folder, first, partner_id, content)
        grown = _memory("VmHWM") - before
        ready = _ready_made(first)
        figure = at_least(
            f"import of {ROWS:,} rows, SQLite",
            lambda: ROWS / _on_a_copy(city, lambda file: _ours(folder, file, partner_id, content)),
            lambda: ROWS / _on_a_copy(city, lambda file: _plain(file, partner_id, content, ready)),
            least=LEAST,
            unit="rows/s",
            rounds=ROUNDS,
        )
        return [figure, at_most("memory that an import takes", grown, MEGABYTES, unit="MB")]


def _memory(what: str) -> float:
    """Megabytes of this process: now (VmRSS), or the most it ever had (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def _on_a_copy(city: Path, work: Callable[[Path], float]) -> float:
    """Seconds it takes on a database of its own."""
    file = Path(shutil.copy(city, city.with_name(f"run-{next(copies)}.db")))
    try:
        return work(file)
    finally:
        for rest in file.parent.glob(f"{file.name}*"):
            rest.unlink()


def _settings(folder: Path, file: Path) -> Settings:
    return Settings(
        secret_key="for-benchmarks-only",
        instance=folder,
        database_url=f"sqlite:///{file}",
        queue="memory",
        search="memory",
    )


def _build(folder: Path, file: Path) -> PartnerId:
    """A city whose makers and products are known, and one shop."""
    app = create_app(_settings(folder, file))
    makers = "producer_id,name\n" + "".join(f"P{n},Dapur Contoh {n}\n" for n in range(MAKERS))
    products = "supplier_id,name,unit\n" + "".join(
        f"P{n % MAKERS},Keripik {n},PCS\n" for n in range(PRODUCTS)
    )
    with app.app_context():
        flask_migrate.upgrade()
        for kind, text in ((BatchKind.PRODUCERS, makers), (BatchKind.PRODUCTS, products)):
            tools = app.extensions["tools"]
            given: dict[str, Any] = {"content": text.encode(), "name": "daftar.csv"}
            city_list = read_list(app.extensions["open_unit"](SYSTEM), tools, kind, **given)
            with app.extensions["open_unit"](SYSTEM) as uow:
                batch = check_list(uow, tools, kind, city_list, **given)
                commit_list(uow, batch.id, city_list)
        with app.extensions["open_unit"](SYSTEM) as uow:
            partner_id = register_partner(uow, name="Swalayan", kind=PartnerKind.MINIMARKET).id
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.engine.dispose()
    return partner_id


def _register() -> bytes:
    """As a till exports it; a third is of known makers."""
    chance, text = random.Random(7), io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(HEADING)
    for number in range(1, ROWS + 1):
        product = chance.randrange(PRODUCTS)
        local = number % 3 == 0
        seller = (
            f"Dapur Contoh {product % MAKERS}" if local else f"CV Grosir {chance.randrange(DISTRIBUTORS)}"
        )
        quantity, price = chance.randint(1, 60), chance.randint(10, 900) * 100
        day = date(2026, 7, 1) + timedelta(days=number * 31 // (ROWS + 1))
        rows.writerow(
            [
                number, f"{day:%d/%m/%Y}", f"FB-{number // 8}", seller, "", f"Keripik {product}", quantity, "PCS",
                f"{price:,},00".replace(",", ".", f"{price:,}".count(",")), "0,00", "0,00", quantity * price,
            ]
        )  # fmt: skip
    return text.getvalue().encode()


def _ours(folder: Path, file: Path, partner_id: PartnerId, content: bytes) -> float:
    app = create_app(_settings(folder, file))
    tools = app.extensions["tools"]
    with app.app_context():
        start = time.perf_counter()
        given: dict[str, Any] = {"content": content, "name": "juli.csv"}
        july = MonthSpan.parse("2026-07")
        register = read_file(app.extensions["open_unit"](SYSTEM), tools, period=july, **given)
        marked = marked_register(partner_id, register)
        with app.extensions["open_unit"](SYSTEM) as uow:
            batch = check_register(uow, tools, partner_id, register, **given)
            written = commit_register(uow, batch.id, marked).written
        took = time.perf_counter() - start
        database.engine.dispose()
    if written != ROWS:
        raise RuntimeError(f"only {written} of {ROWS} rows are good")
    return took


def _ready_made(file: Path) -> list[tuple[object, ...]]:
    """What a plain import could not know of ours: ids, keys and whose a row is."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(
            "SELECT p.id, p.public_id, p.source_ref, p.producer_id, l.variant_id, l.product_id, l.category_id,"
            " l.certified FROM purchases p JOIN purchase_lines l ON l.purchase_id = p.id ORDER BY p.id"
        ).fetchall()
    finally:
        connection.close()


def _plain(file: Path, partner_id: PartnerId, content: bytes, ready: list[tuple[object, ...]]) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    start = time.perf_counter()
    rows = list(csv.reader(io.StringIO(content.decode()), delimiter=";"))[1:]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO purchases (id, public_id, source, source_ref, partner_id, producer_id, seller_text, bought_on,"
        " document_number, recognition, one_sided, batch_id, recorded_at)"
        f" VALUES (?, ?, 'import', ?, {partner_id}, ?, ?, ?, ?, 'received', 0, 1, '2026-11-24 00:00:00')",
        (
            (*known[:4], row[3], f"{row[1][6:]}-{row[1][3:5]}-{row[1][:2]}", row[2])
            for row, known in zip(rows, ready, strict=True)
        ),
    )
    connection.executemany(
        "INSERT INTO purchase_lines (purchase_id, variant_id, product_id, category_id, certified, text, quantity_milli,"
        " unit, unit_price, net, tax) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                known[0], *known[4:], row[5], int(row[6]) * 1000, row[7], _whole(row[8]), int(row[11]), _whole(row[10]),
            )
            for row, known in zip(rows, ready, strict=True)
        ),
    )  # fmt: skip
    connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


def _whole(amount: str) -> int:
    return int(amount.removesuffix(",00").replace(".", ""))
