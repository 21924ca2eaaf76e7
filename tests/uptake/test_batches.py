"""What one import changed in a shop's months, beside what came another way."""

from datetime import date

import pytest

from marketplace.files.models import Attachment
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.queries import unnamed_of
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.models.answers import Answer
from marketplace.uptake.batches import local_change
from tests.conftest import NOW
from tests.factories.certification import make_scan
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

JULY_AND_AUGUST = MonthSpan.parse("2026-07..2026-08")


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def batch(session, partner, maker):
    file: Attachment = make_scan(session, maker)
    batch = ImportBatch(
        kind=BatchKind.PURCHASES, organisation_id=partner.id, file_id=file.id, made_by=None, made_at=NOW
    )
    session.add(batch)
    session.commit()
    return batch


def test_it_tells_local_rupiah_with_the_import_and_without_it(session, partner, maker, batch):
    make_purchase(session, partner, maker, 100, bought_on=date(2026, 7, 1))
    make_purchase(session, partner, maker, 20, 3, bought_on=date(2026, 8, 1), batch_id=batch.id)
    make_purchase(session, partner, None, 7_000, batch_id=batch.id)
    make_purchase(session, partner, maker, 900, batch_id=batch.id, answer=Answer.DISPUTED)
    make_purchase(session, partner, maker, 50_000, bought_on=date(2026, 9, 1))
    make_purchase(session, make_partner(session), maker, 80_000)
    assert local_change(session, partner.id, batch.id, JULY_AND_AUGUST) == (100, 123)


def test_names_nobody_recognised_are_counted_once_however_they_are_written(session, partner, maker, batch):
    make_purchase(session, partner, maker, 100, batch_id=batch.id)
    make_purchase(session, partner, None, 20, seller_text="CV Grosir", batch_id=batch.id)
    make_purchase(session, partner, None, 3, seller_text="cv grosir", batch_id=batch.id)
    make_purchase(session, partner, None, 4, seller_text="Pak Dar", batch_id=batch.id)
    make_purchase(session, partner, None, 9_000, seller_text="Pak Dar")
    assert unnamed_of(session, batch.organisation_id, batch.id) == (3, 2, 27)


def test_an_import_without_rows_changed_nothing(session, partner, batch):
    assert local_change(session, partner.id, batch.id, JULY_AND_AUGUST) == (0, 0)
    assert unnamed_of(session, batch.organisation_id, batch.id) == (0, 0, 0)
