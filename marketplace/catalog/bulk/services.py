"""A maker's sheet comes in: kept, checked, and applied whole but for the rows that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from marketplace.catalog.bulk.checking import check
from marketplace.catalog.bulk.current import CurrentProducts, Readiness, current_products
from marketplace.catalog.bulk.outcome import ProductPlan, SheetOutcome
from marketplace.catalog.bulk.reading import Speller, indonesian, lines_of, sheet_words, unread_in
from marketplace.catalog.bulk.rows import RowAct, SheetRow
from marketplace.catalog.models import Variant
from marketplace.catalog.services.products import create_product, revise_product
from marketplace.catalog.services.variants import add_variant, edit_variant, set_availability
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.files.services import store_attachment
from marketplace.files.sniffing import ODS, XLSX
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import ProducerId, ProductId, VariantId
from marketplace.kernel.labels import _l
from marketplace.ports.sheets import Book
from marketplace.ports.toolbox import Toolbox
from marketplace.producers.models import Producer
from marketplace.sheets.opening import open_book

TOO_MUCH = _l("Berkas ini terlalu besar. Salin barisnya saja ke lembar yang diunduh dari sini, lalu unggah.")
TROUBLE = {
    **dict.fromkeys(("too_large", "bomb", "too_many_rows", "timeout"), TOO_MUCH),
    "empty": _l("Berkas ini kosong. Pilih berkas yang berisi produk."),
    "unreadable": _l("Berkas ini rusak atau tidak dapat dibaca. Simpan lagi sebagai XLSX, lalu unggah."),
    "wrong_type": _l(
        "Berkas ini bukan XLSX, XLS, ODS, atau CSV. Buka di program lembar kerja, simpan sebagai XLSX, lalu unggah."
    ),
    "password": _l("Berkas ini terkunci kata sandi. Simpan lagi tanpa kata sandi, lalu unggah."),
}
SHEETS = (XLSX, ODS, "application/vnd.ms-excel", "text/csv")


MOST_AT_ONCE = 100  # rows; nobody else can write while they are


class Applied(NamedTuple):
    """How many rows were carried out, how many wait for the next time, and how many are wrong."""

    rows: int
    left: int
    wrong: int


class FitSheet(NamedTuple):
    """A file that can be read as a maker's sheet."""

    content: bytes
    name: str


class OpenedSheet(NamedTuple):
    """A kept sheet and what stands in it."""

    file: Attachment
    book: Book


class ReadSheet(NamedTuple):
    """What a kept sheet would do now."""

    file: Attachment
    current: CurrentProducts
    outcome: SheetOutcome
    unread: Sequence[str]  # headings that mean nothing here


def fit_sheet(tools: Toolbox, *, content: bytes, name: str, speller: Speller = indonesian) -> FitSheet:
    """Raises Refused for a file that cannot be read as a maker's sheet.

    `speller` tells how else the words of a sheet may be written.
    """
    lines_of(_book(tools, content, name), sheet_words(CurrentProducts(), speller))
    return FitSheet(content, name)


def store_sheet(uow: UnitOfWork, tools: Toolbox, sheet: FitSheet) -> Attachment:
    """Keep it; nothing of it is applied yet."""
    return store_attachment(
        uow, tools.storage, content=sheet.content, name=sheet.name, kind=AttachmentKind.DOCUMENT
    )


def open_sheet(uow: UnitOfWork, tools: Toolbox, producer_id: ProducerId, public_id: str) -> OpenedSheet:
    """Only reads. Raises NotFound for another's file and for what is no sheet."""
    file = uow.find(Attachment, public_id=public_id, organisation_id=producer_id)
    if file.kind is not AttachmentKind.DOCUMENT or file.media_type not in SHEETS:
        raise NotFound(f"sheet {public_id}")
    return OpenedSheet(file, _book(tools, tools.storage.get(file.sha256), file.name))


def read_sheet(uow: UnitOfWork, opened: OpenedSheet, *, speller: Speller = indonesian) -> ReadSheet:
    """Its rows in the light of the catalog now."""
    current = current_products(uow.session, ProducerId(opened.file.organisation_id), uow.today)
    words = sheet_words(current, speller)
    outcome = check(lines_of(opened.book, words), current)
    return ReadSheet(opened.file, current, outcome, unread_in(opened.book, words))


def apply_sheet(uow: UnitOfWork, opened: OpenedSheet, *, seen: str, speller: Speller = indonesian) -> Applied:
    """Do what the first hundred right rows say; the wrong ones are left out. `seen` is the outcome that was looked at.

    Applied again it goes on with the next ones, and at last changes nothing. New products become drafts, changed
    texts become revisions, prices and least quantities hold at once. Refused, with the row, when a service says no,
    and when the catalog was changed since somebody looked.
    """
    producer_id = ProducerId(opened.file.organisation_id)
    uow.get(Producer, producer_id, lock=True)  # one sheet of a maker after the other
    outcome = read_sheet(uow, opened, speller=speller).outcome
    if outcome.seen != seen:
        raise Refused(_l("Produk Anda berubah sesudah halaman ini dibuka. Periksa lagi hasilnya di bawah."))
    done = 0
    for plan in outcome.plans:
        rows = sum(one.act is not RowAct.SAME for one in plan.rows)
        if done and done + rows > MOST_AT_ONCE:
            break
        _carry_out(uow, producer_id, plan)
        done += rows
    return Applied(done, len(outcome.to_do) - done, len(outcome.wrong))


def _carry_out(uow: UnitOfWork, producer_id: ProducerId, plan: ProductPlan) -> None:
    rows = [one for one in plan.rows if one.act is not RowAct.SAME]
    number = (rows or plan.rows)[0].number
    try:
        if plan.current is None:
            first, *rows = rows
            created = create_product(uow, producer_id, plan.category_id, text=plan.text, variant=first.form)
            product_id = created.id
            _say_ready(
                uow, uow.session.scalars(select(Variant.id).filter_by(product_id=product_id)).one(), first
            )
        else:
            product_id = plan.current.product_id
            if plan.rewritten:
                revise_product(uow, product_id, text=plan.text, category_id=plan.category_id)
        for row in rows:
            number = row.number
            _carry_out_row(uow, product_id, row)
    except Refused as refused:
        sentence = _l("Baris %(number)s: %(sentence)s", number=number, sentence=refused.sentence)
        raise Refused(sentence) from refused


def _carry_out_row(uow: UnitOfWork, product_id: ProductId, row: SheetRow) -> None:
    variant = row.variant
    if variant is None:
        _say_ready(uow, add_variant(uow, product_id, row.form).id, row)
        return
    if row.form != variant.form:
        edit_variant(uow, variant.variant_id, row.form)
    _say_ready(uow, variant.variant_id, row)


def _say_ready(uow: UnitOfWork, variant_id: VariantId, row: SheetRow) -> None:
    before = row.variant.ready if row.variant else Readiness()
    if row.ready != before:
        set_availability(uow, variant_id, row.ready.availability, lead_days=row.ready.lead_days)


def _book(tools: Toolbox, content: bytes, name: str) -> Book:
    return open_book(tools.sheets, content, name, trouble=TROUBLE)
