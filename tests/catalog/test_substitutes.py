from datetime import date

import pytest

from marketplace.adapters.search.memory import MemorySearch
from marketplace.catalog.models import Product
from marketplace.catalog.substitutes import NOTHING, Substitutes, essence
from marketplace.ports.search import SearchDocument
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)
LOCAL = (
    "Keripik Pisang Cokelat",
    "Keripik Singkong Balado",
    "Sale Pisang Goreng",
    "Gula Semut Aren",
    "Gula Kelapa Cetak",
    "Teh Bunga Telang",
    "Roti Tawar Kupas",
    "Sari Jahe Merah",
    "Bumbu Rendang Instan",
    "Sabun Cuci Piring Jeruk",
    "Beras Kencur",
)
CONTENTS = {"Beras Kencur": "250 ml", "Teh Bunga Telang": "5 saset", "Gula Kelapa Cetak": "1 kg"}
SYNONYMS = {"kripik": ["keripik"], "keripik": ["kripik"]}


@pytest.mark.parametrize(
    "text, words",
    [
        ("INDOMIE GORENG 85GR ISI 40", "indomie goreng"),
        ("KRPK PISANG CKLT 200GR", "keripik pisang cokelat"),
        ("KPI BBK 1KG", "kopi bubuk"),
        ("Teh Botol Semisal 350 ml", "teh semisal"),
        ("Gula Pasir Umpama 1,5 kg; kemasan baru", "gula pasir umpama"),
        ("8999990010255 / AIR MINERAL 600ML x 24 (1 dus)", "air mineral"),
        ("Keripik keripik rasa pedas manis extra gurih asli", "keripik pedas manis gurih asli"),
        ("12 x 50 g", ""),
    ],
)
def test_sizes_packs_and_codes_fall_out_of_a_text(text, words):
    assert " ".join(essence(text)) == words


@pytest.fixture
def shop(session):
    """Local goods, all of which say of themselves that they are made up, as the brands of others do."""
    engine = MemorySearch()
    for name in LOCAL:
        goods = make_goods(session, name=name, net_content=CONTENTS.get(name, ""))
        engine.index(
            [
                SearchDocument(
                    goods.product_id, name, "Pembuat", "Produk rekaan umpama, minyak goreng pilihan."
                )
            ]
        )
    return engine


def test_local_goods_fit_by_what_they_are_not_by_brand_or_by_kind(session, shop):
    found = Substitutes(session, shop, TODAY, SYNONYMS)
    fits = {
        "KRIPIK PISANG REKAAN 250G": ("kripik pisang", {"Keripik Pisang Cokelat"}),
        "Kripik Kentang Umpama 68 g": ("kripik", {"Keripik Pisang Cokelat", "Keripik Singkong Balado"}),
        "Gula Pasir Umpama 1 kg": ("gula", {"Gula Semut Aren", "Gula Kelapa Cetak"}),
        "Teh Botol Semisal 350 ml": ("teh", {"Teh Bunga Telang"}),
        "SARI ROTI TAWAR JUMBO": ("roti tawar", {"Roti Tawar Kupas"}),
        "Sabun cuci piring 800ml": ("sabun cuci piring", {"Sabun Cuci Piring Jeruk"}),
        "KRPK PISANG UMPAMA 200GR": ("keripik pisang", {"Keripik Pisang Cokelat"}),
        "Wafer Cokelat Pisang": NOTHING,
        "Selai Tawar Aren": NOTHING,
        "Beras premium 5 kg": NOTHING,
        "Beras kencur 1 ltr": ("beras kencur", {"Beras Kencur"}),
        "Minyak Goreng Umpama 2 L": NOTHING,
        "Mi Instan Rekaan 1 dus": NOTHING,
        "Air Mineral Semisal 600 ml": NOTHING,
    }

    for text, (words, names) in fits.items():
        fit = found.for_text(text)
        assert (text, fit.words, {session.get(Product, one).name for one in fit.product_ids}) == (
            text,
            words,
            set(names),
        )


def test_who_moved_away_replaces_nobody(session, shop):
    away = make_goods(session, name="Dodol Durian", maker=make_maker(session, local=False))
    shop.index([SearchDocument(away.product_id, "Dodol Durian", "Pembuat", "")])

    assert Substitutes(session, shop, TODAY, SYNONYMS).for_text("Dodol garut") == NOTHING


def test_where_the_category_is_known_its_goods_go_before_all_others(session, shop):
    cane = make_goods(session, name="Gula Tebu")
    shop.index([SearchDocument(cane.product_id, "Gula Tebu", "Pembuat", "")])
    category_id = session.get(Product, cane.product_id).category_id
    found = Substitutes(session, shop, TODAY, SYNONYMS)

    assert list(found.for_text("Gula pasir", category_id=category_id).product_ids) == [cane.product_id]
    assert len(found.for_text("Teh celup", category_id=category_id).product_ids) == 1
