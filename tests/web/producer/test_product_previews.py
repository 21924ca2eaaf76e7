"""What a maker looks at beforehand is what others will see: the same parts, drawn from the newest revision."""

import re
from datetime import date

import pytest

from marketplace.catalog.models import Availability, Product, ProductRevision, Variant
from marketplace.kernel.review import APPROVED, DRAFT
from marketplace.kernel.roles import OWNER
from tests.conftest import NOW
from tests.factories.catalog import add_picture, add_variant, make_draft, write_pack
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker, set_tier
from tests.factories.partners import make_partner

LONG = date(2099, 12, 31)
ONLY_FOR_WHO_IS_THERE = (  # what is pressed, and the way in for who is not signed in
    r'<form class="mb-buy".*?</form>',
    r' <a href="[^"]*sign-in[^"]*">.*?</a>',
)
ONLY_FOR_ENGINES = (r"<(meta|link) [^>]*>", r' item(scope|prop="[^"]*"|type="[^"]*")')


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini", order_minimum=50_000, delivery_days=["mon"])


def shown(text):
    """The parts that a product's page and its preview share."""
    inside = text.split('<div class="mb-cols mb-cols--home"')[1]
    inside = re.split(r"</div>\s*</article>|</main>", inside)[0]
    for own in (*ONLY_FOR_WHO_IS_THERE, *ONLY_FOR_ENGINES):
        inside = re.sub(own, "", inside, flags=re.DOTALL)
    return [line.strip() for line in inside.splitlines() if line.strip()]


@pytest.fixture
def full(session, maker):
    """A listed product that has something to say in every part."""
    first = make_goods(
        session,
        maker=maker,
        tiers={1: 10_000, 12: 9_000},
        eligible_until=LONG,
        net_content="200 g",
        retail_price=13_000,
        gtin="8999991870014",
        least=5,
    )
    product = session.get(Product, first.product_id)
    make_goods(session, maker=maker, name="Emping", eligible_until=LONG)
    session.add(
        ProductRevision(
            product_id=product.id,
            number=2,
            category_id=product.category_id,
            name="Keripik Pisang Tanduk",
            description="Renyah.",
            composition="Pisang, garam.",
            storage="Kering.",
            shelf_life_days=90,
            packaging="Pouch",
            capacity=400,
            written_by=None,
            written_at=NOW,
        )
    )
    session.flush()
    write_pack(session, first)
    product.approved_number = 2
    second = add_variant(session, product.id, name="Besar", availability=Availability.TO_ORDER, lead_days=4)
    set_tier(session, second, 40_000)
    for place in (1, 2):
        add_picture(session, product, position=place, alt=f"Foto {place}")
    make_certificate(session, producer=maker, expires_on=LONG)
    return product


@pytest.mark.parametrize("who", ["shop", "stranger"])
def test_a_preview_is_the_page_itself(session, owner, as_seat, stranger, full, who):
    visitor = as_seat(OWNER, at=make_partner(session).id) if who == "shop" else stranger
    page = visitor.open(f"/catalog/{full.slug}").text
    preview = owner.open(f"/producer/products/{full.public_id}/preview?by={who}").text

    assert "Rp9.000" in page if who == "shop" else "Rp13.000" in page
    assert shown(preview) == shown(page)
    assert "terlihat di katalog" in preview


def test_it_shows_what_officials_have_not_seen_yet_and_others_do_not_see(session, owner, stranger, maker):
    product = make_draft(session, maker=maker, price=10_000, photo=True, state=APPROVED, eligible_until=LONG)
    at = f"/producer/products/{product.public_id}"
    [variant] = session.query(Variant).filter_by(product_id=product.id)
    fields = {"net_content": "1 kg", "unit": "PCS", "price_1": "11.000", "least": "1", "case_pack": "1"}
    owner.send(f"{at}/variants/{variant.public_id}", fields)
    fields |= {"name": "Mini", "net_content": "50 g"}
    owner.send(f"{at}/variants/new", fields, page=f"{at}/prices")

    preview, page = owner.open(f"{at}/preview").text, stranger.open(f"/catalog/{product.slug}").text
    for pack in ("1 kg", "50 g"):
        assert (pack in preview, pack in page) == (True, False)
    session.rollback()
    assert session.get(Product, product.id).state is DRAFT
    assert "Belum ada surat yang berlaku" in preview
