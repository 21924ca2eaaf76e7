"""What a sheet would do, row by row, before anything is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.comparing import brings, form_changes, ready_changes, text_changes
from marketplace.catalog.bulk.known import Known, KnownProduct, Readiness
from marketplace.catalog.bulk.matching import Matching
from marketplace.catalog.bulk.outcome import Act, Checked, Outcome, Plan
from marketplace.catalog.bulk.prices import prices_at, prices_in
from marketplace.catalog.bulk.reading import Written
from marketplace.catalog.bulk.rows import Key, Row, row_of
from marketplace.catalog.bulk.standing import FORM_FIELDS, said_by, text_from
from marketplace.catalog.content import read_content
from marketplace.catalog.models import Availability
from marketplace.catalog.pricing import Tier, first_rise, rising
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import _l

Said = tuple[Text, CategoryId | None]


def check(lines: Sequence[Written], known: Known) -> Outcome:
    """Every row is looked at alone, then beside the others of its product, its SKU and its barcode."""
    rows = [row_of(one, known) for one in lines]
    matching = Matching(known, rows)
    for row in rows:
        matching.match(row)
    products = _products(rows, known)
    forms = {row.number: _form(row) for row in rows}
    for row in rows:
        if not row.complaints:
            _judge_form(row, forms[row.number], products[row.key][1], known)
    _judge_numbers(rows, forms, known)
    return _outcome(rows, forms, _products(rows, known), known)


def _products(rows: Sequence[Row], known: Known) -> Mapping[Key, Said]:
    """What the rows that are right so far say of each product."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        if not row.complaints:
            groups.setdefault(row.key, []).append(row)
    return {key: _product(group, _standing(key, known)) for key, group in groups.items()}


def _standing(key: Key, known: Known) -> KnownProduct | None:
    return known.products.get(key) if isinstance(key, int) else None


def _product(group: Sequence[Row], standing: KnownProduct | None) -> Said:
    """What its rows say together: one that differs from what stands counts, two that differ are a complaint."""
    said = said_by(standing)
    chosen: dict[str, tuple[Any, int]] = {}
    for row in group:
        for name, before in said.items():
            if not brings(row, name, before, new=standing is None):
                continue
            value, first = chosen.setdefault(name, (row.values[name], row.number))
            if value != row.values[name] and not (standing is None and name == "name"):
                row.complain(
                    name,
                    _l(
                        "%(title)s berbeda dengan baris %(number)s untuk produk yang sama; samakan keduanya.",
                        title=title_of(name),
                        number=first,
                    ),
                )
    if not chosen and standing is not None:
        return standing.text, standing.category_id
    said |= {name: value for name, (value, _) in chosen.items()}
    return text_from(said), said["category"]


def _form(row: Row) -> Form:
    base = row.variant.form if row.variant else Form()
    given = {FORM_FIELDS[name]: value for name, value in row.values.items() if name in FORM_FIELDS}
    if row.matched and row.variant:  # a blank SKU of a row without a code keeps the one that was made
        given = {name: value for name, value in given.items() if value not in ("", None)}
    if not given.get("sku"):
        given["sku"] = base.sku
    priced = {name: value for name, value in row.values.items() if name.startswith(("price_", "from_"))}
    return replace(base, **given, prices=prices_in(prices_at(base.prices) | priced))


def _ready(row: Row) -> Readiness:
    base = row.variant.ready if row.variant else Readiness()
    given = {name: row.values.get(name) for name in Readiness._fields}
    return base._replace(**{name: value for name, value in given.items() if value is not None})


def _judge_form(row: Row, form: Form, category_id: CategoryId | None, known: Known) -> None:
    """What a variant cannot be without. What stands already is not held against its maker."""
    before = row.variant.form if row.variant else None
    if _ready(row) == (Availability.TO_ORDER, None):
        row.complain("lead_days", _l("Lama pembuatan (hari) wajib diisi bila Pesan dulu, misalnya 3."))
    if category_id is None:
        row.complain("category", _l("Jenis wajib diisi; pilih dari daftar."))
    if not form.prices and (before is None or before.prices):
        row.complain("price_1", _l("Harga grosir wajib diisi."))
    _judge_prices(row, form)
    if before is not None and before.net_content == form.net_content:
        return
    if not form.net_content:
        row.complain("net_content", _l("Isi bersih wajib diisi, misalnya 200 g, 350 ml, atau ukuran L."))
    elif category_id in known.food and read_content(form.net_content) is None:
        row.complain(
            "net_content",
            _l(
                "Isi bersih “%(text)s” tidak terbaca; untuk makanan tulis angka dan satuan, misalnya 200 g.",
                text=form.net_content,
            ),
        )


def _judge_prices(row: Row, form: Form) -> None:
    """Who buys more pays no more for each, today and from days that were announced."""
    if dear := rising(form.prices):
        place = sorted(form.prices).index(dear) + 1
        row.complain(f"price_{place}", _l("Lebih mahal daripada harga untuk yang lebih sedikit."))
    elif row.variant and form.prices != row.variant.form.prices:
        ended = row.variant.form.prices.keys() - form.prices.keys()
        today = [Tier(quantity, price, date.min) for quantity, price in form.prices.items()]
        coming = [tier for tier in row.variant.coming if tier.from_quantity not in ended]
        if rise := first_rise([*today, *coming], date.min):
            row.complain(
                "price_1",
                _l(
                    "Dengan harga yang diumumkan untuk %(day)s, %(count)s akan lebih mahal daripada yang lebih"
                    " sedikit. Isi harga lain, atau batalkan dahulu yang diumumkan.",
                    day=f"{rise.on:%d/%m/%Y}",
                    count=rise.from_quantity,
                ),
            )


def _judge_numbers(rows: Sequence[Row], forms: Mapping[int, Form], known: Known) -> None:
    """A SKU is one thing to a maker, and so is a barcode that was not there before."""
    for name in ("sku", "gtin"):
        owners = {getattr(one.form, name): one for one in known.variants}
        taken: dict[str, int] = {}
        for row in rows:
            value = getattr(forms[row.number], name)
            if row.complaints or not value:
                continue
            owner, first = owners.get(value), taken.setdefault(value, row.number)
            if row.variant and getattr(row.variant.form, name) == value:
                continue
            if first != row.number:
                row.complain(name, _l("Sama dengan baris %(number)s; isi yang lain.", number=first))
            elif owner is not None or (name == "sku" and value in known.archived_skus):
                row.complain(name, _l("%(value)s sudah dipakai produk Anda yang lain.", value=value))


def _outcome(
    rows: Sequence[Row],
    forms: Mapping[int, Form],
    products: Mapping[Key, Said],
    known: Known,
) -> Outcome:
    checked = [_checked(row, forms[row.number], products.get(row.key), known) for row in rows]
    right: dict[Key, list[Checked]] = {}
    for one in checked:
        if one.act is not Act.WRONG:
            right.setdefault(one.row.key, []).append(one)
    plans = [
        Plan(_standing(key, known), text, category_id, right[key])
        for key, (text, category_id) in products.items()
        if key in right and category_id is not None
    ]
    return Outcome(checked, plans)


def _checked(row: Row, form: Form, product: Said | None, known: Known) -> Checked:
    if row.complaints or product is None:
        return Checked(row, Act.WRONG, form)
    standing, ready = _standing(row.key, known), _ready(row)
    if standing is None:
        return Checked(row, Act.NEW_PRODUCT, form, ready=ready)
    texts = list(text_changes(row, standing, known))
    if row.variant is None:
        return Checked(row, Act.NEW_VARIANT, form, texts, standing.looked_over, ready)
    forms = [*form_changes(row.variant.form, form), *ready_changes(row.variant.ready, ready)]
    anew = bool(texts) or form.pack != row.variant.form.pack
    act = Act.CHANGED if texts or forms else Act.SAME
    return Checked(row, act, form, [*texts, *forms], anew and standing.looked_over, ready)
