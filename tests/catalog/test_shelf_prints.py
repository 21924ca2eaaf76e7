"""Cards and labels for shelves: what stands on them, and the PDF of each kind and size."""

import io
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest

from marketplace.adapters.codes import ean_svg, qr_svg
from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.catalog.models import Product
from marketplace.catalog.shelf_prints import (
    SIZES,
    TEMPLATES,
    Printable,
    PrintKind,
    WantedLabels,
    printables_of,
    typeset,
)
from marketplace.kernel.money import Rupiah
from marketplace.producers.locality import ALWAYS
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_maker
from tests.factories.papers import pages_of, width_of

FOLDER = Path(__file__).parents[2] / "templates" / "documents"
CRISPS = Printable(
    1, "k1", "keripik-pisang", "Keripik Pisang", "Balado", "200 g", "BKS", "8999991870018",
    Rupiah(15_000), "Keripik Bu Tini", "Iringmulyo", True, date(2026, 3, 1),
)  # fmt: skip
SHIRT = CRISPS._replace(
    code="k2", slug="kain", name="Kain Tapis " + "Sulam Benang Emas " * 5, gtin=None, net_content="ukuran L"
)
CARTON = SHIRT._replace(code="k3", gtin="18999991870015", listed=False, kelurahan=None)
KINDS = [(kind, size) for kind in PrintKind for size in SIZES[kind]]


def address(slug):
    return f"https://mb2.test/catalog/{slug}"


def labels(kind, *wanted):
    return typeset(kind, "large", wanted, address=address)


def test_only_what_is_in_the_catalog_is_called_a_product_of_metro():
    data, codes, bars = labels(
        PrintKind.TALKER, WantedLabels(CRISPS, 2), WantedLabels(CARTON, 3), WantedLabels(SHIRT, 0)
    )

    assert [one["name"] for one in data["labels"]] == ["Keripik Pisang"] * 2
    assert (codes, bars) == ({"qr-0.svg": "https://mb2.test/catalog/keripik-pisang"}, {})
    assert data["labels"][0]["place"] == "Kelurahan Iringmulyo, Kota Metro"


def test_no_maker_who_is_not_local_today_gets_a_card_or_a_badge_of_metro():
    moved = CRISPS._replace(local_since=None)

    cards, codes, _ = labels(PrintKind.TALKER, WantedLabels(moved, 2), WantedLabels(CRISPS, 1))
    prices, _, _ = labels(
        PrintKind.PRICE, WantedLabels(moved, 1, Rupiah(1)), WantedLabels(CRISPS, 1, Rupiah(1))
    )

    assert [one["local"] for one in cards["labels"]] == ["Terhitung lokal sejak 1 Maret 2026"]
    assert [(one["metro"], one["local"]) for one in prices["labels"]] == [
        (False, "Tidak terhitung lokal"),
        (True, "Terhitung lokal sejak 1 Maret 2026"),
    ]


def test_a_price_stands_there_with_what_100_g_cost():
    wanted = [
        WantedLabels(CRISPS, 1, Rupiah(16_500)),
        WantedLabels(SHIRT, 1, Rupiah(250_000)),
        WantedLabels(CARTON, 1, Rupiah(9)),
    ]
    data, _, bars = labels(PrintKind.PRICE, *wanted)

    printed = [(one["price"], one["per_100"], one["unit"], one["metro"]) for one in data["labels"]]
    assert printed[0] == ("Rp16.500", "Rp8.250 per 100 g", "bungkus", True)
    assert printed[1][:2] == ("Rp250.000", "") and printed[2][3] is False
    assert bars == {"ean-8999991870018.svg": "8999991870018"}


def test_a_maker_prints_for_what_it_sells_by_name(session):
    sale, crisps, archived = (
        make_goods(session, maker=maker, name=name)
        for maker in [make_maker(session)]
        for name in ("Sale", "Keripik", "Dodol")
    )
    session.get_one(Product, archived.product_id).archived_at = NOW
    make_goods(session)
    session.commit()

    found = printables_of(session, sale.producer_id, NOW.date())
    assert [one.local_since for one in found] == [ALWAYS, ALWAYS]
    assert [(one.code, one.name) for one in found] == [
        (crisps.public_id, "Keripik"),
        (sale.public_id, "Sale"),
    ]


def test_only_numbers_of_retail_packs_become_stickers():
    data, _, bars = labels(
        PrintKind.BARCODE, WantedLabels(CRISPS, 41), WantedLabels(SHIRT, 1), WantedLabels(CARTON, 1)
    )
    assert len(data["labels"]) == 41 and list(bars.values()) == ["8999991870018"]


@pytest.mark.parametrize(("kind", "size"), KINDS)
def test_each_size_fills_its_sheet_and_no_more(kind, size):
    sheet = SIZES[kind][size]
    on_one = sheet.columns * sheet.rows
    wanted = [
        WantedLabels(CRISPS, on_one // 2, Rupiah(16_500)),
        WantedLabels(SHIRT, on_one // 2 + 1, Rupiah(12_500_000)),
    ]
    if kind is PrintKind.BARCODE:
        wanted = [WantedLabels(CRISPS, on_one), WantedLabels(CRISPS._replace(gtin="96385074"), 1)]
    data, codes, bars = typeset(kind, size, wanted, address=address)
    pictures = {name: qr_svg(one) for name, one in codes.items()} | {n: ean_svg(b) for n, b in bars.items()}
    content = TypstDocuments(FOLDER).pdf(TEMPLATES[kind], data, pictures)

    first, second = pages_of(content)
    assert width_of(content) == 210
    assert first.count("Keripik Pisang") >= on_one // 2 and len(second) < len(first) // 2
    if kind is PrintKind.BARCODE:
        assert "9638 5074" in second.replace("9 6 3 8", "9638").replace("5 0 7 4", "5074")


@pytest.mark.parametrize("size", SIZES[PrintKind.PRICE])
def test_the_longest_day_fits_beside_the_badge(size):
    wanted = [WantedLabels(CRISPS._replace(local_since=date(2026, 9, 24)), 1, Rupiah(1_000))]
    data, _, bars = typeset(PrintKind.PRICE, size, wanted, address=address)
    pictures = {name: ean_svg(number) for name, number in bars.items()}
    [page] = pages_of(TypstDocuments(FOLDER).pdf(TEMPLATES[PrintKind.PRICE], data, pictures))
    assert "Terhitung lokal sejak 24 September 2026" in page


@pytest.mark.parametrize("size", SIZES[PrintKind.PRICE])
def test_a_name_too_long_ends_in_dots_at_a_whole_word(size):
    wanted = [
        WantedLabels(
            CRISPS._replace(name="Keripik Singkong Balado " * 5 + "Lebaran"), 1, Rupiah(1_000_000_000)
        ),
        WantedLabels(CRISPS._replace(name="Kerupuk" * 9), 1, Rupiah(1_000)),
    ]
    data, _, bars = typeset(PrintKind.PRICE, size, wanted, address=address)
    pictures = {name: ean_svg(number) for name, number in bars.items()}
    [page] = pages_of(TypstDocuments(FOLDER).pdf(TEMPLATES[PrintKind.PRICE], data, pictures))

    assert "Lebaran" not in page and re.search(r"(Keripik|Singkong|Balado) …", page)
    assert re.search(r"(Kerupuk)+[Kerupu]*…", page) and "Rp1.000.000.000" in page


def test_a_price_beside_bars_becomes_as_small_as_it_must():
    def size_of(price):
        data, _, bars = labels(PrintKind.PRICE, WantedLabels(CRISPS, 1, Rupiah(price)))
        pictures = {name: ean_svg(number) for name, number in bars.items()}
        content = TypstDocuments(FOLDER).pdf(TEMPLATES[PrintKind.PRICE], data, pictures)
        sizes = {}
        pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(
            visitor_text=lambda text, _, at, __, size: sizes.setdefault(text.strip(), size * at[0])
        )
        return next(size for text, size in sizes.items() if text.startswith("Rp") and "per" not in text)

    sizes = [size_of(price) for price in (16_500, 1_000_000_000, 1_000_000_000_000)]
    assert sizes == [32, 17, 14]  # points; 54 mm stay beside the bars
