"""What a sheet would do, row by row, before anything is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from marketplace.catalog.bulk.comparing import changes_product, form_changes, ready_changes, text_changes
from marketplace.catalog.bulk.current import CurrentProduct, CurrentProducts, Readiness
from marketplace.catalog.bulk.matching import Matching
from marketplace.catalog.bulk.outcome import ProductPlan, SheetOutcome
from marketplace.catalog.bulk.prices import prices_at, prices_in
from marketplace.catalog.bulk.reading import SheetLine
from marketplace.catalog.bulk.rows import Key, RowAct, SheetRow, row_of
from marketplace.catalog.bulk.values import FORM_FIELDS, product_values, text_from
from marketplace.catalog.content import read_content
from marketplace.catalog.models import Availability
from marketplace.catalog.pricing import Tier, first_rise, rising
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import _l

Described = tuple[Text, CategoryId | None]


def check(lines: Sequence[SheetLine], current: CurrentProducts) -> SheetOutcome:
    """Every row is looked at alone, then beside the others of its product, its SKU and its barcode."""
    rows = [row_of(line, current) for line in lines]
    matching = Matching(current, rows)
    for row in rows:
        matching.match(row)
        row.form, row.ready = _form(row), _ready(row)
    described = _describe(rows, current)
    for row in rows:
        if not row.sentences:
            _check_form(row, described[row.key][1], current)
    _check_numbers(rows, current)
    described = _describe(rows, current)
    right: dict[Key, list[SheetRow]] = {}
    for row in rows:
        if not row.sentences:
            _decide(row, current)
            right.setdefault(row.key, []).append(row)
    plans = [
        ProductPlan(_product(key, current), text, category_id, right[key])
        for key, (text, category_id) in described.items()
        if key in right and category_id is not None
    ]
    return SheetOutcome(rows, plans)


def _describe(rows: Sequence[SheetRow], current: CurrentProducts) -> Mapping[Key, Described]:
    """What the rows that are right so far say of each product."""
    groups: dict[Key, list[SheetRow]] = {}
    for row in rows:
        if not row.sentences:
            groups.setdefault(row.key, []).append(row)
    return {key: _describe_product(group, _product(key, current)) for key, group in groups.items()}


def _product(key: Key, current: CurrentProducts) -> CurrentProduct | None:
    return current.products.get(key) if isinstance(key, int) else None


def _describe_product(group: Sequence[SheetRow], product: CurrentProduct | None) -> Described:
    """What its rows say together: one that differs from the catalog counts, two that differ are a complaint."""
    values = product_values(product)
    chosen: dict[str, tuple[Any, int]] = {}
    for row in group:
        for name, before in values.items():
            if not changes_product(row, name, before, new=product is None):
                continue
            value, first = chosen.setdefault(name, (row.values[name], row.number))
            if value != row.values[name] and not (product is None and name == "name"):
                sentence = _l(
                    "%(title)s berbeda dengan baris %(number)s untuk produk yang sama; samakan keduanya."
                )
                row.complain(name, sentence, number=first)
    if not chosen and product is not None:
        return product.text, product.category_id
    values |= {name: value for name, (value, _) in chosen.items()}
    return text_from(values), values["category"]


def _form(row: SheetRow) -> Form:
    base = row.variant.form if row.variant else Form()
    given = {FORM_FIELDS[name]: value for name, value in row.values.items() if name in FORM_FIELDS}
    if row.matched and row.variant:  # a blank SKU of a row without a code keeps the one that was made
        given = {name: value for name, value in given.items() if value not in ("", None)}
    given["sku"] = given.get("sku") or base.sku
    priced = {name: value for name, value in row.values.items() if name.startswith(("price_", "from_"))}
    return replace(base, **given, prices=prices_in(prices_at(base.prices) | priced))


def _ready(row: SheetRow) -> Readiness:
    base = row.variant.ready if row.variant else Readiness()
    given = {name: row.values.get(name) for name in Readiness._fields}
    return base._replace(**{name: value for name, value in given.items() if value is not None})


def _check_form(row: SheetRow, category_id: CategoryId | None, current: CurrentProducts) -> None:
    """What a variant cannot be without. What the catalog has already is not held against its maker."""
    form, before = row.form, row.variant.form if row.variant else None
    if row.ready == (Availability.TO_ORDER, None):
        row.complain("lead_days", _l("Lama pembuatan (hari) wajib diisi bila Pesan dulu, misalnya 3."))
    if category_id is None:
        row.complain("category", _l("Jenis wajib diisi; pilih dari daftar."))
    if not form.prices and (before is None or before.prices):
        row.complain("price_1", _l("Harga grosir wajib diisi."))
    _check_prices(row)
    if before is not None and before.net_content == form.net_content:
        return
    if not form.net_content:
        row.complain("net_content", _l("Isi bersih wajib diisi, misalnya 200 g, 350 ml, atau ukuran L."))
    elif category_id in current.food and read_content(form.net_content) is None:
        sentence = _l(
            "Isi bersih “%(text)s” tidak terbaca; untuk makanan tulis angka dan satuan, misalnya 200 g."
        )
        row.complain("net_content", sentence, text=form.net_content)


def _check_prices(row: SheetRow) -> None:
    """Who buys more pays no more for each, today and from days that were announced."""
    prices = row.form.prices
    if dear := rising(prices):
        place = sorted(prices).index(dear) + 1
        row.complain(f"price_{place}", _l("Lebih mahal daripada harga untuk yang lebih sedikit."))
    elif row.variant and prices != row.variant.form.prices:
        ended = row.variant.form.prices.keys() - prices.keys()
        today = [Tier(quantity, price, date.min) for quantity, price in prices.items()]
        coming = [tier for tier in row.variant.coming if tier.from_quantity not in ended]
        if rise := first_rise([*today, *coming], date.min):
            sentence = _l(
                "Dengan harga yang diumumkan untuk %(day)s, %(count)s akan lebih mahal daripada yang lebih"
                " sedikit. Isi harga lain, atau batalkan dahulu yang diumumkan."
            )
            row.complain("price_1", sentence, day=f"{rise.on:%d/%m/%Y}", count=rise.from_quantity)


def _check_numbers(rows: Sequence[SheetRow], current: CurrentProducts) -> None:
    """A SKU is one thing to a maker, and so is a barcode that was not there before."""
    for name in ("sku", "gtin"):
        owners = {getattr(one.form, name): one for one in current.variants}
        taken: dict[str, int] = {}
        for row in rows:
            value = getattr(row.form, name)
            if row.sentences or not value:
                continue
            owner, first = owners.get(value), taken.setdefault(value, row.number)
            if row.variant and getattr(row.variant.form, name) == value:
                continue
            if first != row.number:
                row.complain(name, _l("Sama dengan baris %(number)s; isi yang lain."), number=first)
            elif owner is not None or (name == "sku" and value in current.archived_skus):
                row.complain(name, _l("%(value)s sudah dipakai produk Anda yang lain."), value=value)


def _decide(row: SheetRow, current: CurrentProducts) -> None:
    """What a row that is right would do."""
    product = _product(row.key, current)
    if product is None:
        row.act = RowAct.NEW_PRODUCT
        return
    texts = list(text_changes(row, product, current))
    if row.variant is None:
        row.act, row.changes, row.again = RowAct.NEW_VARIANT, texts, product.in_review
        return
    before = row.variant
    row.changes = [*texts, *form_changes(before.form, row.form), *ready_changes(before.ready, row.ready)]
    row.act = RowAct.CHANGED if row.changes else RowAct.SAME
    row.again = bool(texts or row.form.pack != before.form.pack) and product.in_review
