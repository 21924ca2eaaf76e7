from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts import totp
from marketplace.accounts.models import User
from marketplace.accounts.services.signing_in import pass_second_factor, start_second_factor
from marketplace.adapters import second_factor
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.sealing import FernetSealer
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.seal_second_factors import seal_second_factors
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from tests.accounts.test_signing_in import enter
from tests.conftest import NOW

CLEAR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def of_before(work, person):
    """People whose second factors were set up before they were sealed."""
    people = [person() for _ in range(3)]
    with work() as uow:
        for user_id in people:
            user = uow.get(User, user_id)
            user.totp_secret, user.totp_confirmed = CLEAR, True
    return people


@pytest.fixture
def seal(work, sealer):
    def run():
        with work() as uow:
            seal_second_factors(uow, SimpleNamespace(sealer=sealer))

    return run


def everything(session):
    session.rollback()
    names = session.bind.dialect.get_table_names(session.connection())
    return "\n".join(
        str(row) for name in names for row in session.execute(text(f"SELECT * FROM {name}")).all()
    )


def lets_in(work, as_user, sealer, user_id):
    opened = enter(work, user_id)
    with as_user(user_id) as uow:
        code = second_factor.next_code(CLEAR, NOW, after=0)
        return pass_second_factor(uow, opened.sign_in_id, code, sealer=sealer) is not None


def test_a_new_one_is_kept_sealed(as_user, tini, session, sealer):
    with as_user(tini) as uow:
        start_second_factor(uow, sealer=sealer)
    user = session.get(User, tini, populate_existing=True)
    secret = totp.secret_of(user, sealer)
    assert len(secret) == 32
    assert user.totp_secret is None
    assert secret not in everything(session)


def test_one_of_before_lets_in_while_it_stands_in_clear_and_once_it_is_sealed(
    work, as_user, sealer, of_before, seal
):
    first, second, _ = of_before
    assert lets_in(work, as_user, sealer, first)
    seal()
    assert lets_in(work, as_user, sealer, second)


def test_after_the_job_none_stands_in_clear_anywhere(session, of_before, seal):
    assert totp.count_in_clear(session) == 3
    assert CLEAR in everything(session)
    seal()
    assert totp.count_in_clear(session) == 0
    assert CLEAR not in everything(session)


def test_the_second_time_seals_nothing_anew(session, of_before, seal):
    seal()
    before = session.scalars(select(User.totp_sealed).order_by(User.id)).all()
    seal()
    assert session.scalars(select(User.totp_sealed).order_by(User.id)).all() == before


def test_one_slice_at_a_time_until_all_are_sealed(session, of_before, seal, monkeypatch):
    monkeypatch.setattr(totp, "SLICE", 2)
    seal()
    assert totp.count_in_clear(session) == 1
    assert session.scalars(select(Outbox.job)).all() == ["seal_second_factors"]
    seal()
    assert totp.count_in_clear(session) == 0


def test_another_key_opens_none(session, of_before, seal, tmp_path):
    seal()
    user = session.get(User, of_before[0], populate_existing=True)
    with pytest.raises(ValueError, match="another key"):
        totp.secret_of(user, FernetSealer(tmp_path / "another"))


def test_the_database_refuses_one_that_stands_both_ways(session, of_before):
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE users SET totp_sealed = 'x' WHERE id = {of_before[0]}"))


def test_two_workers_at_once_seal_each_once(engine, session, of_before, sealer, as_user, work):
    session.commit()
    gate = Barrier(2)

    def run(_):
        with Session(engine) as own:
            gate.wait(timeout=60)
            with UnitOfWork(own, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue()) as uow:
                seal_second_factors(uow, SimpleNamespace(sealer=sealer))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert totp.count_in_clear(session) == 0
    assert {totp.secret_of(session.get(User, one, populate_existing=True), sealer) for one in of_before} == {
        CLEAR
    }
