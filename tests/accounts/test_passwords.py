from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import OneTimeLink
from marketplace.accounts.queries import link_is_open, live_session
from marketplace.accounts.services.passwords import (
    FIRST_PASSWORD,
    RECOVER,
    change_password,
    hash_for_link,
    issue_code,
    issue_link,
    judged_change,
    recovery_for,
    use_link,
)
from marketplace.accounts.services.seats import create_organisation, create_user, give_seat
from marketplace.accounts.services.signing_in import open_session, who_has
from marketplace.adapters.passwords import Passwords
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.accounts.conftest import PASSWORD, PASSWORD_HASH
from tests.conftest import NOW
from tests.letters import letters_of

NEW = "empat ekor sapi biru"
NEW_HASH = Passwords(fast=True).hash(NEW)
PAGE = "https://mb2.test/account/recover/"


def enter(work, user_id):
    with work() as uow:
        return open_session(uow, user_id, device="", address="")


def link_for(work, user_id, purpose=RECOVER, **given):
    with work(**given) as uow:
        return issue_link(uow, user_id, purpose)


def test_changing_asks_the_old_password(as_user, work, tini):
    with pytest.raises(Refused) as refused:
        judged_change(as_user(tini), tini, old="wrong", new=NEW)
    assert refused.value.field == "old"
    assert who_has(work(), "tini@contoh.id", PASSWORD)


def test_changing_ends_the_other_sessions_and_tells_the_person(as_user, work, tini, session):
    here, there = enter(work, tini), enter(work, tini)
    judged = judged_change(as_user(tini), tini, old=PASSWORD, new=NEW)
    with as_user(tini) as uow:
        change_password(uow, tini, judged, here=here.sign_in_id)
    assert who_has(work(), "tini@contoh.id", NEW)
    assert not who_has(work(), "tini@contoh.id", PASSWORD)
    assert live_session(session, here.token, NOW)
    assert live_session(session, there.token, NOW) is None
    assert [letter.to for letter in letters_of(session)] == ["tini@contoh.id"]


@pytest.mark.parametrize("weak", ["pendek", "Indonesia2026!", "TINI@contoh.id", "x" * 257])
def test_a_weak_one_is_refused(as_user, tini, weak):
    with pytest.raises(Refused) as refused:
        judged_change(as_user(tini), tini, old=PASSWORD, new=weak)
    assert refused.value.field == "new"


def test_nobody_changes_another_persons_password(as_user, tini, official):
    with pytest.raises(Forbidden):
        judged_change(as_user(official), tini, old=PASSWORD, new=NEW)
    judged = judged_change(as_user(tini), tini, old=PASSWORD, new=NEW)
    with pytest.raises(Forbidden), as_user(official) as uow:
        change_password(uow, tini, judged, here=0)


def test_a_password_that_was_changed_meanwhile_is_not_changed_by_the_old_one(as_user, work, tini):
    judged = judged_change(as_user(tini), tini, old=PASSWORD, new="tujuh perahu di danau")
    token = link_for(work, tini)
    with work() as uow:
        use_link(uow, token, password_hash=NEW_HASH)
    with pytest.raises(Refused, match="lama tidak cocok"), as_user(tini) as uow:
        change_password(uow, tini, judged, here=0)
    assert who_has(work(), "tini@contoh.id", NEW)


def test_a_link_works_once_and_ends_every_session(work, tini, session):
    opened, token = enter(work, tini), link_for(work, tini)
    assert link_is_open(session, token, NOW)
    with work() as uow:
        assert use_link(uow, token, password_hash=NEW_HASH) == tini
    assert who_has(work(), "tini@contoh.id", NEW)
    assert live_session(session, opened.token, NOW) is None
    assert not link_is_open(session, token, NOW)
    with pytest.raises(Refused, match="sudah dipakai"), work() as uow:
        use_link(uow, token, password_hash=NEW_HASH)


def test_a_weak_password_does_not_use_the_link_up(work, tini, session):
    token = link_for(work, tini)
    with pytest.raises(Refused) as refused:
        hash_for_link(work(), token, "pendek")
    assert refused.value.field == "password"
    assert link_is_open(session, token, NOW)


@pytest.mark.parametrize(
    ("purpose", "life"), [(RECOVER, timedelta(hours=1)), (FIRST_PASSWORD, timedelta(days=7))]
)
def test_a_link_runs_out(work, tini, session, purpose, life):
    token = link_for(work, tini, purpose)
    assert link_is_open(session, token, NOW + life - timedelta(seconds=1))
    assert not link_is_open(session, token, NOW + life)
    with pytest.raises(Refused), work(now=NOW + life) as uow:
        use_link(uow, token, password_hash=NEW_HASH)


def test_a_newer_link_replaces_the_older(work, tini, session):
    older, newer = link_for(work, tini), link_for(work, tini)
    assert not link_is_open(session, older, NOW)
    assert link_is_open(session, newer, NOW)


def test_only_the_hash_of_a_link_is_kept_and_no_event_holds_it(work, tini, session, heard):
    token = link_for(work, tini)
    assert token not in repr([vars(row) for row in session.scalars(select(OneTimeLink))])
    assert token not in repr(heard)


def test_who_has_the_address_is_let_back_in(work, tini):
    with work() as uow:
        found = recovery_for(uow, email="TINI@contoh.id")
    assert found.user_id == tini
    with work() as uow:
        assert use_link(uow, found.token, password_hash=NEW_HASH) == tini


def test_a_strangers_address_does_nothing(work, session, tini):
    with work() as uow:
        assert recovery_for(uow, email="nobody@contoh.id") is None
    assert session.scalars(select(OneTimeLink)).all() == []


def code_for(work, who, *roles, **given):
    with work(*roles, **given) as uow:
        return issue_code(uow, who)


@pytest.fixture
def siti(work, business):
    """Staff of the business, reachable by telephone only."""
    with work() as uow:
        user = create_user(uow, "Siti", None, "0812 3456 7890", PASSWORD_HASH)
        give_seat(uow, user.id, business, STAFF)
        return user.id


def test_a_code_by_hand_works_once_within_a_day(work, siti, session):
    code = code_for(work, siti)
    with pytest.raises(Refused), work(now=NOW + timedelta(days=1)) as uow:
        use_link(uow, code, password_hash=NEW_HASH)
    with work(now=NOW + timedelta(hours=23)) as uow:
        assert use_link(uow, code.lower().replace("-", " "), password_hash=NEW_HASH) == siti
    assert who_has(work(), "081234567890", NEW).id == siti
    with pytest.raises(Refused, match="sudah dipakai"), work() as uow:
        use_link(uow, code, password_hash=NEW_HASH)


def test_only_a_hash_of_the_code_is_kept_and_no_event_holds_it(work, siti, session, heard):
    code = code_for(work, siti)
    kept = repr([vars(row) for row in session.scalars(select(OneTimeLink))]) + repr(heard)
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_an_officer_and_the_owner_give_it_and_nobody_else(work, siti, tini, business, office, person):
    assert code_for(work, siti, OFFICER, at=office)
    assert code_for(work, siti, OWNER, at=business, kind=PRODUCER, user_id=tini)
    for role, at in ((STAFF, business), (OWNER, business + 1)):
        with pytest.raises(Forbidden):
            code_for(work, siti, role, at=at, kind=PRODUCER)
    with pytest.raises(Forbidden):
        code_for(work, siti, AUDITOR, at=office)


def test_an_owner_lets_nobody_in_who_also_sits_elsewhere(work, siti, tini, business):
    with work() as uow:
        other = create_organisation(uow, PARTNER, "Toko lain").id
        give_seat(uow, siti, other, OWNER)
    with pytest.raises(Forbidden):
        code_for(work, siti, OWNER, at=business, kind=PRODUCER, user_id=tini)


def test_an_officer_lets_no_official_in(work, official, office):
    with pytest.raises(Forbidden):
        code_for(work, official, OFFICER, at=office)
    assert code_for(work, official, SYSADMIN, at=office)


def test_who_has_an_address_is_pointed_to_the_letter(work, tini, office):
    with pytest.raises(Refused, match="Lupa kata sandi"):
        code_for(work, tini, OFFICER, at=office)


def test_who_has_no_address_gets_no_letter(work, siti, session):
    with work() as uow:
        assert recovery_for(uow, email="081234567890") is None
