"""Cards and labels for shelves, from the pages of makers and shops."""

import html
import re
from datetime import date

from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from tests.factories.ordering import make_goods, make_maker
from tests.factories.papers import pages_of
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

GTIN = "8999991870018"


def read(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_a_maker_prints_for_what_it_sells(session, as_seat):
    maker = make_maker(session, name="Keripik Bu Tini")
    crisps = make_goods(
        session, maker=maker, name="Keripik Pisang", gtin=GTIN, net_content="200 g", retail_price=15_000
    )
    lapsed = make_goods(session, maker=maker, name="Abon Lele", eligible_until=date(2026, 1, 1))
    others = make_goods(session, name="Milik orang lain", gtin="96385074")
    owner, page = as_seat(OWNER, at=maker.id), "/producer/shelf-prints"

    talker = read(owner.open(page))
    assert (
        "Keripik Pisang" in talker and "1 barang lain tidak tayang" in talker and "orang lain" not in talker
    )
    answer = owner.send(page, {f"n_{crisps.public_id}": "5", f"n_{others.public_id}": "3", "size": "large"})
    assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "private, no-store"
    assert [one.count("PRODUK ASLI METRO") for one in pages_of(answer.data)] == [4, 1]

    price = f"{page}?kind=price"
    assert 'value="15.000"' in owner.open(price).text and 'value="4"' in owner.open(f"{price}&each=4").text
    fields = {f"n_{crisps.public_id}": "1", f"p_{crisps.public_id}": "16.000", f"n_{lapsed.public_id}": "2"}
    refused = owner.send(price, fields | {"size": "small"})
    assert refused.status_code == 422
    assert (
        "Isi harga Abon Lele, atau kosongkan jumlahnya." in read(refused) and 'value="16.000"' in refused.text
    )
    fields |= {f"p_{lapsed.public_id}": "30000", "size": "small"}
    (sheet,) = pages_of(owner.send(price, fields).data)
    assert "Rp16.000" in sheet and "Rp8.000 per 100 g" in sheet and sheet.count("Rp30.000") == 2

    bars = f"{page}?kind=barcode"
    for count, complaint in (
        ("", "paling tidak satu barang"),
        ("201", "paling banyak 200"),
        ("x", "bilangan"),
    ):
        answer = owner.send(bars, {f"n_{crisps.public_id}": count, "size": "small"})
        assert answer.status_code == 422 and complaint in read(answer)
    assert "1 barang lain belum punya barcode" in read(owner.open(bars))
    assert owner.send(bars, {f"n_{crisps.public_id}": "65", "size": "small"}).mimetype == "application/pdf"


def test_a_shop_prints_for_what_it_buys_at_its_own_price(session, as_seat):
    maker, shop = make_maker(session), make_partner(session)
    crisps = make_goods(session, maker=maker, name="Keripik Pisang", retail_price=15_000)
    make_goods(session, maker=maker, name="Tidak dibeli")
    clerk, page = as_seat(STAFF, at=shop.id), "/partner/shelf-prints?kind=price"
    assert "Belum ada barang di rak Anda" in read(clerk.open(page))
    day = clock.day_of(clock.now())
    make_purchase(session, shop, maker, lines=[{"variant_id": crisps.id}], bought_on=day)

    shown = clerk.open(page)
    assert 'value="15.000"' in shown.text and "Tidak dibeli" not in shown.text
    sent = {f"n_{crisps.public_id}": "2", f"p_{crisps.public_id}": "17.500", "size": "large"}
    (sheet,) = pages_of(clerk.send(page, sent).data)
    assert sheet.count("Rp17.500") == 2 and "Rp15.000" not in sheet


def test_without_goods_the_next_step_is_told(session, as_seat):
    maker = as_seat(OWNER, at=make_maker(session).id)
    assert "/producer/products/new" in maker.open("/producer/shelf-prints?kind=nonsense&each=-1").text
