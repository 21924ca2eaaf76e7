"""Names that nobody recognised, one after the other: the same page for a shop and, over all shops, for officers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import request

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.compliance.queries import published_months
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases.naming import NameMeaning, Renamed, answer_name, undo_answer
from marketplace.purchases.open_names import OpenName, open_names, open_rows
from marketplace.purchases.said_names import called
from marketplace.purchases.suggestions import (
    KnownSeller,
    LikelyProduct,
    Suggestion,
    items_of,
    likely_products,
    sellers_found,
    suggestions,
)
from marketplace.web.forms import Form, Hidden
from marketplace.web.query_args import words_arg

NONE, LEAD = "none", "lead"
AHEAD = 8  # names of those that come next
SHOPS = 20  # so many shops' rows are looked through for what an answer changes


class NameForm(Form):
    """`who` is the public id of a maker or a product, or one of the words above."""

    same = Hidden()
    maker = Hidden()
    who = Hidden()


class UndoForm(Form):
    said_as = Hidden()


@dataclass(frozen=True, kw_only=True)
class NamingPage:
    """`name` is asked now, `after` come next; `changes` are rupiah by month that an answer would move."""

    names: Sequence[OpenName]
    name: OpenName | None
    after: Sequence[OpenName]
    maker: str  # whose goods, by name
    maker_id: str  # and by public id
    likely: Sequence[Suggestion] = ()
    found: Sequence[KnownSeller] = ()
    products: Sequence[LikelyProduct] = ()
    items: Sequence[str] = ()
    shops: Sequence[str] = ()
    changes: Mapping[Month, Rupiah]
    published: int
    makers: Mapping[int, tuple[str, str]]  # public id and name of makers whose goods wait


def naming_page(uow: UnitOfWork, partner_id: PartnerId | None) -> NamingPage:
    """The name that the address asks for, else the one with the most rupiah; statements do not grow with names."""
    session = uow.session
    names = open_names(session, uow.today, partner_id)
    makers = _makers(uow, {name.maker_id for name in names if name.maker_id is not None})
    name = _chosen(names, makers)
    after = [one for one in names if one is not name][:AHEAD]
    if name is None:
        return NamingPage(names=names, name=None, after=after, maker="", maker_id="", changes={}, published=0,
                          makers=makers)  # fmt: skip
    changes, published = _changes(uow, name)
    maker_id, maker = makers.get(name.maker_id or 0, ("", ""))
    text = words_arg()
    items = items_of(session, name.text, partner_id) if name.maker_id is None else ()
    return NamingPage(
        names=names,
        name=name,
        after=after,
        maker=maker,
        maker_id=maker_id,
        likely=suggestions(session, name.text, items) if name.maker_id is None and not text else (),
        found=sellers_found(session, text) if name.maker_id is None else (),
        products=likely_products(session, name.maker_id, name.text) if name.maker_id is not None else (),
        items=items,
        shops=_shops(uow, name) if partner_id is None else (),
        changes=changes,
        published=published,
        makers=makers,
    )


def answer(uow: UnitOfWork, form: NameForm, partner_id: PartnerId | None) -> Label:
    """What was said of the name, for every shop that waits for it; gives the sentence that tells what came of it."""
    maker_id = _organisation(uow, form.maker.data) if form.maker.data else None
    question = maker_id, form.same.data or ""
    name = next(
        (one for one in open_names(uow.session, uow.today, partner_id) if one.question == question), None
    )
    if name is None:
        raise Refused(_l("Nama ini sudah dijawab."))
    meaning, called = _meaning(uow, form.who.data or "", maker_id)
    done = answer_name(
        uow, name.partner_ids, question, name.text, meaning, closed=published_months(uow.session)
    )
    return _told(name, called, done)


def undo(uow: UnitOfWork, form: UndoForm) -> Label:
    done = undo_answer(uow, form.said_as.data or "", closed=published_months(uow.session))
    if done.published:
        return _l(
            "Jawaban diurungkan: %(rows)s baris menunggu lagi. %(published)s baris bulan yang sudah terbit tetap.",
            rows=done.rows,
            published=done.published,
        )
    return _l("Jawaban diurungkan: %(rows)s baris menunggu lagi.", rows=done.rows)


def _told(name: OpenName, called: str, done: Renamed) -> Label:
    if not called:
        return _l("“%(text)s” dicatat bukan pembuat Metro. Nama ini tidak ditanyakan lagi.", text=name.text)
    if done.published:
        return _l(
            "“%(text)s” = %(name)s, %(rows)s baris ikut. %(published)s baris bulan yang sudah terbit tetap.",
            text=name.text,
            name=called,
            rows=done.rows,
            published=done.published,
        )
    return _l("“%(text)s” = %(name)s, %(rows)s baris ikut.", text=name.text, name=called, rows=done.rows)


def _meaning(uow: UnitOfWork, who: str, maker_id: ProducerId | None) -> tuple[NameMeaning, str]:
    if who in (NONE, LEAD):
        return NameMeaning(lead=who == LEAD and maker_id is None), ""
    if not who:
        raise Refused(_l("Pilih salah satu jawaban dahulu."))
    if maker_id is not None:
        product = uow.find(Product, public_id=who)
        return NameMeaning(product_id=product.id), product.name
    maker = uow.find(Organisation, public_id=who)
    return NameMeaning(producer_id=ProducerId(maker.id)), maker.name


def _chosen(names: Sequence[OpenName], makers: Mapping[int, tuple[str, str]]) -> OpenName | None:
    same, maker = request.args.get("name", ""), request.args.get("maker", "")
    asked = (one for one in names if one.same == same and makers.get(one.maker_id or 0, ("",))[0] == maker)
    return next(asked, names[0] if names else None)


def _changes(uow: UnitOfWork, name: OpenName) -> tuple[Mapping[Month, Rupiah], int]:
    """Of the first shops alone where many write the name: the page says how many there are in all."""
    closed = published_months(uow.session)
    months: dict[Month, Rupiah] = {}
    published = 0
    for partner_id in sorted(name.partner_ids)[:SHOPS]:
        for month, net in open_rows(uow.session, partner_id, name.question).values():
            if str(month) in closed:
                published += 1
            else:
                months[month] = Rupiah(months.get(month, 0) + net)
    return dict(sorted(months.items(), reverse=True)), published


def _shops(uow: UnitOfWork, name: OpenName) -> Sequence[str]:
    return sorted(shop for _, shop in _makers(uow, name.partner_ids).values())


def _makers(uow: UnitOfWork, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    return called(uow.session, ids)


def _organisation(uow: UnitOfWork, public_id: str) -> ProducerId:
    return ProducerId(uow.find(Organisation, public_id=public_id).id)
