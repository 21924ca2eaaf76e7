import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.events import RecoveryCodesMade, RecoveryCodeUsed
from marketplace.accounts.models import RecoveryCode, User
from marketplace.accounts.queries import second_factor_of
from marketplace.accounts.services.recovery_codes import make_recovery_codes, use_recovery_code
from marketplace.accounts.services.signing_in import open_session, pass_second_factor, reset_second_factor
from marketplace.kernel.errors import Refused
from tests.letters import letters_of


@pytest.fixture
def ready(work, official):
    """An official whose second factor is set up."""
    with work() as uow:
        uow.get(User, official).totp_confirmed = True
    return official


@pytest.fixture
def codes(as_user, ready):
    with as_user(ready) as uow:
        return make_recovery_codes(uow)


def use(work, user_id, code):
    with work() as uow:
        return use_recovery_code(uow, uow.get(User, user_id), code)


def test_there_are_ten_and_each_works_once_however_it_is_typed(work, ready, codes, session):
    assert len(set(codes)) == 10
    for number, code in enumerate(codes, start=1):
        typed = code.lower().replace("-", " ") if number % 2 else code
        assert use(work, ready, typed)
        assert not use(work, ready, code)
        assert second_factor_of(session, ready).codes_left == 10 - number


@pytest.mark.parametrize("wrong", ["", "123456", "ABCD-EFGH", "ABCD-EFG", "O0I1-ABCD", "ABCD-EFGH-JKLM"])
def test_what_is_none_of_them_lets_nobody_in(work, ready, codes, wrong):
    assert wrong not in codes
    assert not use(work, ready, wrong)


def test_those_of_another_person_are_worth_nothing(work, codes, tini):
    assert not use(work, tini, codes[0])


def test_new_ones_replace_the_old(as_user, work, ready, codes, session):
    with as_user(ready) as uow:
        newer = make_recovery_codes(uow)
    assert not use(work, ready, codes[0])
    assert use(work, ready, newer[0])
    assert second_factor_of(session, ready).codes_left == 9


def test_a_second_factor_comes_first(as_user, tini):
    with pytest.raises(Refused, match="Pasang kode masuk"), as_user(tini) as uow:
        make_recovery_codes(uow)


def test_a_reset_takes_them_away(work, ready, codes, session):
    with work() as uow:
        reset_second_factor(uow, ready)
    assert session.scalars(select(RecoveryCode)).all() == []


def test_using_one_is_a_fact_and_a_letter(work, ready, codes, heard, session):
    assert RecoveryCodesMade(user_id=ready) in heard
    use(work, ready, codes[0])
    assert heard[-1] == RecoveryCodeUsed(user_id=ready, left=9)
    (letter,) = letters_of(session)
    assert letter.to == "petugas@contoh.id"
    assert "sisa 9 kode" in letter.body


def test_only_hashes_are_kept_and_no_event_holds_a_code(codes, session, heard):
    kept = repr([vars(row) for row in session.scalars(select(RecoveryCode))]) + repr(heard)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_one_opens_a_session_as_a_code_from_the_telephone_does(as_user, work, ready, codes, sealer):
    with work() as uow:
        opened = open_session(uow, ready, device="", address="")
    with as_user(ready) as uow:
        assert pass_second_factor(uow, opened.sign_in_id, codes[3], sealer=sealer)
    with as_user(ready) as uow:
        assert pass_second_factor(uow, opened.sign_in_id, codes[3], sealer=sealer) is None


def test_none_of_them_sets_up_a_telephone(as_user, work, ready, codes, sealer):
    """Whoever has set up none yet proves the telephone, not a paper."""
    with work() as uow:
        uow.get(User, ready).totp_confirmed = False
        opened = open_session(uow, ready, device="", address="")
    with as_user(ready) as uow:
        assert pass_second_factor(uow, opened.sign_in_id, codes[0], sealer=sealer) is None


def test_the_database_refuses_the_same_code_twice(session, ready, codes):
    row = session.scalars(select(RecoveryCode)).first()
    session.add(RecoveryCode(user_id=row.user_id, code_hash=row.code_hash, created_at=row.created_at))
    with pytest.raises(IntegrityError):
        session.flush()
