import pytest

from marketplace.catalog.curating import Judgement, curate, curation_of
from marketplace.catalog.events import ProductCurated
from marketplace.catalog.models import Criterion, Mark
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PRODUCER
from tests.factories.catalog import make_draft
from tests.factories.producers import make_person

READY, LABEL_BAD = Judgement(Mark.READY), Judgement(Mark.WORK, "Tambahkan tanggal.")


def test_the_newest_judgement_per_criterion_holds_and_what_stays_is_written_once(session, work, heard):
    product = make_draft(session, state=SUBMITTED)
    sheets = (
        {Criterion.QUALITY: READY, Criterion.LABEL: LABEL_BAD},
        {Criterion.QUALITY: READY, Criterion.LABEL: LABEL_BAD},
        {Criterion.LABEL: READY},
        {},
    )
    for sheet in sheets:
        with work(OFFICER, at=1) as uow:
            curate(uow, product.id, sheet)

    found = [(one.criterion, one.mark, one.revision) for one in curation_of(session, product.id)]
    assert found == [(Criterion.LABEL, Mark.READY, 1), (Criterion.QUALITY, Mark.READY, 1)]
    assert heard == [ProductCurated(product_id=product.id, revision=1)] * 2


def test_what_needs_work_says_what_and_nobody_judges_their_own(session, work, heard):
    person = make_person(session)
    product = make_draft(session, state=SUBMITTED, submitted_by=person.id)
    with pytest.raises(Refused, match="Label: tulis apa yang perlu dibenahi"), work(OFFICER, at=1) as uow:
        curate(uow, product.id, {Criterion.LABEL: Judgement(Mark.WORK, " ")})
    with pytest.raises(Refused, match="petugas lain"), work(OFFICER, at=1, user_id=person.id) as uow:
        curate(uow, product.id, {Criterion.LABEL: READY})
    for role, at, kind in ((OWNER, product.producer_id, PRODUCER), (APPROVER, 1, None)):
        with pytest.raises(Forbidden), work(role, at=at, kind=kind) as uow:
            curate(uow, product.id, {Criterion.LABEL: READY})

    assert (heard, curation_of(session, product.id)) == ([], [])
