from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import (
    Invitation,
    OneTimeLink,
    Organisation,
    RecoveryCode,
    Seat,
    SignIn,
    User,
)
from marketplace.accounts.queries import find_user, link_is_open, live_session, seats
from marketplace.accounts.services.erasing import NOBODY, erase_person, forget_old_traces
from marketplace.accounts.services.passwords import RECOVER, issue_link
from marketplace.accounts.services.recovery_codes import make_recovery_codes
from marketplace.accounts.services.seats import give_seat
from marketplace.accounts.services.signing_in import open_session, revoke, who_has
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import EntryList, verify
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, STAFF, SYSADMIN
from tests.accounts.conftest import PASSWORD
from tests.conftest import NOW

PERSONAL = ("Siti Rahayu", "siti@contoh.id", "+6281230001111", "Firefox di Metro", "203.0.113.77")


@pytest.fixture
def siti(work, as_user, business, tini):
    """Staff at the business, with everything an account can hold."""
    with work() as uow:
        user = uow.add(
            User(name="Siti Rahayu", email="siti@contoh.id", phone="+6281230001111", created_at=NOW)
        )
        user.password_hash = uow.get(User, tini).password_hash
        user.totp_sealed, user.totp_confirmed, user.locale = "gAAAAsealed", True, "en"
        give_seat(uow, user.id, business, STAFF)
        uow.add(
            Invitation(
                organisation_id=business,
                role=STAFF,
                name="Siti Rahayu",
                email="siti@contoh.id",
                token_hash="a" * 64,
                created_by=tini,
                created_at=NOW,
                expires_at=NOW + timedelta(days=7),
                accepted_at=NOW,
                accepted_by=user.id,
            )
        )
        issue_link(uow, user.id, RECOVER)
    with as_user(user.id) as uow:
        make_recovery_codes(uow)
        opened = open_session(uow, user.id, device="Firefox di Metro", address="203.0.113.77")
    user.token = opened.token
    return user


def everything(session):
    """All rows of all tables as one text."""
    session.rollback()
    names = session.bind.dialect.get_table_names(session.connection())
    return "\n".join(
        str(row) for name in names for row in session.execute(text(f"SELECT * FROM {name}")).all()
    )


def test_nothing_personal_is_left_anywhere(session, as_user, siti):
    session.execute(text("DELETE FROM outbox"))
    session.commit()
    before = everything(session)
    assert all(value in before for value in PERSONAL)

    with as_user(siti.id) as uow:
        erase_person(uow)

    after = everything(session)
    assert [value for value in PERSONAL if value in after] == []
    assert (siti.name, siti.erased_at, siti.disabled_at) == (NOBODY, NOW, NOW)
    assert siti.email == f"erased-{siti.public_id}@erased.invalid"


def test_seats_sessions_codes_and_links_end(session, as_user, siti, business, heard):
    with as_user(siti.id) as uow:
        erase_person(uow)
    assert seats(session, siti.id, NOW) == []
    assert live_session(session, siti.token, NOW) is None
    assert session.scalars(select(RecoveryCode)).all() == []
    assert all(link.used_at is not None for link in session.scalars(select(OneTimeLink)))
    assert heard[-1] == PersonErased(user_id=siti.id)


def test_nobody_signs_in_there_again(session, as_user, work, siti):
    with as_user(siti.id) as uow:
        erase_person(uow)
    assert find_user(session, "siti@contoh.id") is None
    for name in ("siti@contoh.id", "+6281230001111", siti.email):
        assert who_has(work(), name, PASSWORD) is None


def test_nor_is_an_erased_person_seated_again(as_user, work, siti, business):
    with as_user(siti.id) as uow:
        erase_person(uow)
    with pytest.raises(Refused, match="dihapus pemiliknya"), work() as uow:
        give_seat(uow, siti.id, business, STAFF)


def test_the_journal_stays_whole_and_names_nobody(session, queue, as_user, siti):
    def journaled():
        unit = as_user(siti.id)
        return UnitOfWork(session, actor=unit.actor, now=NOW, bus=Bus(JOURNAL), queue=queue)

    with journaled() as uow:
        opened = open_session(uow, siti.id, device="x", address="y")
    with journaled() as uow:
        revoke(uow, opened.sign_in_id)
    assert verify(session).whole

    with journaled() as uow:
        erase_person(uow)

    verdict = verify(session)
    assert verdict.whole
    assert verdict.entries >= 4
    entries = EntryList().rows(session)
    assert {entry.who for entry in entries} == {NOBODY}
    assert not any(value in entry.stored for entry in entries for value in PERSONAL)


def test_the_last_owner_hands_over_first(as_user, session, tini, business, person):
    with pytest.raises(Refused, match="Pemilik terakhir di Keripik Bu Tini"), as_user(tini) as uow:
        erase_person(uow)
    assert session.get(User, tini).erased_at is None

    person(OWNER, at=business)
    with as_user(tini) as uow:
        assert erase_person(uow).erased_at == NOW


def test_an_owner_who_only_stays_for_a_while_does_not_count(as_user, session, tini, business, person):
    other = person(OWNER, at=business)
    session.scalars(select(Seat).filter_by(user_id=other)).one().until_at = NOW + timedelta(days=3)
    session.commit()
    with pytest.raises(Refused), as_user(tini) as uow:
        erase_person(uow)


def test_the_last_sysadmin_too(as_user, work, person, office):
    admin = person(SYSADMIN, at=office)
    with pytest.raises(Refused, match="Pengelola sistem terakhir"), as_user(admin) as uow:
        erase_person(uow)


def test_an_invitation_that_waits_for_them_is_withdrawn(as_user, work, session, siti, business):
    with work() as uow:
        waiting = uow.add(
            Invitation(
                organisation_id=business,
                role=OWNER,
                name="Siti",
                email="siti@contoh.id",
                token_hash="b" * 64,
                created_by=None,
                created_at=NOW,
                expires_at=NOW + timedelta(days=7),
            )
        )
    with as_user(siti.id) as uow:
        erase_person(uow)
    session.refresh(waiting)
    assert (waiting.withdrawn_at, waiting.name, waiting.email) == (NOW, NOBODY, None)


@pytest.mark.parametrize(
    "change",
    [
        "phone = '+62811'",
        "password_hash = 'x'",
        "totp_secret = 'x'",
        "totp_sealed = 'x'",
        "disabled_at = NULL",
    ],
)
def test_the_database_keeps_an_erased_account_empty(session, as_user, siti, change):
    with as_user(siti.id) as uow:
        erase_person(uow)
    with pytest.raises(DBAPIError, match="nothing personal"):
        session.execute(text(f"UPDATE users SET {change} WHERE id = {siti.id}"))


class TestForgetOldTraces:
    def forget(self, work, days):
        with work(now=NOW + timedelta(days=days)) as uow:
            forget_old_traces(uow)

    def traces(self, session):
        session.expire_all()
        return [(row.device, row.address) for row in session.scalars(select(SignIn).order_by(SignIn.id))]

    def test_a_session_that_ended_ninety_days_ago_is_forgotten(self, session, work, as_user, siti):
        with as_user(siti.id) as uow:
            revoke(uow, session.scalar(select(SignIn.id)))
        kept = [("Firefox di Metro", "203.0.113.77")]
        self.forget(work, 90)
        assert self.traces(session) == kept
        self.forget(work, 91)
        assert self.traces(session) == [("", "")]
        assert session.scalar(select(SignIn.created_at)) == NOW

    def test_so_is_one_that_ran_out(self, session, work, siti):
        self.forget(work, 14 + 90)
        assert self.traces(session) != [("", "")]
        self.forget(work, 14 + 91)
        assert self.traces(session) == [("", "")]

    def test_and_whom_an_old_invitation_was_for(self, session, work, siti):
        self.forget(work, 90)
        assert session.scalar(select(Invitation.name)) == "Siti Rahayu"
        self.forget(work, 91)
        session.expire_all()
        row = session.scalars(select(Invitation)).one()
        assert (row.name, row.email, row.phone) == (NOBODY, None, None)
        assert row.accepted_by == siti.id


def test_an_open_link_does_not_outlive_the_account(session, work, as_user, siti):
    with work() as uow:
        token = issue_link(uow, siti.id, RECOVER)
    assert link_is_open(session, token, NOW)
    with as_user(siti.id) as uow:
        erase_person(uow)
    assert not link_is_open(session, token, NOW)


def test_the_business_keeps_its_name(session, as_user, siti, business):
    with as_user(siti.id) as uow:
        erase_person(uow)
    assert session.get(Organisation, business).name == "Keripik Bu Tini"
