import re
from datetime import date

import pytest
from sqlalchemy import func, select

from marketplace.catalog.models import Availability, Demand, Product, Variant
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.orders import BasketLine, Order
from marketplace.partners.models import Mou, Partner
from marketplace.producers.models import Producer
from tests.factories.ordering import make_goods, make_maker, make_term, set_tier
from tests.factories.partners import make_mou, make_outlet, make_partner

LONG = date(2099, 12, 31)


@pytest.fixture
def goods(session):
    def make(**given):
        session.rollback()  # what the program wrote meanwhile is seen
        return make_goods(session, eligible_until=LONG, **given)

    return make


@pytest.fixture
def outlet(session):
    partner = make_partner(session, mou=False)
    make_mou(session, partner, ends_on=LONG)
    return make_outlet(session, partner, name="Iringmulyo")


@pytest.fixture
def buyer(as_seat, outlet):
    return as_seat(STAFF, at=outlet.partner_id)


def add(buyer, variant, quantity, **more):
    return buyer.send(
        "/partner/basket/add",
        {"variant": variant.public_id, "quantity": str(quantity), **more},
        page="/partner/shop",
    )


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def send(buyer, **more):
    page = buyer.open("/partner/basket").text
    fields = {name: hidden(page, name) for name in ("key", "shown", "outlet")}
    return buyer.send("/partner/basket", fields | more)


def test_a_tap_in_the_shop_puts_it_in_and_comes_back(buyer, goods):
    variant = goods(name="Keripik Talas", price=8_500)
    assert "Keripik Talas" in buyer.open("/partner/shop").text

    answer = add(buyer, variant, 3, next="/partner/shop?q=talas")

    assert answer.location == "/partner/shop?q=talas"
    page = buyer.open("/partner/basket").text
    assert "Keripik Talas" in page
    assert "Rp25.500" in page
    assert "Kirim satu pesanan" in page


def test_it_does_not_come_back_to_another_site(buyer, goods):
    assert add(buyer, goods(), 1, next="https://jahat.example/").location == "/partner/basket"


@pytest.mark.parametrize(
    "quantity, words", [("7", "isi 6 atau 12"), ("dua", "bukan bilangan bulat"), ("", "wajib")]
)
def test_a_quantity_that_cannot_be_ordered_is_mended_on_the_spot(buyer, goods, session, quantity, words):
    answer = add(buyer, goods(case_pack=6), quantity)

    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(func.count()).select_from(BasketLine)) == 0


def test_what_is_not_listed_is_not_there(buyer, session):
    hidden_away = make_goods(session, eligible_until=None)
    make_goods(session, eligible_until=LONG)

    assert add(buyer, hidden_away, 1).status_code == 404


def test_one_press_makes_an_order_per_maker(buyer, goods, session, outlet):
    for variant in (goods(), goods()):
        add(buyer, variant, 5)
    assert "Kirim 2 pesanan" in buyer.open("/partner/basket").text

    sent = send(buyer, note="Lewat belakang").location

    session.rollback()
    orders = session.scalars(select(Order)).all()
    assert [order.note for order in orders] == ["Lewat belakang"] * 2
    page = buyer.open(sent).text
    assert "2 pesanan terkirim" in page
    for order in orders:
        assert order.number in page
        assert f"/partner/orders/{order.public_id}" in page
    assert page.count("pukul 17.00 WIB") == 2  # who answers by when
    assert "Keranjang kosong" in buyer.open("/partner/basket").text


def test_what_is_consigned_is_not_a_sum_to_pay(buyer, goods, session, outlet):
    lent, bought = goods(price=10_000), goods(price=20_000)
    make_term(session, session.get_one(Producer, lent.producer_id), outlet)
    add(buyer, lent, 3)
    add(buyer, bought, 1)

    page = buyer.open("/partner/basket").text

    assert "Titip jual: <b>Rp30.000</b>" in page
    assert "<p><b>Rp20.000</b></p>" in page
    assert page.count("belum ada yang terutang") == 1
    assert "<output>Rp50.000</output>" in page
    assert "termasuk titipan Rp30.000, dibayar setelah laku" in page


def test_the_same_form_sent_twice_makes_one_order_and_leads_to_it(buyer, goods, session):
    add(buyer, goods(), 5)
    page = buyer.open("/partner/basket").text
    fields = {name: hidden(page, name) for name in ("key", "shown", "outlet")}

    first = buyer.send("/partner/basket", fields)
    add(buyer, goods(), 1)  # so that there is a form to send again from
    second = buyer.send("/partner/basket", fields)

    session.rollback()
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Order)) == 1


def test_a_price_that_changed_meanwhile_is_told_before_anything_is_sent(buyer, goods, session):
    variant = goods(price=10_000)
    add(buyer, variant, 5)
    page = buyer.open("/partner/basket").text
    fields = {name: hidden(page, name) for name in ("key", "shown", "outlet")}
    session.rollback()
    set_tier(session, variant, 11_000, from_on=date(2026, 1, 2))

    answer = buyer.send("/partner/basket", fields)

    assert answer.status_code == 422
    assert "Harga atau isi keranjang berubah" in answer.text
    assert "dari Rp10.000 menjadi Rp11.000." in answer.text
    assert "Harga berubah dari Rp10.000 menjadi Rp11.000" in answer.text
    assert send(buyer).status_code == 302


def test_what_is_new_is_accepted_in_one_tap_one_line_or_all(buyer, goods, session):
    first, second = goods(name="Sale", price=10_000), goods(name="Talas", price=10_000)
    for variant in (first, second):
        add(buyer, variant, 5)
        session.rollback()
        set_tier(session, variant, 11_000, from_on=date(2026, 1, 2))
    page = buyer.open("/partner/basket").text
    assert page.count("Harga berubah dari") == 2
    assert "2 barang berubah" in page

    buyer.send("/partner/basket/accept", {"variant": first.public_id}, page="/partner/basket")
    assert buyer.open("/partner/basket").text.count("Harga berubah dari") == 1
    add(buyer, goods(name="Kopi", price=10_000), 5)
    buyer.send("/partner/basket/accept", page="/partner/basket")

    page = buyer.open("/partner/basket").text
    assert "Harga berubah dari" not in page
    assert page.count("Rp55.000") >= 2


def test_buttons_step_by_whole_packs_and_the_last_one_takes_it_out(buyer, goods):
    variant = goods(case_pack=6, least=6)
    add(buyer, variant, 12)

    def step(to):
        fields = {"variant": variant.public_id, "quantity": "12", "to": to}
        buyer.send("/partner/basket/change", fields, page="/partner/basket")
        return buyer.open("/partner/basket").text

    page = buyer.open("/partner/basket").text
    assert 'name="to" value="6"' in page and 'name="to" value="18"' in page
    assert 'name="quantity" inputmode="numeric" autocomplete="off" required value="18"' in step("18")
    page = step("6")
    assert 'name="to" value="0"' in page and 'name="to" value="12"' in page
    assert "Keranjang kosong" in step("0")


@pytest.mark.parametrize("quantity, to, words", [("", "", "wajib diisi"), ("x", "", "bukan bilangan bulat")])
def test_a_change_without_a_number_is_mended(buyer, goods, quantity, to, words):
    variant = goods()
    add(buyer, variant, 5)

    fields = {"variant": variant.public_id, "quantity": quantity, "to": to}
    answer = buyer.send("/partner/basket/change", fields, page="/partner/basket")

    assert answer.status_code == 422
    assert words in answer.text


def test_the_last_basket_comes_back_in_one_tap(buyer, goods, session):
    kept, dearer, gone = goods(name="Kopi"), goods(name="Sale"), goods(name="Talas")
    for variant in (kept, dearer, gone):
        add(buyer, variant, 4)
    assert "Pesan lagi" not in buyer.open("/partner/basket").text
    send(buyer)
    session.rollback()
    set_tier(session, dearer, 12_000, from_on=date(2026, 1, 2))
    session.get(Variant, gone.id).availability = Availability.SOLD_OUT
    session.commit()
    assert "Pesan lagi seperti terakhir" in buyer.open("/partner/basket").text

    buyer.send("/partner/basket/again", page="/partner/basket")

    page = buyer.open("/partner/basket").text
    assert "2 barang seperti pesanan terakhir" in page
    assert "Harganya berubah: Sale" in page
    assert "Tidak masuk: Talas: Pembuat menyatakan barang ini habis." in page
    assert "Harga berubah dari Rp10.000 menjadi Rp12.000" in page


def test_ids_of_others_are_not_there(buyer, goods, session):
    other = make_outlet(session, make_partner(session))
    add(buyer, goods(), 1)
    fields = {"variant": "k3m9p2q7r4s8"}

    assert buyer.send("/partner/basket/accept", fields, page="/partner/basket").status_code == 404
    for way in ("accept", "again"):
        answer = buyer.send(f"/partner/basket/{way}", {"outlet": other.public_id}, page="/partner/basket")
        assert answer.status_code == 404


def test_many_outlets_are_chosen_from_a_list(buyer, goods, session, outlet):
    partner = session.get(Partner, outlet.partner_id)
    others = [make_outlet(session, partner, name=f"Gerai {one}") for one in range(5)]

    page = buyer.open("/partner/basket").text
    assert "Pindah gerai" in page
    assert f"Untuk {others[3].name}" in buyer.open(f"/partner/basket?outlet={others[3].public_id}").text


def test_a_basket_of_thirty_lines_takes_as_many_statements_as_one_of_two(buyer, goods, statements):
    def lines(count):
        for _ in range(count):
            add(buyer, goods(), 1)
        return statements(lambda: buyer.open("/partner/basket"))

    assert lines(2) == lines(28)


def test_a_makers_minimum_and_what_is_sold_out_are_told(buyer, goods, session):
    maker = make_maker(session, order_minimum=100_000)
    variant = goods(maker=maker, price=10_000)
    add(buyer, variant, 6)

    page = buyer.open("/partner/basket").text
    assert "kurang Rp40.000 lagi" in page
    assert "disabled" in page

    session.rollback()
    session.get(Variant, variant.id).availability = Availability.SOLD_OUT
    session.commit()
    assert "Pembuat menyatakan habis" in buyer.open("/partner/basket").text
    assert send(buyer).status_code == 422


def test_a_line_is_changed_and_taken_out(buyer, goods, session):
    variant = goods(case_pack=5)
    add(buyer, variant, 5)
    change = {"variant": variant.public_id}

    wrong = buyer.send("/partner/basket/change", change | {"quantity": "7"}, page="/partner/basket")
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.text
    assert "isi 5 atau 10" in wrong.text

    buyer.send("/partner/basket/change", change | {"quantity": "10"}, page="/partner/basket")
    assert 'value="10"' in buyer.open("/partner/basket").text
    buyer.send("/partner/basket/change", change | {"quantity": "0"}, page="/partner/basket")
    assert "Keranjang kosong" in buyer.open("/partner/basket").text


def test_every_outlet_has_its_own_basket(buyer, goods, session, outlet):
    other = make_outlet(session, session.get(Partner, outlet.partner_id), name="Yosodadi")
    buyer.open(f"/partner/basket?outlet={other.public_id}")
    add(buyer, goods(name="Keripik Talas"), 2)

    assert "Keripik Talas" in buyer.open("/partner/basket").text
    assert "Keripik Talas" not in buyer.open(f"/partner/basket?outlet={outlet.public_id}").text


def test_another_partners_outlet_is_not_there(buyer, session):
    other = make_outlet(session, make_partner(session))

    assert buyer.open(f"/partner/basket?outlet={other.public_id}").status_code == 404


def test_without_an_mou_the_button_says_why(buyer, goods, session, outlet):
    add(buyer, goods(), 5)
    session.rollback()
    session.scalars(select(Mou).filter_by(partner_id=outlet.partner_id)).one().ended_on = date(2026, 1, 2)
    session.commit()

    page = buyer.open("/partner/basket").text

    assert "Belum ada MoU yang berlaku" in page
    assert "disabled" in page
    assert send(buyer).status_code == 422


def test_without_an_outlet_it_leads_to_adding_one(as_seat, session):
    partner = make_partner(session)
    page = as_seat(OWNER, at=partner.id).open("/partner/basket").text

    assert "Belum ada gerai" in page
    assert "/partner/outlets" in page


def test_makers_and_officials_have_no_basket(as_seat, session, goods):
    maker_id = goods().producer_id

    for visitor in (as_seat(OWNER, at=maker_id), as_seat(OFFICER)):
        assert visitor.open("/partner/basket").status_code == 403


def test_the_catalogs_product_page_has_the_button_for_buyers_only(buyer, stranger, goods, session):
    product = session.get(Product, goods().product_id)
    address = f"/catalog/{product.slug}"

    assert "Masukkan keranjang" in buyer.open(address).text
    assert "Masukkan keranjang" not in stranger.open(address).text


def test_what_a_shop_did_not_get_is_counted_though_the_act_was_undone(buyer, goods, session):
    gone = goods(availability=Availability.SOLD_OUT)
    assert add(buyer, gone, 1).status_code == 422
    assert add(buyer, goods(case_pack=6), 1).status_code == 422

    session.rollback()
    counted = [(row.product_id, row.wish.value, row.count) for row in session.scalars(select(Demand))]
    assert counted == [(gone.product_id, "missed", 1)]


def test_a_wrong_quantity_is_said_of_its_goods_and_leads_back_to_where_it_was_typed(buyer, goods):
    variant = goods(name="Keripik Talas", net_content="250 g", least=12)

    answer = add(buyer, variant, 5, next="/partner/shop?view=list#p-keripik-talas")
    assert answer.status_code == 422
    page = answer.text
    assert "<b>Keripik Talas 250 g</b>" in page
    assert 'href="/partner/shop?view=list#p-keripik-talas">Kembali belanja' in page
    elsewhere = add(buyer, variant, 5, next="https://example.com/").text
    assert "example.com" not in elsewhere and 'href="/partner/shop">Kembali belanja' in elsewhere


def test_the_shop_says_what_is_in_the_basket_and_comes_back_to_what_was_put_in(buyer, goods, session):
    variant, other = goods(name="Keripik Talas"), goods(name="Kopi Bubuk")
    spot = f"p-{session.get(Product, variant.product_id).slug}"
    assert f'id="{spot}"' in buyer.open("/partner/shop").text

    answer = add(buyer, variant, 3, next=f"/partner/shop?#{spot}")
    assert answer.headers["Location"] == f"/partner/shop#{spot}"
    page = buyer.open("/partner/shop").text
    assert f'name="next" value="/partner/shop?#{spot}"' in page
    assert page.count("3 di keranjang") == 1 and "Lihat keranjang (1)" in page
    add(buyer, other, 7)
    assert "Lihat keranjang (2)" in buyer.open("/partner/shop?view=list").text


def test_from_the_page_of_a_product_a_buyer_gets_to_the_basket_and_back_to_the_shop(
    buyer, stranger, goods, session
):
    variant = goods(name="Keripik Talas")
    slug = session.get(Product, variant.product_id).slug

    page = buyer.open(f"/catalog/{slug}").text
    assert 'href="/partner/basket"' in page and 'href="/partner/shop"' in page
    assert (
        'href="/partner/shop?q=talas&amp;view=list"'
        in buyer.open("/catalog?q=talas&view=list&utm_source=wa").text
    )
    seen = stranger.open(f"/catalog/{slug}").text
    assert "/partner/" not in seen and 'href="/catalog"' in seen
