"""What a sheet would do, row by row, before anything is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.comparing import FORM_FIELDS, brings, form_changes, said_by, text_changes
from marketplace.catalog.bulk.known import Known, KnownProduct
from marketplace.catalog.bulk.matching import Key, Matching, Row
from marketplace.catalog.bulk.outcome import Act, Checked, Outcome, Plan
from marketplace.catalog.bulk.reading import Written
from marketplace.catalog.bulk.valuing import prices_at, prices_in, values_of
from marketplace.catalog.content import read_content
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import _l
from marketplace.kernel.review import SUBMITTED

Said = tuple[Text, CategoryId | None]

PACK = ("variant", "unit", "net_content", "gtin")  # what officials look at beside the text


def check(lines: Sequence[Written], known: Known) -> Outcome:
    """Every row is looked at alone, then beside the others of its product, its SKU and its barcode."""
    rows = [Row(one, *values_of(one, known)) for one in lines]
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
    said |= {name: value for name, (value, _) in chosen.items()}
    category_id: CategoryId | None = said.pop("category")
    return replace(standing.text if standing else Text(name=""), **said), category_id


def _form(row: Row) -> Form:
    base = row.variant.form if row.variant else Form()
    given = {FORM_FIELDS[name]: value for name, value in row.values.items() if name in FORM_FIELDS}
    if row.matched and row.variant:  # a blank SKU of a row without a code keeps the one that was made
        given = {name: value for name, value in given.items() if value not in ("", None)}
    if not given.get("sku"):
        given["sku"] = base.sku
    priced = {name: value for name, value in row.values.items() if name.startswith(("price_", "from_"))}
    return replace(base, **given, prices=prices_in(prices_at(base.prices) | priced))


def _judge_form(row: Row, form: Form, category_id: CategoryId | None, known: Known) -> None:
    """What a variant cannot be without. What stands already is not held against its maker."""
    before = row.variant.form if row.variant else None
    if category_id is None:
        row.complain("category", _l("Jenis wajib diisi; pilih dari daftar."))
    if not form.prices and (before is None or before.prices):
        row.complain("price_1", _l("Harga grosir wajib diisi."))
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
    plans = []
    for key, (text, category_id) in products.items():
        right = [one for one in checked if one.row.key == key and one.act is not Act.WRONG]
        standing = _standing(key, known)
        if right and category_id is not None:
            plans.append(Plan(standing, text, category_id, right))
    return Outcome(checked, plans)


def _checked(row: Row, form: Form, product: Said | None, known: Known) -> Checked:
    if row.complaints or product is None:
        return Checked(row, Act.WRONG, form)
    standing = _standing(row.key, known)
    if standing is None:
        return Checked(row, Act.NEW_PRODUCT, form)
    texts = list(text_changes(row, standing, known))
    seen_anew = standing.state is SUBMITTED
    if row.variant is None:
        return Checked(row, Act.NEW_VARIANT, form, texts, bool(texts and standing.looked_over) or seen_anew)
    forms = list(form_changes(row.variant.form, form))
    pack = seen_anew and any(one.field in PACK for one in forms)
    act = Act.CHANGED if texts or forms else Act.SAME
    return Checked(row, act, form, [*texts, *forms], bool(texts and standing.looked_over) or pack)
