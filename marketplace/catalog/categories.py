"""The tree of categories: two levels, kept here, so that requirements and clauses can name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import policies
from marketplace.catalog.models import Category
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, _l

OTHERWISE = "other"
FOOD = "food"


class CategoryEntry(NamedTuple):
    code: str
    parent: str
    name: Label
    kbli: tuple[str, ...] = ()  # industries whose goods belong here, by how their codes begin
    goods: Label | None = None  # what a maker calls them


ENTRIES = (
    CategoryEntry("food", "", _l("Makanan dan minuman")),
    CategoryEntry(
        "dry-food",
        "food",
        _l("Camilan, keripik dan makanan kering"),
        ("10",),
        _l("Keripik, kerupuk, camilan kering"),
    ),
    CategoryEntry("coffee-tea", "food", _l("Kopi dan teh"), ("1076",), _l("Kopi bubuk, teh kering")),
    CategoryEntry("sauces-spices", "food", _l("Saus dan bumbu"), ("1077",), _l("Sambal, saus, bumbu kering")),
    CategoryEntry(
        "cakes-bread",
        "food",
        _l("Roti dan kue basah"),
        ("1071", "10792", "56"),
        _l("Kue basah, roti, katering (tahan kurang dari 7 hari)"),
    ),
    CategoryEntry(
        "meat-fish-floss",
        "food",
        _l("Abon, olahan daging dan ikan"),
        ("1013", "102"),
        _l("Abon, dendeng, ikan asin dan olahan kering lain"),
    ),
    CategoryEntry("beverages", "food", _l("Minuman"), ("1033", "11"), _l("Minuman serbuk, sirup, sari buah")),
    CategoryEntry(
        "chilled-food",
        "food",
        _l("Susu, olahan beku dan dingin"),
        ("105",),
        _l("Susu, yoghurt, bakso beku, makanan kaleng, air minum kemasan"),
    ),
    CategoryEntry(
        "fresh-produce",
        "",
        _l("Beras, buah dan sayur segar"),
        ("01", "10631"),
        _l("Beras, buah, sayur dan hasil panen lain"),
    ),
    CategoryEntry("non-food", "", _l("Bukan makanan")),
    CategoryEntry(
        "batik-tapis",
        "non-food",
        _l("Batik, tapis dan sulaman"),
        ("1312", "1313", "13912", "13922", "13924", "14302"),
        _l("Batik, tapis, sulam usus, kain bordir"),
    ),
    CategoryEntry(
        "woven-craft",
        "non-food",
        _l("Anyaman dan kerajinan"),
        ("162", "239", "329"),
        _l("Anyaman bambu, ukiran, gerabah, suvenir"),
    ),
    CategoryEntry(
        "fashion",
        "non-food",
        _l("Pakaian, tas dan alas kaki"),
        ("13", "14", "15", "3212"),
        _l("Baju, jilbab, tas, sepatu, aksesori"),
    ),
    CategoryEntry(
        "household-cleaners",
        "non-food",
        _l("Sabun dan pembersih rumah"),
        ("20231",),
        _l("Sabun cuci piring, karbol, pembersih lantai"),
    ),
    CategoryEntry(
        "cosmetics",
        "non-food",
        _l("Kosmetik dan perawatan tubuh"),
        ("20232", "20294"),
        _l("Sabun mandi, lulur, minyak rambut, parfum"),
    ),
    CategoryEntry(
        "herbal",
        "non-food",
        _l("Jamu dan obat tradisional"),
        ("2102", "10762"),
        _l("Jamu, ramuan, minyak gosok"),
    ),
    CategoryEntry("furniture", "non-food", _l("Mebel"), ("31",), _l("Kursi, meja, lemari, rak")),
    CategoryEntry("other", "non-food", _l("Lainnya"), (), _l("Lainnya")),
)


def category_code_of(kbli: str) -> str:
    """The category a maker's industry points to: the longest beginning that fits, else `other`."""
    fitting = [
        (len(start), entry.code) for entry in ENTRIES for start in entry.kbli if kbli.startswith(start)
    ]
    return max(fitting)[1] if fitting else OTHERWISE


def load_categories(uow: UnitOfWork) -> None:
    """Bring the table up to this list. Again and again does no harm; nothing is taken away."""
    uow.demand(policies.officer, None)
    known = category_ids(uow.session)
    for entry in ENTRIES:
        parent = known.get(entry.parent)
        if entry.code in known:
            row = uow.get(Category, known[entry.code])
            row.name, row.parent_id = str(entry.name), parent
        else:
            row = uow.add(Category(code=entry.code, name=str(entry.name), parent_id=parent))
            known[entry.code] = row.id


def category_ids(session: Session) -> dict[str, CategoryId]:
    return dict(session.execute(select(Category.code, Category.id)).all())


PARENTS = select(Category.id, Category.parent_id)


def lineage(session: Session) -> Mapping[CategoryId, frozenset[CategoryId]]:
    """Each category with itself and everything above it."""
    parents = {row.id: row.parent_id for row in run(session, PARENTS)}
    return {one: _up(one, parents) for one in parents}


def packed_foods(session: Session) -> frozenset[CategoryId]:
    """Categories whose packs must say how much is in them: all beneath `food`."""
    food = category_ids(session).get(FOOD)
    return frozenset(one for one, above in lineage(session).items() if food in above)


def leaves(session: Session) -> Sequence[tuple[str, str]]:
    """(code, name) of the categories that products stand in, in the order of the list."""
    names = dict(session.execute(select(Category.code, Category.name)).all())
    above = {entry.parent for entry in ENTRIES}
    return [(one.code, names[one.code]) for one in ENTRIES if one.code in names and one.code not in above]


def categories(session: Session) -> Sequence[tuple[str, Label]]:
    """(code, name) of all of them, parents too, in the order of the list."""
    known = category_ids(session)
    return [(one.code, one.name) for one in ENTRIES if one.code in known]


def goods_of_makers(session: Session) -> Sequence[tuple[str, Label]]:
    """(code, what a maker calls such goods) of the same categories."""
    names = {one.code: one.goods or one.name for one in ENTRIES}
    return [(code, names[code]) for code, _ in leaves(session)]


def _up(one: CategoryId, parents: Mapping[CategoryId, CategoryId | None]) -> frozenset[CategoryId]:
    found: set[CategoryId] = set()
    step: CategoryId | None = one
    while step is not None and step not in found:
        found.add(step)
        step = parents.get(step)
    return frozenset(found)
