import re
from datetime import date

from marketplace.catalog.models import Product
from marketplace.kernel.roles import OFFICER, OWNER
from tests.factories.catalog import make_category
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner

LONG = date(2099, 12, 31)


def test_each_kind_of_goods_has_a_page_and_a_group_shows_all_beneath_it(session, stranger, as_seat):
    food = make_category(session, code="food", name="Makanan dan minuman")
    chips, coffee, tea = (
        make_category(session, code=code, name=name, parent_id=food.id)
        for code, name in (("dry-food", "Keripik"), ("coffee", "Kopi"), ("tea", "Teh"))
    )
    maker = make_maker(session)

    def goods(name, category):
        variant = make_goods(session, name=name, maker=maker, eligible_until=LONG, price=11_750)
        session.get(Product, variant.product_id).category_id = category.id
        session.commit()

    goods("Keripik Pisang", chips)
    goods("Kopi Robusta", coffee)
    for number in range(24):
        goods(f"Keripik {number}", chips)

    def names(page):
        return re.findall(r'<h3><a href="/catalog/[^"]+">([^<]+)</a>', page.text)

    index = stranger.open("/categories").text
    for words in ("/categories/food", "26 produk", "/categories/dry-food", "/categories/coffee"):
        assert words in index
    assert "/categories/tea" not in index

    assert names(stranger.open("/categories/coffee")) == ["Kopi Robusta"]
    both = stranger.open("/categories/food")
    assert "26 produk dari 1 pembuat" in both.text
    assert len(names(both)) == 24
    last = stranger.open("/categories/food?page=2")
    assert names(last) == ["Kopi Robusta", "Keripik Pisang"]
    assert 'rel="canonical" href="http://127.0.0.1:8000/categories/food?page=2"' in last.text
    assert "Belum ada produk sejenis ini" in stranger.open(f"/categories/{tea.code}").text
    assert stranger.open("/categories/entah").status_code == 404
    assert stranger.open("/categories/food?page=9").location == "/categories/food?page=2"

    assert "11.750" not in both.text
    shop = as_seat(OWNER, at=make_partner(session).id)
    assert "Rp11.750" in shop.open("/categories/coffee").text


def test_who_buys_puts_into_the_basket_from_every_shelf(session, stranger, as_seat):
    maker = make_maker(session)
    coffee = make_category(session, code="coffee", name="Kopi")
    variant = make_goods(session, name="Kopi Robusta", maker=maker, eligible_until=LONG, price=11_750)
    session.get(Product, variant.product_id).category_id = coffee.id
    session.commit()
    outlet = make_outlet(session, make_partner(session))
    shop, bare = as_seat(OWNER, at=outlet.partner_id), as_seat(OWNER, at=make_partner(session).id)
    others = (stranger, bare, as_seat(OFFICER), as_seat(OWNER, at=maker.id))
    shelves = ("/", "/catalog", "/catalog?view=list", "/categories/coffee", f"/producers/{maker.slug}")

    def forms(person, address):
        page = person.open(address).text
        assert "Kopi Robusta" in page
        return page.count('action="/partner/basket/add"')

    for address in (*shelves, "/partner/shop"):
        assert forms(shop, address) == 1
        page = shop.open(address).text
        back = re.search(r'name="next" value="([^"]+)"', page)[1]
        answer = shop.send(
            "/partner/basket/add",
            {"variant": variant.public_id, "quantity": "2", "next": back},
            page=address,
        )
        spot = re.search(r'<li class="[^"]+" id="(p-[^"]+)"', page)[1]
        assert answer.location == f"{address}#{spot}"
    itself = f"/catalog/{session.get(Product, variant.product_id).slug}"
    assert forms(shop, itself) == 1
    for address in ("/categories/coffee", itself):
        assert "12 di keranjang" in shop.open(address).text

    for person in others:
        assert not any(forms(person, address) for address in (*shelves, itself))
