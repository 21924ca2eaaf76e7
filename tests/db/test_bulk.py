"""Many rows at once are the same rows that the ORM writes, and the same rules hold for them."""

from datetime import UTC, datetime
from itertools import repeat

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.db import bulk
from marketplace.db.bulk import insert_columns, reserve_ids
from marketplace.kernel.errors import Conflict
from marketplace.kernel.roles import PARTNER

MOMENT = datetime(2026, 8, 12, 3, 4, 5, 678, tzinfo=UTC)


def columns_of(ids):
    return {
        "id": ids,
        "public_id": [f"umum-{id}" for id in ids],
        "kind": repeat(PARTNER),
        "name": [f"Toko {id}; 'satu'\t\\N" for id in ids],
        "created_at": repeat(MOMENT),
    }


def test_rows_are_read_back_as_they_were_given(work, session, monkeypatch):
    monkeypatch.setattr(bulk, "SLICE", 3)
    with work() as uow:
        ids = reserve_ids(uow.session, Organisation, 7)
        insert_columns(uow.session, Organisation, columns_of(ids))
    found = session.scalars(
        select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    ).all()
    assert [one.id for one in found] == list(ids)
    assert found[0].name == f"Toko {ids[0]}; 'satu'\t\\N"
    assert (found[0].kind, found[0].created_at) == (PARTNER, MOMENT)


def test_numbers_that_were_reserved_are_not_given_to_others(work):
    with work() as uow:
        ids = reserve_ids(uow.session, Organisation, 3)
        insert_columns(uow.session, Organisation, columns_of(ids))
        later = uow.add(Organisation(kind=PARTNER, name="Toko", created_at=MOMENT))
        assert later.id > max(ids)


def test_nothing_is_written_when_one_row_breaks_a_rule(work, session):
    with pytest.raises(Conflict), work() as uow:
        ids = reserve_ids(uow.session, Organisation, 2)
        insert_columns(uow.session, Organisation, columns_of([*ids, ids[0]]))
    assert session.scalars(select(Organisation.id).where(Organisation.kind == PARTNER)).all() == []


def test_no_rows_are_no_trouble(work):
    with work() as uow:
        insert_columns(uow.session, Organisation, columns_of(reserve_ids(uow.session, Organisation, 0)))
