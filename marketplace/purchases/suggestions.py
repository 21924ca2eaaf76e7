"""Who may be meant by a name that nobody recognises: a few makers, the likeliest first, each with why.

The database finds makers by pieces of words; `likelihood` is a pure function of what was found. A suggestion is never
applied by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.adapters.identifiers import phone
from marketplace.catalog.models import Product
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.ids import PartnerId, ProducerId, ProductId
from marketplace.kernel.labels import Label, _l
from marketplace.places.models import Region
from marketplace.producers.models import Producer
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

MOST = 4  # suggestions on a page
LOOKED_AT = 40  # makers that are compared, however many there are
ITEMS = 3  # kinds of goods that are compared
SAME_PHONE, SAME_GOODS, LIKE_NAME = 100, 50, 40  # what each sign weighs; a name counts by how like it is
LIKE, ALIKE = 0.45, 0.85  # from where a name is like another; from where goods are the same
TITLES = frozenset(
    [
        "bu",
        "ibu",
        "pak",
        "bapak",
        "bpk",
        "mas",
        "mbak",
        "mba",
        "toko",
        "warung",
        "ud",
        "cv",
        "pt",
        "pd",
        "dan",
        "kios",
        "rumah",
    ]
)
NUMBER = re.compile(r"\+?\d[\d .-]{7,16}\d")


class KnownSeller(NamedTuple):
    """What a suggestion is judged by."""

    id: ProducerId
    public_id: str
    name: str
    kelurahan: str | None
    whatsapp: str | None
    logo: str | None  # the key of its picture, once it can be shown
    goods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """`sure`: an equal number, or both goods and name; wholesalers sell goods of the same name."""

    maker: KnownSeller
    weight: int
    why: tuple[Label, ...]
    sure: bool


def likelihood(text: str, items: Sequence[str], maker: KnownSeller) -> Suggestion:
    """By an equal telephone number, by goods that the maker sells, and by how like the names are."""
    weight, why = 0, []
    if maker.whatsapp and maker.whatsapp in phones(text):
        weight += SAME_PHONE
        why.append(_l("nomor WhatsApp sama"))
    sold = next((one for one in maker.goods if any(alike(one, item) >= ALIKE for item in items)), None)
    if sold is not None:
        weight += SAME_GOODS
        why.append(_l("menjual %(product)s", product=sold))
    near = alike(text, maker.name)
    sure = weight >= SAME_PHONE or (weight > 0 and near >= LIKE)
    if near >= LIKE:
        weight += round(LIKE_NAME * near)
        why.append(_l("nama mirip"))
    return Suggestion(maker, weight, tuple(why), sure)


def alike(text: str, other: str) -> float:
    """From 0 to 1: how well the words of `text` are found in `other`, longer words more; titles do not count."""
    words, others = words_of(text), words_of(other)
    if not words or not others:
        return 0.0
    near = sum(len(word) * max(_dice(word, one) for one in others) for word in words)
    return near / sum(map(len, words))


def words_of(text: str) -> list[str]:
    words = [plainly(word) for word in re.split(r"[\s/,.()&-]+", NUMBER.sub(" ", text))]
    return [word for word in words if len(word) > 1 and word not in TITLES]


def phones(text: str) -> set[str]:
    return {number for written in NUMBER.findall(text) if (number := phone(written))}


def _dice(word: str, other: str) -> float:
    mine, theirs = _trigrams(word), _trigrams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def suggestions(session: Session, text: str, items: Sequence[str]) -> Sequence[Suggestion]:
    """The few best, over any number of makers in four statements at most."""
    ids = _named_like(session, text) | _selling(session, items) | _called_on(session, text)
    judged = [likelihood(text, items, maker) for maker in _sellers(session, ids)]
    likely = [one for one in judged if one.weight]
    return sorted(likely, key=lambda one: (-one.weight, one.maker.name))[:MOST]


def items_of(session: Session, text: str, partner_id: PartnerId | None = None) -> Sequence[str]:
    """What was bought under this seller's name, the most money first."""
    query = (
        select(PurchaseLine.text)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.producer_id.is_(None), Purchase.seller_text == text)
        .group_by(PurchaseLine.text)
        .order_by(func.sum(PurchaseLine.net).desc(), PurchaseLine.text)
        .limit(ITEMS)
    )
    return session.scalars(
        query if partner_id is None else query.where(Purchase.partner_id == partner_id)
    ).all()


def _pieces(words: Iterable[str]) -> list[str]:
    """The beginning and the end of each word: most slips of spelling leave one of them whole."""
    return list(dict.fromkeys(piece for word in words if len(word) > 2 for piece in (word[:4], word[-4:])))


def _named_like(session: Session, text: str) -> set[ProducerId]:
    pieces = _pieces(words_of(text))
    if not pieces:
        return set()
    hits = [
        case((Producer.same_name.contains(piece, autoescape=True), len(piece)), else_=0) for piece in pieces
    ]
    found = sum(hits[1:], start=hits[0])
    query = select(Producer.id).where(found > 0, Producer.merged_into_id.is_(None))
    return set(session.scalars(query.order_by(found.desc(), Producer.id).limit(LOOKED_AT)))


def _selling(session: Session, items: Sequence[str]) -> set[ProducerId]:
    wanted = []
    for item in items:
        words = sorted(words_of(item), key=len, reverse=True)[:2]
        if words:
            wanted.append([Product.name.icontains(word[:4], autoescape=True) for word in words])
    if not wanted:
        return set()
    fits = or_(*(one[0] & one[-1] for one in wanted))
    query = select(Product.producer_id).where(fits, Product.archived_at.is_(None))
    return set(session.scalars(query.distinct().order_by(Product.producer_id).limit(LOOKED_AT)))


def _called_on(session: Session, text: str) -> set[ProducerId]:
    numbers = phones(text)
    if not numbers:
        return set()
    query = select(Producer.id).where(Producer.whatsapp.in_(numbers), Producer.merged_into_id.is_(None))
    return set(session.scalars(query))


def _sellers(session: Session, ids: Iterable[ProducerId]) -> Sequence[KnownSeller]:
    wanted = sorted(ids)
    if not wanted:
        return []
    goods: defaultdict[int, list[str]] = defaultdict(list)
    for maker_id, name in session.execute(
        select(Product.producer_id, Product.name)
        .where(Product.producer_id.in_(wanted), Product.archived_at.is_(None))
        .order_by(Product.id)
    ):
        goods[maker_id].append(name)
    query = (
        select(
            Producer.id,
            Organisation.public_id,
            Organisation.name,
            Region.name,
            Producer.whatsapp,
            case((Picture.state == PictureState.READY, Attachment.sha256)),
        )
        .join(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .outerjoin(Attachment, Attachment.id == Producer.logo_id)
        .outerjoin(Picture, Picture.attachment_id == Producer.logo_id)
        .where(Producer.id.in_(wanted), Producer.merged_into_id.is_(None))
    )
    return [KnownSeller._make((*row, tuple(goods[row[0]]))) for row in session.execute(query)]


def sellers_found(session: Session, text: str) -> Sequence[KnownSeller]:
    """Makers whose name has these words, for a person who searches."""
    if not (wanted := plainly(text)):
        return []
    query = select(Producer.id).where(
        Producer.same_name.contains(wanted, autoescape=True), Producer.merged_into_id.is_(None)
    )
    return _sellers(session, session.scalars(query.order_by(Producer.same_name).limit(10)))


class LikelyProduct(NamedTuple):
    id: ProductId
    public_id: str
    name: str
    like: float


def likely_products(session: Session, maker_id: ProducerId, text: str) -> Sequence[LikelyProduct]:
    """All that this maker sells, the likeliest first."""
    query = select(Product.id, Product.public_id, Product.name).where(
        Product.producer_id == maker_id, Product.archived_at.is_(None)
    )
    found = [LikelyProduct(*row, like=alike(text, row[2])) for row in session.execute(query)]
    return sorted(found, key=lambda one: (-one.like, one.name))
