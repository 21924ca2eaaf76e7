from datetime import date

import pytest

from marketplace.certification.models import CertificateHold
from marketplace.certification.verifying import CertificateStatus, verify_certificate
from marketplace.kernel.review import DRAFT
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)


def status(session, row, day=TODAY):
    return verify_certificate(session, row.public_id, day).status


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 28), CertificateStatus.TO_COME),
        (date(2025, 3, 1), CertificateStatus.VALID),
        (date(2030, 3, 1), CertificateStatus.VALID),
        (date(2030, 3, 2), CertificateStatus.EXPIRED),
    ],
)
def test_it_holds_from_its_issue_through_its_last_day(session, day, expected):
    row = make_certificate(session, producer=make_producer(session))
    assert status(session, row, day) is expected


def test_what_was_revoked_held_until_the_day_before(session):
    row = make_certificate(session, producer=make_producer(session), revoked_on=date(2026, 5, 1))
    assert status(session, row, date(2026, 4, 30)) is CertificateStatus.VALID
    assert status(session, row, date(2026, 5, 1)) is CertificateStatus.REVOKED
    assert status(session, row, date(2031, 1, 1)) is CertificateStatus.REVOKED


def test_revoked_on_its_last_day_is_revoked(session):
    row = make_certificate(session, producer=make_producer(session), revoked_on=date(2030, 3, 1))
    assert status(session, row, date(2030, 3, 1)) is CertificateStatus.REVOKED


def test_what_expired_before_it_was_revoked_expired(session):
    row = make_certificate(
        session, producer=make_producer(session), expires_on=date(2026, 1, 1), revoked_on=date(2026, 5, 1)
    )
    assert status(session, row) is CertificateStatus.EXPIRED


def test_a_newer_one_takes_its_place_once_it_is_approved(session):
    maker = make_producer(session)
    newer = make_certificate(session, producer=maker, issued_on=date(2026, 6, 1), state="submitted")
    older = make_certificate(session, producer=maker, superseded_by_id=newer.id)
    assert status(session, older) is CertificateStatus.VALID

    newer.state = "approved"
    session.commit()
    found = verify_certificate(session, older.public_id, TODAY)
    assert (found.status, found.heir.code) == (CertificateStatus.SUPERSEDED, newer.public_id)
    assert status(session, older, date(2026, 5, 31)) is CertificateStatus.VALID


def test_a_held_one_proves_nothing_meanwhile(session):
    row = make_certificate(session, producer=make_producer(session))
    session.add(
        CertificateHold(
            certificate_id=row.id,
            from_on=date(2026, 11, 1),
            until_on=date(2026, 11, 30),
            reason="Diragukan",
            placed_by=None,
        )
    )
    session.commit()
    assert status(session, row) is CertificateStatus.HELD
    assert status(session, row, date(2026, 12, 1)) is CertificateStatus.VALID


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "rejected"])
def test_what_was_not_approved_is_no_proof(session, state):
    row = make_certificate(session, producer=make_producer(session), state=state)
    assert status(session, row) is CertificateStatus.UNAPPROVED


def test_it_names_its_approved_products_and_the_makers_page(session):
    maker = make_producer(session, name="Abon Misal")
    shown = make_product(session, producer=maker, name="Abon sapi")
    draft = make_product(session, producer=maker, name="Rahasia", state=DRAFT)
    row = make_certificate(session, shown, draft)

    found = verify_certificate(session, row.public_id, TODAY)
    assert (found.maker, found.slug, found.products) == ("Abon Misal", maker.slug, ["Abon sapi"])
    maker.state = DRAFT
    session.commit()
    assert verify_certificate(session, row.public_id, TODAY).slug is None


def test_an_unknown_code_is_none(session):
    assert verify_certificate(session, "tidakada", TODAY) is None
