from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from marketplace.accounts import hashing
from marketplace.accounts.devices import SessionList
from marketplace.accounts.models import SignIn, User
from marketplace.accounts.queries import live_session, second_factor_of
from marketplace.accounts.services import signing_in
from marketplace.accounts.services.seats import give_seat
from marketplace.accounts.services.signing_in import LIFE, OFFICE_LIFE, open_session, who_has
from marketplace.accounts.tokens import hashed
from marketplace.accounts.totp import secret_of
from marketplace.adapters.passwords import Passwords
from marketplace.kernel.errors import Forbidden, NotFound
from marketplace.kernel.roles import OFFICER, PARTNER, STAFF
from tests.accounts.conftest import PASSWORD, SECRET
from tests.conftest import NOW


def enter(work, user_id, *, renewed=None, **given):
    with work(**given) as uow:
        return open_session(uow, user_id, device="Firefox", address="203.0.113.9", renewed=renewed)


def row(session, opened):
    return session.get(SignIn, opened.sign_in_id, populate_existing=True)


def code(now=NOW):
    return pyotp.TOTP(SECRET).at(now)


def test_only_the_right_pair_names_a_person(work, tini):
    assert who_has(work(), " Tini@Contoh.id", PASSWORD).id == tini
    assert who_has(work(), "tini@contoh.id", PASSWORD + "!") is None
    assert who_has(work(), "nobody@contoh.id", PASSWORD) is None


def test_a_stranger_costs_as_much_hashing_as_a_person(work, tini, monkeypatch):
    calls = []
    verify = hashing.passwords.verify
    monkeypatch.setattr(hashing.passwords, "verify", lambda *given: calls.append(given) or verify(*given))
    who_has(work(), "tini@contoh.id", "wrong")
    who_has(work(), "nobody@contoh.id", "wrong")
    assert len(calls) == 2


def test_a_disabled_person_is_a_stranger(work, tini):
    with work() as uow:
        uow.get(User, tini).disabled_at = NOW
    assert who_has(work(), "tini@contoh.id", PASSWORD) is None


def test_a_session_keeps_only_the_hash_of_its_token(work, tini, session):
    opened = enter(work, tini)
    kept = row(session, opened)
    assert kept.token_hash == hashed(opened.token)
    assert opened.token not in repr(vars(kept))
    assert live_session(session, opened.token, NOW).user_id == tini
    assert live_session(session, opened.token + "x", NOW) is None


def test_it_lasts_two_weeks_and_in_an_office_half_a_day(work, tini, official, session):
    assert row(session, enter(work, tini)).expires_at == NOW + LIFE
    opened = enter(work, official)
    assert row(session, opened).expires_at == NOW + OFFICE_LIFE
    assert live_session(session, opened.token, NOW + OFFICE_LIFE - timedelta(seconds=1))
    assert live_session(session, opened.token, NOW + OFFICE_LIFE) is None


def test_a_hash_made_with_weaker_settings_is_renewed(work, tini, session, monkeypatch):
    before = work().get(User, tini).password_hash
    monkeypatch.setattr(hashing, "passwords", Passwords())
    enter(work, tini, renewed=hashing.renewed(before, PASSWORD))
    after = session.get(User, tini, populate_existing=True).password_hash
    assert "m=65536" in after
    assert before != after
    assert who_has(work(), "tini@contoh.id", PASSWORD).id == tini


def test_a_renewed_hash_brings_no_password_back_that_was_changed_meanwhile(work, tini):
    with work() as uow:
        uow.get(User, tini).password_hash = "changed"
    enter(work, tini, renewed=hashing.NewHash("renewed", replaces="what it was"))
    assert work().get(User, tini).password_hash == "changed"


def test_one_goes_on_where_one_worked_last(work, as_user, tini, office, business, session):
    with work() as uow:
        give_seat(uow, tini, office, OFFICER)
        office_code = uow.session.get_one(signing_in.Organisation, office).public_id
    opened = enter(work, tini)
    assert row(session, opened).organisation_id == business  # the older seat
    with as_user(tini) as uow:
        signing_in.choose_organisation(uow, opened.sign_in_id, office_code)
    assert row(session, enter(work, tini)).organisation_id == office


def test_a_session_never_lasts_longer_by_switching(work, as_user, tini, office, business, session):
    with work() as uow:
        give_seat(uow, tini, office, OFFICER)
        codes = [uow.session.get_one(signing_in.Organisation, id).public_id for id in (office, business)]
    opened = enter(work, tini)
    for public_id in codes:
        with as_user(tini) as uow:
            renewed = signing_in.choose_organisation(uow, opened.sign_in_id, public_id)
        assert row(session, opened).expires_at == NOW + OFFICE_LIFE
        assert live_session(session, opened.token, NOW) is None
        assert live_session(session, renewed.token, NOW) is not None


def test_one_acts_only_where_one_sits(work, as_user, tini, session, person, business):
    with work() as uow:
        other = signing_in.Organisation(kind=PARTNER, name="Toko lain", created_at=NOW)
        public_id = uow.add(other).public_id
    opened = enter(work, tini)
    with pytest.raises(NotFound), as_user(tini) as uow:
        signing_in.choose_organisation(uow, opened.sign_in_id, public_id)


def test_a_code_lets_in_once_and_changes_the_token(work, as_user, official, session, sealer):
    opened = enter(work, official)
    with as_user(official) as uow:
        passed = signing_in.pass_second_factor(uow, opened.sign_in_id, code(), sealer=sealer)
    assert row(session, opened).second_factor_at == NOW
    assert live_session(session, opened.token, NOW) is None
    assert live_session(session, passed.token, NOW).totp_confirmed
    again = enter(work, official)
    with as_user(official) as uow:
        assert signing_in.pass_second_factor(uow, again.sign_in_id, code(), sealer=sealer) is None
    later = NOW + timedelta(seconds=30)
    with as_user(official, now=later) as uow:
        assert signing_in.pass_second_factor(uow, again.sign_in_id, code(later), sealer=sealer)


def test_a_code_locks_the_person_before_the_sign_in(engine, work, as_user, official, sealer):
    """As whoever ends sign-ins does; the engine is watched for it (tests/lock_order.py)."""
    opened = enter(work, official)
    with as_user(official) as uow:
        assert signing_in.pass_second_factor(uow, opened.sign_in_id, code(), sealer=sealer)


@pytest.mark.parametrize("wrong", ["", "12345", "abcdef", "1234567", "٠١٢٣٤٥"])
def test_what_is_no_code_lets_nobody_in(work, as_user, official, session, wrong, sealer):
    opened = enter(work, official)
    with as_user(official) as uow:
        assert signing_in.pass_second_factor(uow, opened.sign_in_id, wrong, sealer=sealer) is None
    assert row(session, opened).second_factor_at is None


def test_nobody_passes_for_another(work, as_user, official, tini, sealer):
    opened = enter(work, official)
    with pytest.raises(NotFound), as_user(tini) as uow:
        signing_in.pass_second_factor(uow, opened.sign_in_id, code(), sealer=sealer)


def test_others_may_set_up_a_second_factor_too(work, as_user, tini, session, sealer):
    with as_user(tini) as uow:
        signing_in.start_second_factor(uow, sealer=sealer)
    secret = secret_of(session.get(User, tini), sealer)
    assert len(secret) == 32
    with as_user(tini) as uow:
        signing_in.start_second_factor(uow, sealer=sealer)
    assert secret_of(session.get(User, tini, populate_existing=True), sealer) == secret


def test_a_lost_telephone_is_reset_by_a_sysadmin_only(work, as_user, official, office, session, sealer):
    opened = enter(work, official)
    with pytest.raises(Forbidden), work(OFFICER, at=office, user_id=official) as uow:
        signing_in.reset_second_factor(uow, official)
    with work() as uow:
        signing_in.reset_second_factor(uow, official)
    mine = second_factor_of(session, official)
    assert secret_of(session.get(User, official, populate_existing=True), sealer) is None
    assert (mine.confirmed, mine.last_step) == (False, 0)
    assert live_session(session, opened.token, NOW) is None


def test_sessions_are_listed_and_revoked_by_their_person_only(work, as_user, tini, person, business, session):
    first, second = enter(work, tini), enter(work, tini)
    sri = person(STAFF, at=business)
    with pytest.raises(NotFound), as_user(sri) as uow:
        signing_in.revoke(uow, first.sign_in_id)
    with as_user(tini) as uow:
        signing_in.revoke(uow, first.sign_in_id)
    assert live_session(session, first.token, NOW) is None
    listed = SessionList(user_id=tini, now=NOW).page(session)
    assert [(one.id, one.browser, one.address) for one in listed] == [
        (second.sign_in_id, "Firefox", "203.0.113.9")
    ]
    with pytest.raises(NotFound), as_user(tini) as uow:
        signing_in.revoke(uow, first.sign_in_id)


def test_all_others_end_at_once(work, as_user, tini, session):
    here, *others = [enter(work, tini) for _ in range(3)]
    with as_user(tini) as uow:
        signing_in.end_sessions(uow, tini, but=here.sign_in_id)
    assert live_session(session, here.token, NOW)
    assert all(live_session(session, one.token, NOW) is None for one in others)


def test_a_password_asked_again_is_remembered_with_the_session(work, as_user, tini, session):
    opened = enter(work, tini)
    with as_user(tini) as uow:
        signing_in.confirm_again(uow, opened.sign_in_id)
    assert live_session(session, opened.token, NOW).confirmed_at == NOW


def test_every_sign_in_is_a_fact(work, tini, heard, session):
    opened = enter(work, tini)
    assert heard[-1].sign_in_id == opened.sign_in_id
    assert session.scalars(select(SignIn.id)).all() == [opened.sign_in_id]
