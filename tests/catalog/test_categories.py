import pytest

from marketplace.catalog.categories import (
    ENTRIES,
    OTHERWISE,
    category_code_of,
    category_ids,
    leaves,
    lineage,
    load_categories,
)
from marketplace.catalog.models import Category
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.roles import AUDITOR, OWNER, PRODUCER
from tests.factories.catalog import make_category
from tests.factories.ordering import make_maker

STARTS = [(start, entry.code) for entry in ENTRIES for start in entry.kbli]


def load(work):
    with work() as uow:
        load_categories(uow)


def test_the_file_is_a_tree_of_two_levels_in_which_parents_come_first():
    tops = {entry.code for entry in ENTRIES if not entry.parent}
    seen = set()
    for entry in ENTRIES:
        assert entry.code not in seen
        assert not entry.parent or entry.parent in tops & seen
        seen.add(entry.code)
    assert OTHERWISE in seen


def test_no_industry_points_to_two_categories():
    starts = [start for start, _ in STARTS]
    assert len(starts) == len(set(starts))
    assert all(start.isdigit() and 2 <= len(start) <= 5 for start in starts)


@pytest.mark.parametrize(("start", "code"), STARTS)
def test_an_industry_finds_the_category_that_names_it(start, code):
    assert category_code_of(start) == code


def test_the_longest_beginning_decides():
    nested = [
        (long, code, short)
        for long, code in STARTS
        for short, other in STARTS
        if long != short and long.startswith(short) and code != other
    ]
    for long, code, short in nested:
        assert category_code_of(long) == code != category_code_of(short)


@pytest.mark.parametrize("kbli", ["", "00000", "99999", "makanan"])
def test_an_industry_nobody_named_stands_among_the_others(kbli):
    assert category_code_of(kbli) == OTHERWISE


def test_loading_brings_every_entry_under_its_parent(work, session):
    load(work)
    ids = category_ids(session)
    assert set(ids) == {entry.code for entry in ENTRIES}
    for entry in ENTRIES:
        row = session.get(Category, ids[entry.code])
        assert (row.name, row.parent_id) == (entry.name, ids.get(entry.parent))


def test_loading_again_mends_names_and_takes_nothing_away(work, session):
    own = make_category(session, code="buatan-sendiri", name="Buatan sendiri")
    load(work)
    before = category_ids(session)
    changed = session.get(Category, before[OTHERWISE])
    changed.name = "Salah tulis"
    session.commit()
    load(work)
    session.expire_all()
    assert category_ids(session) == before
    assert session.get(Category, before[OTHERWISE]).name != "Salah tulis"
    assert session.get(Category, own.id).name == "Buatan sendiri"


def test_only_an_officer_or_the_system_loads_them(work, session):
    maker = make_maker(session)
    for refused in (work(AUDITOR, at=1), work(OWNER, at=maker.id, kind=PRODUCER)):
        with pytest.raises(Forbidden):
            load_categories(refused)


def test_products_stand_in_leaves_only_and_in_the_order_of_the_file(work, session):
    load(work)
    parents = {entry.parent for entry in ENTRIES}
    codes = [code for code, _ in leaves(session)]
    assert codes == [entry.code for entry in ENTRIES if entry.code not in parents]


def test_before_the_file_was_loaded_there_are_no_leaves(session):
    make_category(session, code="buatan-sendiri")
    assert leaves(session) == []


def test_a_category_belongs_to_itself_and_all_above_it(session):
    top = make_category(session)
    middle = make_category(session, parent_id=top.id)
    low = make_category(session, parent_id=middle.id)
    assert lineage(session) == {
        top.id: {top.id},
        middle.id: {top.id, middle.id},
        low.id: {top.id, middle.id, low.id},
    }


def test_a_ring_of_categories_hangs_nobody(session):
    one = make_category(session)
    other = make_category(session, parent_id=one.id)
    one.parent_id = other.id
    session.commit()
    assert lineage(session)[one.id] == {one.id, other.id}
