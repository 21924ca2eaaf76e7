"""Which product and variant a line is about: by its code, else by its SKU and name, else it is a new one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.current import CurrentProducts, CurrentVariant
from marketplace.catalog.bulk.rows import SheetRow
from marketplace.catalog.bulk.stamps import compare_with_stamp
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name


class Matching:
    def __init__(self, current: CurrentProducts, rows: Sequence[SheetRow]) -> None:
        self._current = current
        self._by_code = {one.code: one for one in current.variants}
        self._by_sku = {one.form.sku: one for one in current.variants}
        self._named: dict[str, set[ProductId]] = {}
        for product in current.products.values():
            self._named.setdefault(same_name(product.text.name), set()).add(product.product_id)
        for row in rows:  # a product goes by its new name in the same file too
            coded = self._by_code.get(row.values.get("code", ""))
            if coded and row.values.get("name"):
                self._named.setdefault(same_name(row.values["name"]), set()).add(coded.product_id)
        self._archived = {same_name(one) for one in current.archived_names}
        self._like: dict[tuple[ProductId, str, str], CurrentVariant] = {}
        for one in reversed(
            current.variants
        ):  # the first of those that are called the same and hold the same
            form = same_name(one.form.name), same_name(one.form.net_content)
            self._like[one.product_id, *form] = one
        self._claimed: dict[object, int] = {}  # variants, and forms of new products, by the row that has them

    def match(self, row: SheetRow) -> None:
        if row.values.get("code"):
            self._by_its_code(row)
        elif not row.values.get("name"):
            row.complain("name", _l("Nama produk wajib diisi."))
        else:
            row.matched = True
            self._by_its_name(row)
        if not row.sentences:
            self._claim(row)

    def _by_its_code(self, row: SheetRow) -> None:
        row.variant = self._by_code.get(row.values["code"])
        if row.variant is None:
            row.complain(
                "code",
                _l(
                    "Kode ini bukan milik produk Anda yang masih dijual; kosongkan untuk produk atau varian baru."
                ),
            )
            return
        row.key = row.variant.product_id
        compare_with_stamp(row, self._current)
        if not row.values.get("name"):
            row.complain("name", _l("Nama produk wajib diisi."))

    def _by_its_name(self, row: SheetRow) -> None:
        name = same_name(row.values["name"])
        numbered = self._by_sku.get(row.values.get("sku", ""))
        products = self._named.get(name, set())
        if numbered is not None and numbered.product_id in products:
            row.key, row.variant = numbered.product_id, numbered
        elif len(products) > 1:
            row.complain(
                "name", _l("Ada beberapa produk Anda bernama sama; isi Kode dari lembar yang diunduh.")
            )
        elif products:
            row.key = product_id = next(iter(products))
            row.variant = self._like.get((product_id, *_form_of(row)))
        elif name in self._archived:
            row.complain(
                "name", _l("Produk bernama ini ada di arsip; pulihkan dahulu, atau pakai nama lain.")
            )
        else:
            row.key = name

    def _claim(self, row: SheetRow) -> None:
        mark = row.variant.variant_id if row.variant else (row.key, *_form_of(row))
        first = self._claimed.setdefault(mark, row.number)
        if first != row.number:
            name = "code" if row.values.get("code") else "variant"
            sentence = _l(
                "Sama dengan baris %(number)s; hapus salah satunya, atau bedakan %(variant)s atau %(content)s."
            )
            variant, content = title_of("variant"), title_of("net_content")
            row.complain(name, sentence, number=first, variant=variant, content=content)


def _form_of(row: SheetRow) -> tuple[str, str]:
    return same_name(row.values.get("variant", "")), same_name(row.values.get("net_content", ""))
