"""One tap in the list of products says whether goods are there, and shops see it at once."""

import re
from html import unescape

import pytest

from marketplace.catalog.models import Availability, Variant
from marketplace.inventory.models import StockItem
from marketplace.kernel.roles import OWNER, PARTNER, STAFF
from tests.factories.catalog import add_variant
from tests.factories.ordering import make_basket, make_goods, make_maker

LIST = "/producer/products"
FORM = re.compile(r"<form method=\"post\">(.*?)</form>", re.DOTALL)
INPUT = re.compile(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"')
BUTTON = re.compile(r'<button class="mb-tap[^"]*" name="([^"]+)" value="([^"]+)" aria-pressed="([^"]+)"')


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def owner(as_seat, maker):
    return as_seat(STAFF, at=maker.id)


@pytest.fixture
def goods(session, maker):
    return make_goods(session, maker=maker, name="Keripik Talas")


def forms(browser, variant):
    """The forms of this variant as they stand on the page: fields, and buttons with whether they are pressed."""
    for form in FORM.findall(browser.open(LIST).text):
        fields = dict(INPUT.findall(form))
        if fields.get("variant") == variant.public_id:
            yield fields, {value: (name, pressed == "true") for name, value, pressed in BUTTON.findall(form)}


def pressed(browser, variant):
    return [value for _, buttons in forms(browser, variant) for value, (_, on) in buttons.items() if on]


def tap(browser, variant, value, **typed):
    """One press of that button; everything else was on the page already."""
    for fields, buttons in forms(browser, variant):
        if value in buttons:
            return browser.send_blindly(LIST, fields | typed | {buttons[value][0]: value})
    raise AssertionError(f"no button says {value}")


def stored(session, variant):
    session.rollback()
    found = session.get(Variant, variant.id)
    return found.availability, found.lead_days


def test_one_tap_is_one_post_and_the_list_says_what_holds_now(owner, goods, session):
    assert pressed(owner, goods) == ["ready"]

    answer = tap(owner, goods, "sold_out")

    assert answer.status_code == 302
    assert answer.location == f"{LIST}#v-{goods.public_id}"
    assert stored(session, goods) == (Availability.SOLD_OUT, None)
    assert pressed(owner, goods) == ["sold_out"]


def test_to_order_offers_three_days_and_remembers_another_number(owner, goods, session):
    assert tap(owner, goods, "to_order").status_code == 302
    assert stored(session, goods) == (Availability.TO_ORDER, 3)

    tap(owner, goods, "to_order", lead_days="5")
    tap(owner, goods, "ready")
    assert stored(session, goods) == (Availability.READY, 5)
    assert pressed(owner, goods) == ["ready"]

    tap(owner, goods, "to_order")
    assert stored(session, goods) == (Availability.TO_ORDER, 5)


@pytest.mark.parametrize("typed, says", [("0", "1"), ("91", "90"), ("tiga", "bukan bilangan bulat")])
def test_days_that_cannot_be_are_told_at_their_place(owner, goods, session, typed, says):
    answer = tap(owner, goods, "to_order", lead_days=typed)

    assert answer.status_code == 422
    assert says in answer.text
    assert f'href="#d-{goods.public_id}"' in answer.text
    assert f'value="{typed}" aria-invalid="true"' in answer.text
    assert stored(session, goods) == (Availability.READY, None)


def test_days_are_asked_for_the_first_time(owner, goods):
    answer = tap(owner, goods, "to_order", lead_days="")
    assert answer.status_code == 422
    assert "berapa hari pembuatan" in answer.text


def test_every_variant_has_its_own_buttons(owner, goods, session):
    other = add_variant(session, goods.product_id, name="500 g", unit="BKS")

    tap(owner, other, "sold_out")

    assert (pressed(owner, goods), pressed(owner, other)) == (["ready"], ["sold_out"])
    assert "500 g" in owner.open(LIST).text


@pytest.mark.parametrize("query", ["?end=1", "?state=listed&q=keripik", "?sort=name"])
def test_it_stays_on_the_page_of_the_list_it_was_pressed_on(owner, goods, query):
    fields = {"variant": goods.public_id, "availability": "sold_out"}
    answer = owner.send(f"{LIST}{query}", fields)
    assert answer.location == f"{LIST}{query}#v-{goods.public_id}"


def test_another_makers_goods_do_not_answer(owner, session):
    theirs = make_goods(session)
    answer = owner.send(LIST, {"variant": theirs.public_id, "availability": "sold_out"}, page=LIST + "/new")
    assert answer.status_code == 404
    assert stored(session, theirs) == (Availability.READY, None)


class TestWhatShopsSee:
    @pytest.fixture
    def outlet(self, session, goods):
        return make_basket(session, (goods, 6))

    @pytest.fixture
    def shop(self, as_seat, outlet):
        return as_seat(OWNER, at=outlet.partner_id)

    def chips(self, shop, goods):
        """What the shop's catalog says of these goods, and whether they can be put into the basket."""
        page = shop.open("/partner/shop").text
        card = page[page.index("Keripik Talas</a>") :]
        words = re.findall(r'<span class="mb-chip[^"]*"><svg.*?</svg>([^<]*)</span>', card)
        return unescape(words[0]), f'value="{goods.public_id}"' in card

    def test_they_see_it_in_catalog_and_basket_at_once(self, owner, shop, goods):
        assert self.chips(shop, goods) == ("Ada", True)

        tap(owner, goods, "sold_out")
        assert self.chips(shop, goods) == ("Habis", False)
        assert "menyatakan habis" in shop.open("/partner/basket").text

        tap(owner, goods, "to_order", lead_days="4")
        assert self.chips(shop, goods) == ("Pesan 4 hari", True)
        assert "kirim 4 hari" in shop.open("/partner/shop").text

        tap(owner, goods, "ready")
        assert self.chips(shop, goods) == ("Ada", True)
        assert "kirim 4 hari" not in shop.open("/partner/shop").text

    @pytest.mark.parametrize(
        "on_hand, reserved, says",
        [(12, 4, ("Ada 8", True)), (4, 4, ("Habis", False)), (0, 0, ("Habis", False))],
    )
    def test_counted_stock_says_what_is_left(self, session, owner, shop, goods, on_hand, reserved, says):
        session.add(StockItem(variant_id=goods.id, on_hand=on_hand, reserved=reserved))
        session.commit()

        assert self.chips(shop, goods) == says
        product = shop.open("/partner/shop").text
        address = re.search(r'href="(/catalog/[^"]+)"', product[product.index("<ul") :])[1]
        assert says[0] in shop.open(address).text
        assert f"Stok bebas {on_hand - reserved}" in owner.open(LIST).text

    def test_less_than_the_smallest_order_is_sold_out(self, session, shop, maker):
        goods = make_goods(session, maker=maker, name="Keripik Talas", least=6, stock=5)
        assert self.chips(shop, goods) == ("Habis", False)

    def test_strangers_are_not_told_how_much_there_is(self, session, stranger, goods):
        session.add(StockItem(variant_id=goods.id, on_hand=12))
        session.commit()
        page = stranger.open("/catalog").text
        assert "Ada" in page
        assert "Ada 12" not in page


def test_a_shop_cannot_say_it(as_seat, session, goods):
    shop = as_seat(OWNER, at=make_basket(session).partner_id)
    assert shop.actor.kind is PARTNER
    fields = {"variant": goods.public_id, "availability": "sold_out"}
    assert shop.send(LIST, fields, page="/partner/basket").status_code == 403
    assert stored(session, goods) == (Availability.READY, None)
