"""The partner's yes to a signed memorandum, and what holds before and after it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.files.models import Attachment
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PARTNER, STAFF
from marketplace.partners.accepting import accept_mou, compare_scan
from marketplace.partners.events import MouAccepted
from marketplace.partners.memoranda import draft_mou, sign_mou
from marketplace.partners.mous import mou_in_force, status
from marketplace.partners.queries import may_order
from marketplace.partners.states import DRAFT, MouAcceptance, MouStanding
from marketplace.partners.wording import TEXTS, placeholders_in
from tests.factories.certification import make_scan
from tests.factories.officials import make_official
from tests.factories.ordering import make_maker
from tests.factories.partners import BOTH, make_mou, make_partner
from tests.factories.people import owner_of

TODAY = date(2026, 11, 24)
NOT_YET = {"accepted_on": None, "accepted_how": None}


@pytest.fixture
def partner(session):
    return make_partner(session, mou=False)


@pytest.fixture
def waiting(session, partner):
    """Signed, with a scan, drafted by an official; the partner has said nothing yet."""
    scan = make_scan(session, make_maker(session))
    return make_mou(session, partner, drafted_by=make_official(session), scan_id=scan.id, **NOT_YET)


@pytest.fixture
def as_owner(session, work, partner):
    return lambda **given: work(
        OWNER, at=partner.id, kind=PARTNER, user_id=owner_of(session, partner.id), **given
    )


def test_signed_it_does_not_hold_before_the_owner_accepts(session, waiting, partner, as_owner, heard):
    assert status(waiting, TODAY) is MouStanding.WAITING
    assert not may_order(session, partner.id, TODAY)

    with as_owner() as uow:
        accept_mou(uow, waiting.id)

    assert (waiting.accepted_on, waiting.accepted_how) == (TODAY, MouAcceptance.SIGNED_IN)
    assert mou_in_force(session, partner.id, TODAY) is waiting
    assert mou_in_force(session, partner.id, date(2026, 11, 23)) is None
    assert heard[-1] == MouAccepted(
        mou_id=waiting.id,
        partner_id=partner.id,
        how="signed_in",
        text_sha256=waiting.text_sha256,
        scan_sha256=session.get(Attachment, waiting.scan_id).sha256,
    )


def test_an_addendum_that_was_not_accepted_does_not_hold_and_leaves_its_memorandum(session, partner):
    memorandum = make_mou(session, partner)
    addendum = make_mou(session, partner, amends_id=memorandum.id, **NOT_YET)

    assert (status(addendum, TODAY), status(memorandum, TODAY)) == (MouStanding.WAITING, MouStanding.IN_FORCE)
    assert mou_in_force(session, partner.id, TODAY) is memorandum


def test_only_the_owner_accepts(session, work, waiting, partner):
    other = make_partner(session)
    for role, at, kind in (
        (STAFF, partner.id, PARTNER),
        (OWNER, other.id, PARTNER),
        (OFFICER, 1, None),
        (APPROVER, 1, None),
    ):
        with pytest.raises(Forbidden), work(role, at=at, kind=kind, user_id=1) as uow:
            accept_mou(uow, waiting.id)
    assert waiting.accepted_on is None


def test_another_officer_than_its_author_compares_the_scan(session, work, waiting):
    with pytest.raises(Forbidden), work(OFFICER, at=1, user_id=waiting.drafted_by) as uow:
        compare_scan(uow, waiting.id)

    second = make_official(session, name="Petugas Kedua")
    with work(OFFICER, at=1, user_id=second) as uow:
        compare_scan(uow, waiting.id)

    assert (waiting.accepted_how, waiting.accepted_by) == (MouAcceptance.SCAN, second)


def test_without_a_scan_there_is_nothing_to_compare(session, work, partner):
    mou = make_mou(session, partner, **NOT_YET)
    with (
        pytest.raises(Refused, match="belum ada"),
        work(OFFICER, at=1, user_id=make_official(session)) as uow,
    ):
        compare_scan(uow, mou.id)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"state": DRAFT, "text_sha256": None}, "belum ditandatangani"),
        ({}, "sudah disetujui"),
        (NOT_YET | {"ends_on": date(2026, 11, 23)}, "sudah berakhir"),
    ],
)
def test_a_draft_an_accepted_one_and_one_that_is_over_are_refused(session, partner, as_owner, given, says):
    mou = make_mou(session, partner, **given)
    with pytest.raises(Refused, match=says), as_owner() as uow:
        accept_mou(uow, mou.id)


@pytest.mark.parametrize("template", TEXTS)
def test_a_sample_text_is_not_signed_as_it_came(work, session, partner, template):
    with work(OFFICER, at=1) as uow:
        days = {"starts_on": TODAY, "ends_on": date(2027, 11, 23)}
        mou = draft_mou(uow, partner.id, template=template, **days)
    with pytest.raises(Refused, match="belum diisi") as refusal, work(OFFICER, at=1) as uow:
        sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH)
    assert refusal.value.field == "text"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (
            "Pasal 3. (Tulis perubahannya di sini, atau hapus pasal ini.)",
            "(Tulis perubahannya di sini, atau hapus pasal ini.)",
        ),
        ("Nomor ......./2026", "......."),
        ("Nama: ____", "____"),
        ("oleh [nama]", "[nama]"),
        ("Pasal 1 (satu). Berlaku 1 Desember 2026... dan seterusnya.", None),
        ("Pasal XX. Harga (sepuluh persen) tetap.", None),
    ],
)
def test_places_to_fill_in_are_named(written, left):
    assert placeholders_in(written) == left


@pytest.mark.parametrize(
    "change",
    [
        "accepted_on = NULL, accepted_how = NULL",
        "accepted_on = '2026-02-01'",
        "accepted_how = 'signed_in', accepted_by = drafted_by",
        "accepted_by = drafted_by",
    ],
)
def test_the_database_keeps_what_was_accepted(session, partner, change):
    make_mou(session, partner, drafted_by=make_official(session))
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE mous SET {change}"))
    session.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "accepted_on = '2026-11-24'",
        "accepted_how = 'before'",
        "accepted_on = '2026-11-24', accepted_how = 'signed_in'",
        "accepted_on = '2026-11-24', accepted_how = 'scan', accepted_by = drafted_by",
        "accepted_on = '2026-11-24', accepted_how = 'scan', accepted_by = NULL, drafted_by = NULL",
    ],
)
def test_the_database_refuses_half_a_yes_and_the_authors_own(session, waiting, change):
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE mous SET {change}"))
    session.rollback()


def test_the_database_refuses_to_accept_a_draft(session, partner):
    make_mou(session, partner, state=DRAFT, text_sha256=None)
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE mous SET accepted_on = '2026-11-24', accepted_how = 'before'"))
    session.rollback()
