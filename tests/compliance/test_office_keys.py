from dataclasses import replace

import pytest

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.freezing import JournalMark, canonical
from marketplace.compliance.office_keys import (
    STATEMENT,
    KeyStatement,
    Rotation,
    chain_of,
    key_chain,
    rotate_key,
    rotations_of,
)
from marketplace.compliance.services import restate_month
from marketplace.compliance.verification import verify_report
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import verify as verify_journal
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.fingerprints import fingerprint
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER
from tests.compliance.test_services import LATER
from tests.factories.circulars import make_circular
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)


@pytest.fixture
def machine(session, queue):
    """The office's own machine at work, with the journal listening."""
    return lambda: UnitOfWork(session, actor=SYSTEM, now=LATER, bus=Bus(REACTIONS), queue=queue)


@pytest.fixture
def rotate(machine, signer):
    def one():
        with machine() as uow:
            done = rotate_key(uow, signer)
        signer.succeed()
        return done

    return one


@pytest.fixture
def report(session, signer):
    make_circular(session)
    partner = make_partner(session)
    make_purchase(session, partner, make_maker(session), 100_000)
    declare(session, partner)
    return publish(session, signer)


def pinned(signer, public_key):
    return Ed25519Signer(signer._file, [fingerprint(public_key)])


def failed(session, signer, report):
    return {check.key for check in verify_report(session, signer, report).checks if not check.holds}


def test_a_report_of_an_older_key_holds_through_the_chain_of_rotations(session, signer, report, rotate):
    first, second, third = signer.public_key, rotate().new_key, rotate().new_key
    assert signer.public_key == third and len({first, second, third}) == 3
    assert verify_journal(session).whole
    for key in (first, second, third):
        assert failed(session, pinned(signer, key), report) == set()


def test_what_the_new_key_signs_holds_for_who_pinned_the_old_one(session, office, signer, report, rotate):
    old = signer.public_key
    rotate()
    with office(APPROVER, now=LATER) as uow:
        again = restate_month(uow, pinned(signer, old), AUGUST, cause="Salah nota")
    assert again.public_key != old
    assert failed(session, pinned(signer, old), again) == set()


def test_a_key_that_was_replaced_signs_nothing_more(session, office, signer, report, machine):
    with machine() as uow:
        rotate_key(uow, signer)
    with pytest.raises(Refused, match="sudah diganti"), office(APPROVER, now=LATER) as uow:
        restate_month(uow, signer, AUGUST, cause="Salah nota")


def test_an_interrupted_rotation_is_finished_by_the_next(session, signer, machine, rotate):
    old = signer.public_key
    with machine() as uow:
        begun = rotate_key(uow, signer)
    assert signer.public_key == old
    assert rotate() == begun and signer.public_key == begun.new_key
    assert len(rotations_of(session)) == 1


def test_a_key_that_is_not_pinned_neither_signs_nor_rotates(session, office, signer, report, machine):
    other = pinned(signer, "ab" * 32)
    with pytest.raises(Refused, match="bukan kunci kantor"), office(APPROVER, now=LATER) as uow:
        restate_month(uow, other, AUGUST, cause="Salah nota")
    with pytest.raises(Refused, match="bukan kunci kantor"), machine() as uow:
        rotate_key(uow, other)
    assert failed(session, other, report) == {"key"}


def test_only_the_office_s_machine_rotates(office, signer):
    with pytest.raises(Forbidden), office(APPROVER) as uow:
        rotate_key(uow, signer)


def statement(old, new, *, seq=3, signed_by=None):
    text = canonical(
        STATEMENT.dump_python(
            KeyStatement(
                old_key=old.public_key,
                new_key=new.public_key,
                journal=JournalMark(seq=seq, hash="x"),
                at="2026",
            ),
            mode="json",
        )
    )
    by_old, by_new = signed_by or (old, new)
    return Rotation(
        statement=text, signed_by_old=by_old.sign(text.encode()), signed_by_new=by_new.sign(text.encode())
    )


@pytest.fixture
def keys(tmp_path):
    return [Ed25519Signer(tmp_path / f"{number}.pem") for number in range(3)]


def test_nobody_joins_a_key_of_their_own_to_the_office_s(keys):
    office, forger, _ = keys
    anchors = [fingerprint(office.public_key)]
    for claim in (
        statement(office, forger, signed_by=(forger, forger)),
        statement(forger, office, signed_by=(forger, forger)),
        replace(statement(office, forger), statement="{}"),
    ):
        assert not chain_of(office, [claim], anchors).believes(forger.public_key)
    assert chain_of(office, [statement(office, forger)], anchors).believes(forger.public_key)


def test_a_key_signs_only_in_its_time(keys):
    first, second, third = keys
    chain = chain_of(first, [statement(first, second, seq=5), statement(second, third, seq=9)], [])
    assert [seq for seq in range(12) if chain.signs_at(second.public_key, seq)] == [5, 6, 7, 8, 9]
    assert chain.signs_at(first.public_key, 5) and not chain.signs_at(first.public_key, 6)


def test_without_pins_the_key_file_alone_is_believed(session, signer):
    chain = key_chain(session, signer)
    assert list(chain.anchors) == [fingerprint(signer.public_key)] and chain.believes(signer.public_key)
    assert not chain.believes("00" * 32) and not chain.believes("")
