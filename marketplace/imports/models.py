"""Files that were read: the bytes stay in the storage, so every row can be read again as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
from marketplace.imports.states import CHECKED, BatchState
from marketplace.kernel.ids import AttachmentId, OrganisationId, PurchaseId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class BatchKind(Labelled):
    PURCHASES = "purchases", _l("Pembelian")
    PRODUCERS = "producers", _l("Daftar produsen")
    PRODUCTS = "products", _l("Daftar produk")
    RECAP = "recap", _l("Rekap Dinas")


class ImportBatch(Base):
    """`good`, `bad` and `total` (rupiah) are what the check found; `written` how many rows were new.

    `answers` are those to the questions of a register, by its key. Of a committed one also what was
    answered for earlier files and held, so that it is read again as it was, and the next file can use it.

    A recap is of the office; what it wrote for a shop is a batch of that shop with the recap as its `recap_id`.
    """

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[BatchKind]
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    file_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"))
    period: Mapped[str] = mapped_column(default="")  # 2026-08 or 2026-07..2026-09
    mapping: Mapped[str | None] = mapped_column(default=None)
    answers: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    state: Mapped[BatchState] = mapped_column(default=CHECKED)
    good: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    total: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    written: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    recap_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), default=None, index=True)


class ImportWork(Base):
    """What the worker does with a large file, for whom, and how many of its rows it has been through.

    `result` is what came of reading it, or the sentence why nothing did (results.py); None until then.
    """

    __tablename__ = "import_work"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batches.id"), primary_key=True, autoincrement=False
    )
    rows: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    on_behalf_of: Mapped[OrganisationId | None] = mapped_column(ForeignKey("organisations.id"), default=None)
    asked_at: Mapped[datetime]
    result: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)


class BatchMonth(Base):
    """What a committed register said of one month, in rupiah without VAT: its own total where it has one, the rows it
    took by their `source_ref`, and the refused ones by their place in the file, None where no rupiah could be read.
    """

    __tablename__ = "batch_months"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batches.id"), primary_key=True, autoincrement=False
    )
    month: Mapped[str] = mapped_column(primary_key=True)  # 2026-08
    printed: Mapped[Rupiah | None]
    rows: Mapped[dict[str, Any]]
    refused: Mapped[dict[str, Any]]


class RepeatedRow(Base):
    """A purchase that a later register has too: it counts until both are undone."""

    __tablename__ = "repeated_rows"

    purchase_id: Mapped[PurchaseId] = mapped_column(
        ForeignKey("purchases.id"), primary_key=True, autoincrement=False
    )
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batches.id"), primary_key=True, autoincrement=False, index=True
    )


for model in (BatchMonth, RepeatedRow):
    declare(model.__table__, append_only(model.__tablename__))
seal(ImportBatch, only=("public_id", "kind", "organisation_id", "file_id", "period", "state", "recap_id"))
seal(RepeatedRow, listed=True)
