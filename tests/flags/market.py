"""A market of clean purchases, and frauds of twelve kinds that are planted in it through the services."""

from __future__ import annotations

import io
import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace

from PIL import Image, ImageDraw, ImageEnhance

from marketplace.accounts.models import Seat
from marketplace.adapters.pictures import marking
from marketplace.catalog.models import Product, ProductRevision
from marketplace.files.models import PhotoMark
from marketplace.files.originals import seal_picture
from marketplace.files.queries import unmarked_photos
from marketplace.files.services import store_attachment
from marketplace.flags.ledger import MonthLedger
from marketplace.flags.services import found_in
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, answer_purchase, record_purchase
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person

AUGUST, TODAY = Month(2026, 8), date(2026, 11, 24)
DEARER = (1.5, 0.6, 1.4, 1.25, 2.0)  # the price of a fraud, against the list
LONG_AGO = datetime(2025, 1, 6, 3, tzinfo=NOW.tzinfo)


class Plain:
    """Photos are sealed as they are: what is sealed is not what is looked for here."""

    def seal_bytes(self, content):
        return content

    def open_bytes(self, content):
        return content


class Market:
    """Shops and makers of which each shop buys what it likes; `planted` counts frauds by kind, with their hits."""

    def __init__(self, session, work, storage, *, shops=8, makers=16, seed=7):
        self.session, self.work, self.storage = session, work, storage
        self.chance, self.numbers = random.Random(seed), count(1)
        self.planted = defaultdict(set)
        self.makers = [self.maker() for _ in range(makers)]
        self.goods = [self.product(maker) for maker in self.makers for _ in range(2)]
        self.shops = [self.shop() for _ in range(shops)]

    def maker(self, **given):
        number = next(self.numbers)
        known = {"address": f"Gang Mawar Nomor {number} Metro", "whatsapp": f"+62813{number:08}"}
        return make_maker(self.session, name=f"Pembuat {number}", **known | given)

    def shop(self, **given):
        number = next(self.numbers)
        shop = make_partner(self.session, name=f"Toko {number}", whatsapp=f"+62812{number:08}", **given)
        make_outlet(self.session, shop, address=f"Jalan Melati Nomor {number} Metro")
        return shop

    def product(self, maker, *, created_at=LONG_AGO, capacity=None, price=None):
        price = price or self.chance.randrange(7_300, 31_700, 10)
        variant = make_goods(self.session, maker=maker, name=f"Barang {next(self.numbers)}", price=price)
        product = self.session.get_one(Product, variant.product_id)
        product.created_at = created_at
        if capacity:
            text = ProductRevision(
                product_id=product.id,
                number=2,
                category_id=product.category_id,
                name=product.name,
                capacity=capacity,
                written_by=None,
                written_at=NOW,
            )
            self.session.add(text)
            self.session.flush()
            product.approved_number = 2
        self.session.commit()
        return SimpleNamespace(id=product.id, maker=maker, price=price, name=product.name, row=product)

    def buy(self, shop, goods, *, day=None, units=None, price=None, net=None, photo=None, **given):
        """A purchase through the service; its number."""
        number = next(self.numbers)
        day = day or date(2026, 8, self.chance.randrange(1, 29))
        units = units or self.chance.randrange(3, 37)
        price = price or round(goods.price * self.chance.uniform(0.96, 1.04))
        line = NewLine(
            text=goods.name,
            quantity=Quantity.of(units),
            unit="BKS",
            unit_price=Rupiah(price),
            net=Rupiah(net or price * units),
            product_id=goods.id,
        )
        new = {
            "source": Source.IMPORT,
            "source_ref": f"row-{number}",
            "partner_id": shop.id,
            "producer_id": goods.maker.id,
            "bought_on": day,
            "document_number": f"N-{number:06}",
            "lines": [line],
        }
        with self.work(OWNER, at=shop.id, kind=PARTNER, now=end_of(day)) as uow:
            evidence = self._keep(uow, photo) if photo else None
            return record_purchase(uow, NewPurchase(**new | {"evidence_id": evidence} | given)).id

    def _keep(self, uow, photo):
        picture = seal_picture(Plain(), photo, photo)
        kept = store_attachment(uow, self.storage, content=photo, name="nota.jpg", picture=picture)
        return kept.id

    def confirm(self, purchase, maker):
        actor = Actor(
            None, at=OrganisationId(maker.id), kind=PRODUCER, seats=frozenset({ActorSeat(OWNER, maker.id)})
        )
        with self.work() as uow:
            uow.actor = actor
            answer_purchase(uow, purchase, answer=Answer.CONFIRMED)

    def trade(self, purchases, *, photos=0):
        """Clean purchases: each maker has customers, answers most of what it is asked, and keeps its prices."""
        for number in range(purchases):
            shop, goods = self.chance.choice(self.shops), self.chance.choice(self.goods)
            photo = self.receipt() if number < photos else None
            purchase = self.buy(shop, goods, photo=photo)
            if self.chance.random() < 0.7:
                self.confirm(purchase, goods.maker)

    def innocent(self):
        """Honest purchases that look like frauds, so that precision says something."""
        for number in range(3):  # a young maker with its first customer
            goods = self.product(self.maker())
            for _ in range(7):
                self.confirm(self.buy(self.shops[number], goods), goods.maker)
        for number in range(2):  # shops that stock up on pay day, at round sums
            shop = self.shop()
            for part in range(6):
                goods, net = self.goods[part], (3 + part) * 100_000
                units = round(net / goods.price)
                self.buy(
                    shop, goods, day=date(2026, 8, 30 + part % 2), units=units, net=net if number else None
                )
        for number in range(4):  # a large order at a large discount
            goods = self.goods[number]
            self.buy(self.shops[number], goods, units=200, price=round(goods.price * 0.7))
        for number in range(2):  # makers whose books of receipts all begin at 0001
            for shop in self.shops[number : number + 2]:
                self.buy(shop, self.goods[number], document_number=f"000{number + 1}")
        for number in range(2):  # makers who do not answer, though the goods came
            goods = self.product(self.maker())
            self.confirm(self.buy(self.shops[0], goods), goods.maker)
            for _ in range(4):
                self.buy(self.shops[number + 1], goods)
        for number in range(2):  # an opening order that a visit of the office led to
            goods = self.product(self.maker(), created_at=end_of(date(2026, 8, 20), hour=9))
            self.buy(self.shops[number], goods, day=date(2026, 8, 21))

    def receipt(self):
        """A photo of a receipt on a table, with its own writing, light and place."""
        chance, image = self.chance, Image.new("L", (480, 640), self.chance.randrange(30, 120))
        pen = ImageDraw.Draw(image)
        left, top = chance.randrange(10, 120), chance.randrange(10, 160)
        right, bottom = chance.randrange(300, 470), chance.randrange(400, 630)
        pen.rectangle((left, top, right, bottom), fill=chance.randrange(200, 250))
        for y in range(top + 14, bottom - 10, chance.randrange(14, 30)):
            start = left + chance.randrange(4, 60)
            end = min(right - 4, start + chance.randrange(20, 240))
            pen.rectangle((start, y, end, y + chance.randrange(4, 9)), fill=chance.randrange(20, 90))
        return as_jpeg(image.rotate(chance.uniform(-6, 6), fillcolor=60))

    def mark_photos(self):
        """As the job does, in this process: the photos are our own."""
        for number, sha256 in unmarked_photos(self.session, 10_000):
            content = self.storage.get(f"originals/{sha256}")[32:]
            self.session.add(PhotoMark(attachment_id=number, phash=marking.mark(content)))
        self.session.commit()

    def found(self, month=AUGUST, today=TODAY):
        """Hits by kind, each as (shop, purchase or None, figures)."""
        hits = defaultdict(list)
        for kind, hit in found_in(MonthLedger(self.session, month, today)):
            hits[kind].append(hit)
        return hits


def as_jpeg(image, quality=85):
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def photographed_again(photo, chance):
    """The same sheet sent a second time: smaller, a little lighter, compressed again."""
    image = Image.open(io.BytesIO(photo))
    share = chance.uniform(0.6, 0.95)
    image = image.resize((round(image.width * share), round(image.height * share)))
    return as_jpeg(
        ImageEnhance.Brightness(image).enhance(chance.uniform(0.85, 1.15)), chance.randrange(45, 80)
    )


class Frauds:
    """Twelve ways to make a figure look better than it is; each is remembered by what a flag has to point at."""

    def __init__(self, market):
        self.market = market

    def plant(self, times):
        for number in range(times):
            for kind in KINDS:
                pointed = getattr(self, kind)(number)
                self.market.planted[kind].add(pointed)

    def _pair(self):
        market = self.market
        one, other = market.chance.sample(market.shops, 2)
        return one, other, market.chance.choice(market.goods)

    def same_document(self, number):
        one, other, goods = self._pair()
        day, units = date(2026, 8, 10), 20
        self.market.buy(one, goods, day=day, units=units, document_number=f"K/{number}/2026")
        return self.market.buy(other, goods, day=day, units=units, document_number=f"Nota K/{number}/2026")

    def reused_file(self, number):
        one, other, goods = self._pair()
        photo = self.market.receipt()
        self.market.buy(one, goods, photo=photo)
        return self.market.buy(other, goods, photo=photo)

    def near_photo(self, number):
        one, other, goods = self._pair()
        photo = self.market.receipt()
        self.market.buy(one, goods, photo=photo)
        return self.market.buy(other, goods, photo=photographed_again(photo, self.market.chance))

    def price_outlier(self, number):
        shop, _, goods = self._pair()
        for other in self.market.shops[:6]:
            self.market.buy(other, goods)
        return self.market.buy(shop, goods, price=round(goods.price * DEARER[number]))

    def round_amounts(self, number):
        shop = self.market.shop()
        for part in range(6):
            goods, net = self.market.chance.choice(self.market.goods), (2 + part) * 100_000
            self.market.buy(shop, goods, units=round(net / goods.price), net=net)
        return shop.id

    def month_end(self, number):
        shop = self.market.shop()
        for _ in range(3 + number % 3):
            self.market.buy(shop, self.market.chance.choice(self.market.goods), units=5)
        for part in range(7):
            self.market.buy(
                shop, self.market.chance.choice(self.market.goods), day=date(2026, 8, 29 + part % 3), units=9
            )
        return shop.id

    def unanswered(self, number):
        shop, goods = self.market.chance.choice(self.market.shops), self.market.product(self.market.maker())
        other = next(one for one in self.market.shops if one is not shop)
        self.market.confirm(self.market.buy(other, goods), goods.maker)
        for _ in range(4):
            self.market.buy(shop, goods)
        return shop.id, goods.maker.id

    def related(self, number):
        market, session = self.market, self.market.session
        shop = market.chance.choice(market.shops)
        if number % 5 == 0:
            maker = market.maker(whatsapp=shop.whatsapp)
        elif number % 5 == 1:
            maker, person = market.maker(), make_person(session)
            for place in (maker, shop):
                session.add(
                    Seat(user_id=person.id, organisation_id=OrganisationId(place.id), role=OWNER, from_at=NOW)
                )
            session.commit()
        elif number % 5 == 2:
            shop = market.shop()
            maker = market.maker(address="Jl. Kenanga No. 12, Metro Pusat")
            make_outlet(session, shop, address="jl kenanga no 12 metro pusat")
        else:
            mark = {"nik_mark": f"m{number}"} if number % 5 == 3 else {"account_mark": f"a{number}"}
            first, maker = market.maker(**mark), market.maker(**mark)
            market.confirm(market.buy(shop, market.product(first)), first)
        purchase = market.buy(shop, market.product(maker))
        market.confirm(purchase, maker)
        return shop.id, maker.id

    def certificates(self, number):
        goods = self.market.product(self.market.maker())
        over = {"issued_on": date(2021, 8, 1), "expires_on": date(2026, 8, 2)}
        late = {"created_at": datetime(2026, 10, 1, 3, tzinfo=NOW.tzinfo)}
        make_certificate(
            self.market.session, goods.row, **({"created_at": LONG_AGO} | over if number % 2 else late)
        )
        return self.market.buy(self.market.chance.choice(self.market.shops), goods, day=date(2026, 8, 12))

    def one_customer(self, number):
        goods, shop = self.market.product(self.market.maker()), self.market.chance.choice(self.market.shops)
        for _ in range(7):
            self.market.confirm(self.market.buy(shop, goods), goods.maker)
        return shop.id, goods.maker.id

    def fresh_listing(self, number):
        day = date(2026, 8, 5 + number)
        goods = self.market.product(self.market.maker(), created_at=end_of(day, hour=9))
        return self.market.buy(
            self.market.chance.choice(self.market.shops), goods, day=day + timedelta(days=number % 2)
        )

    def over_capacity(self, number):
        goods = self.market.product(self.market.chance.choice(self.market.makers), capacity=60)
        shop = self.market.chance.choice(self.market.shops)
        for _ in range(3):
            self.market.buy(shop, goods, units=25)
        return shop.id, goods.id


KINDS = (
    "same_document",
    "reused_file",
    "near_photo",
    "price_outlier",
    "round_amounts",
    "month_end",
    "unanswered",
    "related",
    "certificates",
    "one_customer",
    "fresh_listing",
    "over_capacity",
)


def pointed_at(kind, hit):
    """What a hit points at, as its fraud was remembered."""
    if hit.purchase_id is not None:
        return hit.purchase_id
    parts = hit.key.split("-")
    if kind in ("unanswered", "related"):
        return hit.partner_id, int(parts[-3])
    if kind in ("one_customer", "over_capacity"):
        return hit.partner_id, int(parts[0])
    return hit.partner_id


def measured(market):
    """Per kind: planted, found among them, hits altogether."""
    hits, table = market.found(), {}
    for kind in KINDS:
        points = Counter(pointed_at(kind, hit) for hit in hits[kind])
        caught = {one for one in market.planted[kind] if points[one]}
        table[kind] = (len(market.planted[kind]), len(caught), len(points))
    return table
