"""A maker's sheet is kept, looked at, and applied so many rows at a time."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.adapters import wiring
from marketplace.catalog.bulk import services
from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.services import (
    Applied,
    apply_sheet,
    fit_sheet,
    open_sheet,
    read_sheet,
    store_sheet,
)
from marketplace.catalog.models import Product
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.catalog.bulk.sheets import NEW
from tests.factories.catalog import make_category
from tests.factories.imports import NearSheets
from tests.factories.ordering import make_maker
from tests.servers import settings

NAMES = ["Keripik Nangka", "Keripik Talas", "Keripik Ubi"]


@pytest.fixture
def tools(tmp_path):
    return replace(wiring.toolbox(settings("sqlite://", tmp_path)), sheets=NearSheets())


@pytest.fixture
def maker(session):
    make_category(session, name="Camilan")
    return make_maker(session)


@pytest.fixture
def owner(work, maker):
    return lambda: work(OWNER, at=maker.id, kind=PRODUCER)


@pytest.fixture
def kept(owner, tools):
    """The address of a sheet with a new product in each of its three rows."""
    rows = [[title_of(field) for field in NEW], *((NEW | {"name": name}).values() for name in NAMES)]
    content = "\n".join(";".join(map(str, row)) for row in rows).encode()
    fit = fit_sheet(tools, content=content, name="produk.csv")
    with owner() as uow:
        return store_sheet(uow, tools, fit).public_id


def test_a_long_sheet_is_applied_in_parts(session, owner, tools, maker, kept, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    done = []
    for _ in range(3):
        opened = open_sheet(owner(), tools, maker.id, kept)
        seen = read_sheet(owner(), opened).outcome.seen
        with owner() as uow:
            done.append(apply_sheet(uow, opened, seen=seen))

    assert done == [Applied(2, 1, 0), Applied(1, 0, 0), Applied(0, 0, 0)]
    assert session.scalars(select(Product.name).order_by(Product.id)).all() == NAMES


def test_what_changed_since_somebody_looked_is_looked_at_again(session, owner, tools, maker, kept):
    opened = open_sheet(owner(), tools, maker.id, kept)
    with owner() as uow, pytest.raises(Refused, match="Periksa lagi"):
        apply_sheet(uow, opened, seen="lain")
    assert session.scalars(select(Product)).all() == []


def test_a_sheet_of_another_maker_is_not_found(session, owner, tools, kept):
    with pytest.raises(NotFound):
        open_sheet(owner(), tools, make_maker(session).id, kept)
