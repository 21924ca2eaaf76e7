"""Products for searching, and what people type to find them: the same for every engine, from a seed."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marketplace.adapters.search.words import words
from marketplace.catalog.assortment import Assortment
from marketplace.catalog.facets import ListedProduct
from marketplace.catalog.models import Availability
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.money import Rupiah
from marketplace.ports.search import SearchDocument

PER_MAKER = 12
SIZES = ("100", "150", "250", "500")
_GOODS = """
    keripik kopi sambal abon dodol rengginang kerupuk rempeyek sirup madu teh selai bakso tempe roti
    donat brownies stik kacang emping gula kunyit jahe serbuk bawang ikan lele nila singkong pisang
    nangka talas jamur tas dompet kain tapis batik anyaman keranjang sabun minyak lilin gantungan
    topi sandal
"""
_KINDS = """
    pedas manis asin gurih original cokelat keju balado rendang durian vanila pandan susu aren
    kelapa panggang goreng kering basah bubuk cair premium spesial rumahan tradisional lampung
    organik halus kasar merah putih hitam hijau kuning mini jumbo renyah lembut kepok robusta
    arabika
"""
_SAID = """
    dibuat pilihan bahan segar tanpa pengawet setiap hari dapur keluarga cocok untuk teman minum
    santai kemasan rapat tahan lama resep turun temurun diolah bersih aman sehat lezat rasa khas
    metro petani sekitar kualitas terjaga pesanan acara hantaran oleh dikirim cepat harga hemat stok
    terbatas musim panen
"""
_SYLLABLES = """
    ba ca da ga ja ka la ma na pa ra sa ta wa ya bi di ki li mi ni ri si ti bu du ku lu mu nu ru su
    tu lo mo ro so
"""
CATEGORIES = (
    "Camilan, keripik dan makanan kering",
    "Kopi dan teh",
    "Saus dan bumbu",
    "Roti dan kue basah",
    "Abon, olahan daging dan ikan",
    "Batik, tapis dan sulaman",
    "Anyaman dan kerajinan",
    "Pakaian, tas dan alas kaki",
    "Sabun dan pembersih rumah",
)
GOODS, KINDS, SAID, SYLLABLES = (listed.split() for listed in (_GOODS, _KINDS, _SAID, _SYLLABLES))


class Asked(NamedTuple):
    """`wanted` is a product that somebody looks for who asks so; None where many would do."""

    text: str
    kind: str
    wanted: int | None = None


def documents(count: int, seed: int = 5) -> Iterator[SearchDocument]:
    dice = random.Random(seed)
    brands = _brands(count // PER_MAKER + 1, dice)
    for number in range(1, count + 1):
        brand = brands[number % len(brands)]
        words = dice.choices(SAID + KINDS, k=dice.randint(25, 60))
        yield SearchDocument(
            product_id=number,
            name=" ".join(
                [*dice.sample(GOODS, 2), *dice.sample(KINDS, 2), str(dice.choice((100, 150, 250, 500)))]
            ).title(),
            maker=f"Dapur {brand}".title(),
            text=" ".join(words),
            codes=[
                f"{brand[:3].upper()}-{number:06}",
                f"899{number:010}",
                f"206187{number % 9973:04}{number:06}-30",
            ],
            kind=CATEGORIES[number % len(CATEGORIES)],
        )


def assortment(count: int, seed: int = 5) -> Assortment:
    """What the facets of these products are counted from."""
    dice = random.Random(seed + 1)
    items = (
        ListedProduct(
            product_id=ProductId(number),
            producer_id=ProducerId(number % (count // PER_MAKER + 1) + 1),
            category=f"jenis-{dice.randint(1, 14)}",
            kelurahan=f"18.72.0{dice.randint(1, 5)}.100{dice.randint(1, 5)}",
            papers=frozenset(dice.sample(("pirt", "halal", "md", "nib"), dice.randint(0, 3))),
            wholesale=[Rupiah(dice.randint(3, 120) * 1000)],
            retail=[Rupiah(dice.randint(4, 150) * 1000)],
            availability=dice.choice(list(Availability)),
        )
        for number in range(1, count + 1)
    )
    return Assortment.stocked(items, {})


def questions(shelf: Sequence[SearchDocument], count: int = 500, seed: int = 7) -> list[Asked]:
    """Of ten: five known items and two with a slip, what many products are, a word of a text, and a number."""
    dice = random.Random(seed)
    return [_question(place % 10, dice.choice(shelf), dice) for place in range(count)]


def _question(turn: int, one: SearchDocument, dice: random.Random) -> Asked:
    name, brand = words(one.name)[:4], words(one.maker)[-1]
    known = [*dice.sample(name, dice.choice((2, 3))), brand]
    match turn:
        case 0 | 1 | 2 | 3 | 4:
            return Asked(" ".join(known), "clean", one.product_id)
        case 5 | 6:
            place = dice.choice([place for place, word in enumerate(known) if len(word) > 4] or [0])
            known[place] = _slip(known[place], dice)
            return Asked(" ".join(known), "typo", one.product_id)
        case 7:
            return Asked(" ".join(dice.sample(name, 2)), "many")
        case 8:
            return Asked(f"{name[0]} {dice.choice(words(one.text))}", "text")
        case _:
            return Asked(dice.choice(list(one.codes)), "number", one.product_id)


def _slip(word: str, dice: random.Random) -> str:
    place = dice.randint(1, len(word) - 2)
    head, tail = word[:place], word[place:]
    letter = dice.choice(string.ascii_lowercase)
    return dice.choice(
        (head + tail[1:], head + letter + tail, head + letter + tail[1:], head + tail[1] + tail[0] + tail[2:])
    )


def _brands(count: int, dice: random.Random) -> list[str]:
    """Names of makers, each another."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(dice.choices(SYLLABLES, k=dice.choice((3, 4))))] = None
    return list(found)
