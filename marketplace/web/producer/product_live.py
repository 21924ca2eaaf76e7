"""The day a product goes live: its maker is told, and shares it with one tap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.models import Product
from marketplace.catalog.own_products import first_photos, live_among
from marketplace.certification.events import ProductsListed
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import EntryList
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import _l
from marketplace.producers.queries import names_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.contacts import whatsapp
from marketplace.web.context import reading
from marketplace.web.one_time_codes import own_address
from marketplace.web.tasks import Task

bp = Blueprint("producer_product_live", __name__)

NEWS = timedelta(days=3)  # so long the home tells of it
ENTRIES = 3


@dataclass(frozen=True)
class Shared:
    """What is sent: a text with the product's own address in it."""

    text: str

    @property
    def chat(self) -> str:
        return whatsapp(self.text)


@bp.get("/products/<public_id>/live")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    product = uow.find(Product, public_id=public_id, producer_id=uow.actor.organisation)
    if product.id not in live_among(uow.session, [product.id], uow.today):
        raise NotFound(f"product {public_id} is not in the catalog")
    link = own_address("public_catalog.show", slug=product.slug)
    return render_template(
        "producer/products/live.html",
        product=product,
        maker=names_of(uow.session, [product.producer_id])[product.producer_id],
        photo=first_photos(uow.session, [product.id]).get(product.id),
        since=dict(_news(uow, None)).get(product.id),
        sharing=Shared(
            gettext(
                "%(product)s buatan kami sudah ada di MB2 Metro Bangga Beli. Lihat: %(link)s",
                product=product.name,
                link=link,
            )
        ),
    )


def went_live(uow: UnitOfWork) -> Iterator[Task]:
    """What went live in the last days and still is, a card for the newest."""
    news = _news(uow, uow.today - NEWS)
    if not news:
        return
    rows = live_among(uow.session, news, uow.today)
    found = [rows[one] for one in news if one in rows]
    if not found:
        return
    first, *rest = found
    yield Task(
        title=_l("%(product)s sudah tayang", product=first.name)
        if not rest
        else _l("%(product)s dan %(count)s produk lain sudah tayang", product=first.name, count=len(rest)),
        text=_l("Pembeli di Metro sekarang dapat menemukannya. Kabarkan ke pelanggan Anda."),
        url=url_for("producer_product_live.show", public_id=first.public_id),
        act=_l("Bagikan"),
        icon="share",
    )


def _news(uow: UnitOfWork, since: date | None) -> dict[ProductId, date]:
    """The newest first, from the journal: when each went live."""
    entries = EntryList(
        subject_kind=ProductsListed.subject_kind,
        subject_id=uow.actor.organisation,
        action=ProductsListed.action,
    ).rows(uow.session, limit=ENTRIES)
    found: dict[ProductId, date] = {}
    for entry in entries:
        day = day_of(entry.at)
        if since is None or day >= since:
            for one in entry.payload["product_ids"]:
                found.setdefault(ProductId(one), day)
    return found
