from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.catalog.curating import curation_of
from marketplace.catalog.models import Criterion, Mark, Product, Variant
from marketplace.catalog.reviewing import submit_product
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.photos import add_photo
from marketplace.catalog.services.products import revise_product
from marketplace.catalog.services.variants import Form, add_variant, edit_variant
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.reviewing import approve_certificate
from marketplace.certification.services.submitting import Claim as CertificateClaim
from marketplace.certification.services.submitting import submit_certificate
from marketplace.db.waiting import Waiting
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, OWNER, PRODUCER, STAFF, SYSADMIN
from marketplace.web.office.queue import item_of
from marketplace.web.office.subjects.base import SUBJECTS
from tests.factories.catalog import add_picture, make_draft
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.ordering import make_goods, make_maker
from tests.factories.producers import make_person, make_producer
from tests.web.conftest import Browser

QUEUE = "/office/reviews"
OLD = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def statements(app):
    """How many statements an act takes."""

    def count(act):
        seen = []

        def record(*args):
            if not args[2].startswith(("BEGIN", "SAVEPOINT")):
                seen.append(args[2])

        with app.app_context():
            event.listen(database.engine, "before_cursor_execute", record)
            act()
            event.remove(database.engine, "before_cursor_execute", record)
        return len(seen)

    return count


def wait(session, *, days=0, **given):
    """A P-IRT that waits since some day in November."""
    product = make_product(session)
    return make_certificate(
        session,
        product,
        state=SUBMITTED,
        submitted_at=OLD + timedelta(days=days),
        scan_id=make_scan(session, product_owner(session, product)).id,
        **given,
    )


def product_owner(session, product):
    return session.get_one(type(make_producer(session)), product.producer_id)


def path(row):
    return f"{QUEUE}/certificate/{row.public_id}"


def test_an_empty_queue_says_so(officer):
    assert "Antrean kosong" in officer.open(QUEUE).text


def test_the_queue_holds_everything_oldest_first(session, officer):
    row = wait(session, days=2)
    producer = make_producer(session, name="Abon", state=SUBMITTED, submitted_at=OLD)
    product = make_draft(session, state=SUBMITTED, submitted_at=OLD + timedelta(days=1))

    page = officer.open(QUEUE).text
    places = [page.index(word) for word in ("Abon", product.public_id, row.public_id)]
    assert places == sorted(places)
    assert "3 hal menunggu" in page
    assert producer.state is SUBMITTED


def test_a_promise_is_three_working_days(work):
    row = Waiting(key="", kind="certificate", public_id="x", maker="Abon", detail="halal", submitted_at=OLD)
    friday = item_of(work(), row)
    assert friday.due == date(2026, 11, 25)
    assert friday.age(date(2026, 11, 24)) == 4


def test_claim_and_proof_stand_side_by_side(session, officer):
    row = wait(session, number="2061871010123-30")
    page = officer.open(path(row)).text

    assert 'class="mb-scan"' in page
    assert "2061871010123-30" in page
    assert "bukan 1872" in page  # what the program found out by itself
    assert 'data-key="s"' in page
    assert 'data-key="k"' in page


def test_approval_is_one_press_and_leads_to_the_next(session, officer):
    first, second = wait(session), wait(session, days=1)
    answer = officer.send(path(first), {"act": "approve"})

    assert answer.location == path(second)
    session.rollback()
    assert first.state is APPROVED
    assert officer.send(path(second), {"act": "approve"}).location == QUEUE


def test_the_last_in_the_queue_leads_back_to_the_first(session, officer):
    first, second = wait(session), wait(session, days=1)

    assert officer.send(path(second), {"act": "approve"}).location == path(first)


def test_what_differs_goes_back_with_notes_per_field(session, officer):
    row = wait(session)
    officer.send(
        path(row),
        {
            "act": "return",
            "claim-number": "differ",
            "note-number": "Di sertifikat tertulis 0128.",
            "claim-maker": "match",
            "note-maker": "tidak terpakai",
            "claim-expires_on": "differ",
        },
    )

    session.rollback()
    assert row.state is RETURNED
    assert row.review_notes == {
        "number": "Di sertifikat tertulis 0128.",
        "expires_on": "Tidak sama dengan buktinya.",
    }


def test_what_differs_is_not_approved_and_the_words_stay(session, officer):
    row = wait(session)
    answer = officer.send(
        path(row), {"act": "approve", "claim-number": "differ", "note-number": "Beda satu angka"}
    )

    assert answer.status_code == 422
    assert "Ada isian yang berbeda" in answer.text
    assert "Beda satu angka" in answer.text
    session.rollback()
    assert row.state is SUBMITTED


def test_a_return_without_a_word_is_refused(session, officer):
    answer = officer.send(path(wait(session)), {"act": "return"})

    assert answer.status_code == 422
    assert "Tulis apa yang perlu diperbaiki." in answer.text


def test_a_rejection_needs_its_reason(session, officer):
    row = wait(session)
    assert officer.send(path(row), {"act": "reject"}).status_code == 422

    officer.send(path(row), {"act": "reject", "reason": "Bukan surat resmi"})
    session.rollback()
    assert (row.state, row.review_reason) == (REJECTED, "Bukan surat resmi")


def test_nobody_answers_what_they_handed_in(session, as_seat):
    person = make_person(session)
    row = wait(session, submitted_by=person.id)
    other = wait(session, days=1)
    browser = as_seat(OFFICER, user_id=person.id)

    page = browser.open(path(row)).text
    assert "petugas lain yang memeriksa" in page
    assert 'value="approve"' not in page
    assert browser.send(path(row), {"act": "approve"}, page=path(other)).status_code == 422
    session.rollback()
    assert row.state is SUBMITTED


def test_a_profile_is_approved_from_the_queue(session, officer):
    producer = make_producer(session, state=SUBMITTED, submitted_at=OLD)
    page = officer.open(QUEUE).text
    address = page[page.index(f"{QUEUE}/producer/") :].split('"')[0]

    assert producer.nib in officer.open(address).text
    officer.send(address, {"act": "approve"})
    session.rollback()
    assert producer.state is APPROVED


def test_a_product_is_listed_once_it_and_its_papers_are_approved(session, work, officer):
    with work() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis", state=SUBMITTED, submitted_at=OLD)
    draft = make_draft(
        session,
        state=SUBMITTED,
        submitted_at=OLD,
        maker=product_owner(session, product),
        category_id=product.category_id,
    )
    page = officer.open(f"{QUEUE}/product/{draft.public_id}").text
    assert "NIB yang berlaku belum ada." in page

    make_certificate(session, producer=product_owner(session, product), kind="nib", expires_on=None)
    officer.send(f"{QUEUE}/product/{draft.public_id}", {"act": "approve", "seen": "1"})
    session.rollback()
    assert session.get(Product, draft.id).eligible_until == date.max


def test_what_does_not_wait_is_not_there(session, officer):
    row = make_certificate(session, producer=make_producer(session))

    for address in (path(row), f"{QUEUE}/certificate/xyz", f"{QUEUE}/surat/{row.public_id}"):
        assert officer.open(address).status_code == 404


@pytest.mark.parametrize("role", [AUDITOR, SYSADMIN])
def test_only_officers_review(session, as_seat, role):
    row = wait(session)

    assert as_seat(role).open(path(row)).status_code == 403
    assert as_seat(role).open(QUEUE).status_code == 403


def test_makers_have_no_queue(session, as_seat):
    producer = make_producer(session)

    assert as_seat(OWNER, at=producer.id).open(QUEUE).status_code == 403


def test_the_home_tells_what_waits_and_for_how_long(session, officer):
    wait(session)
    wait(session, days=1)

    page = officer.open("/office/").text
    assert "2 hal menunggu diperiksa" in page and "Surat 2. Terlama " in page
    assert QUEUE in page


def test_whatever_kind_it_is_of_it_waits_in_one_card(session, officer):
    wait(session)
    make_producer(session, state=SUBMITTED, submitted_at=OLD)

    page = officer.open("/office/").text
    assert page.count("menunggu diperiksa") == 1
    assert "2 hal menunggu diperiksa" in page and "Surat 1, Profil usaha 1." in page


def test_auditors_are_not_sent_to_the_queue(session, as_seat):
    wait(session)

    assert "menunggu diperiksa" not in as_seat(AUDITOR).open("/office/").text


@pytest.mark.parametrize("key", SUBJECTS)
def test_every_subject_has_a_name_and_an_empty_queue(work, key):
    assert SUBJECTS[key].label
    assert work().session.execute(SUBJECTS[key].waiting()).all() == []


class TestQueue:
    """Long queues, filters in the address, and what one page costs."""

    def test_it_says_the_place_in_the_queue_and_shows_neighbours(self, session, officer):
        rows = [wait(session, days=place / 10) for place in range(9)]
        page = officer.open(path(rows[4])).text

        assert "5 dari 9" in page
        shown = [row for row in rows if path(row) in page]
        assert shown == rows[2:9]
        assert f'data-key="j" href="{path(rows[5])}"' in page
        assert f'data-key="l" href="{path(rows[3])}"' in page

    def test_the_filters_count_and_stay_in_the_address(self, session, officer):
        late = wait(session)
        fresh = wait(session, days=3)
        make_producer(session, name="Abon", state=SUBMITTED, submitted_at=OLD - timedelta(days=10))

        page = officer.open(f"{QUEUE}?only=certificate").text
        assert "2 hal menunggu" in page
        assert f"{path(late)}?only=certificate" in page
        assert "Abon" not in page.split("<tbody>")[1]
        answer = officer.send(f"{path(late)}?only=certificate", {"act": "approve"})
        assert answer.location == f"{path(fresh)}?only=certificate"
        answer = officer.send(f"{path(fresh)}?only=certificate", {"act": "approve"})
        assert answer.location == f"{QUEUE}?only=certificate"
        assert "Yang lain masih menunggu" in officer.open(answer.location).text

    def test_what_is_past_its_promise_can_be_asked_for(self, session, officer):
        now = clock.now()
        late = wait(session)
        late.submitted_at = now - timedelta(days=20)
        fresh = wait(session)
        fresh.submitted_at = now
        session.commit()

        page = officer.open(f"{QUEUE}?late=1").text
        assert path(late) in page
        assert path(fresh) not in page

    def test_nonsense_in_the_address_filters_nothing(self, session, officer):
        row = wait(session)
        assert path(row) in officer.open(f"{QUEUE}?only=surat").text

    def test_the_next_one_skips_what_the_visitor_may_not_answer(self, session, as_seat):
        person = make_person(session)
        first, own, third = (
            wait(session),
            wait(session, days=1, submitted_by=person.id),
            wait(session, days=2),
        )
        browser = as_seat(OFFICER, user_id=person.id)

        assert browser.send(path(first), {"act": "approve"}).location == path(third)
        assert "petugas lain yang memeriksa" in browser.open(path(own)).text

    def test_what_somebody_else_has_answered_meanwhile_leads_on(self, session, officer):
        row, other = wait(session), wait(session, days=1)
        officer.send(path(row), {"act": "approve"})
        again = officer.send(path(row), {"act": "approve"}, page=path(other))

        assert again.location == QUEUE
        assert "Sudah dijawab" in officer.open(QUEUE).text

    def test_a_queue_of_forty_is_worked_off_one_press_each(self, session, officer):
        rows = [wait(session, days=place / 100) for place in range(40)]
        address = path(rows[0])
        answered = []
        while address != QUEUE:
            answered.append(address)
            address = officer.send(address, {"act": "approve"}).location

        assert answered == [path(row) for row in rows]
        session.rollback()
        session.expire_all()
        assert {row.state for row in rows} == {APPROVED}

    def test_a_page_costs_as_many_statements_for_forty_as_for_three(self, session, officer, statements):
        rows = [wait(session, days=place / 100) for place in range(3)]
        few = statements(lambda: officer.open(path(rows[1])))
        listed = statements(lambda: officer.open(QUEUE))
        for place in range(37):
            wait(session, days=1 + place / 100)

        assert statements(lambda: officer.open(path(rows[1]))) == few
        assert statements(lambda: officer.open(QUEUE)) == listed
        assert few <= 16

    def test_a_claim_is_turned_by_its_number_and_again(self, session, officer):
        """Both choices carry the key; the script presses the one that is not chosen."""
        page = officer.open(path(wait(session))).text

        assert 'value="match" data-key="1" checked' in page
        assert 'value="differ" data-key="1"' in page
        assert page.count('data-key="2"') == 2

    def test_the_proof_opens_large_beside_the_claims(self, session, officer):
        page = officer.open(path(wait(session))).text

        assert 'data-key="b"' in page
        assert "Buka besar" in page


class TestOwn:
    """Nobody approves what they submitted, nor in an organisation they sit in."""

    @pytest.fixture
    def waiting(self, session):
        """One of each kind, of one maker."""
        producer = make_producer(session, state=SUBMITTED, submitted_at=OLD)
        product = make_draft(session, maker=producer, state=SUBMITTED, submitted_at=OLD)
        row = make_certificate(session, producer=producer, state=SUBMITTED, submitted_at=OLD)
        return producer, product, row

    def addresses(self, session, waiting):
        producer, product, row = waiting
        code = session.get_one(Organisation, producer.id).public_id
        return [
            f"{QUEUE}/producer/{code}",
            f"{QUEUE}/product/{product.public_id}",
            f"{QUEUE}/certificate/{row.public_id}",
        ]

    @pytest.mark.parametrize("act", ["approve", "return", "reject"])
    def test_an_officer_who_sits_in_the_business_answers_nothing_of_it(self, app, session, waiting, act):
        producer = waiting[0]
        person, other = make_person(session), wait(session, days=9)
        seats = frozenset({ActorSeat(OFFICER, 1), ActorSeat(OWNER, producer.id)})
        officer = Browser(app, Actor(person.id, at=1, kind=OFFICE, seats=seats))

        for address in self.addresses(session, waiting):
            assert "petugas lain yang memeriksa" in officer.open(address).text
            answer = officer.send(address, {"act": act, "seen": "1", "reason": "Alasan"}, page=path(other))
            assert answer.status_code == 422
            assert "minta petugas lain memeriksa" in answer.text
        session.rollback()
        assert {row.state for row in waiting} == {SUBMITTED}

    @pytest.mark.parametrize("act", ["approve", "return", "reject"])
    def test_who_handed_it_in_also_for_somebody_else_answers_nothing_of_it(
        self, session, as_seat, waiting, act
    ):
        """An official who acted on behalf of the business submitted it under their own name."""
        person, other = make_person(session), wait(session, days=9)
        for row in waiting:
            row.submitted_by = person.id
        session.commit()
        officer = as_seat(OFFICER, user_id=person.id)

        for address in self.addresses(session, waiting):
            answer = officer.send(address, {"act": act, "seen": "1", "reason": "Alasan"}, page=path(other))
            assert answer.status_code == 422
        session.rollback()
        assert {row.state for row in waiting} == {SUBMITTED}

    def test_another_officer_may(self, session, officer, waiting):
        for address in self.addresses(session, waiting)[::-1]:
            assert officer.send(address, {"act": "approve", "seen": "1"}).status_code == 302
        session.rollback()
        assert {row.state for row in waiting} == {APPROVED}

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_who_comes_second_reads_who_was_first_and_when(self, session, as_seat, waiting, place):
        address, form = self.addresses(session, waiting)[place], path(wait(session, days=9))
        first, second = (
            as_seat(OFFICER, user_id=make_person(session, name=name).id) for name in ("Ani", "Budi")
        )
        first.send(address, {"act": "reject", "seen": "1", "reason": "Bukan miliknya."})

        assert second.send(address, {"act": "approve", "seen": "1"}, page=form).location == QUEUE
        assert "Sudah dijawab oleh Ani pada " in second.open(QUEUE).text
        assert second.open(address).location == QUEUE
        assert "Sudah dijawab oleh Ani pada " in second.open(QUEUE).text
        session.rollback()
        assert waiting[place].state is REJECTED

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_what_was_taken_back_leads_on_too(self, session, officer, waiting, place):
        waiting[place].state, waiting[place].reviewed_at = DRAFT, OLD - timedelta(days=9)
        session.commit()

        assert officer.open(self.addresses(session, waiting)[place]).location == QUEUE
        assert "Pemohon menariknya kembali" in officer.open(QUEUE).text

    def test_what_was_handed_in_on_behalf_is_the_officials_own(self, session, work):
        person = make_person(session)
        producer = make_producer(session)
        product = make_product(session, producer=producer)
        actor = Actor(
            person.id,
            at=producer.id,
            kind=PRODUCER,
            seats=frozenset({ActorSeat(STAFF, producer.id)}),
            on_behalf_of=producer.id,
        )
        uow = work()
        uow.actor = actor
        with uow:
            claim = CertificateClaim(
                kind="pirt",
                number="2061872010123-30",
                issued_on=date(2025, 3, 1),
                expires_on=date(2030, 3, 1),
                product_ids=[product.id],
                scan_id=make_scan(session, producer).id,
            )
            row = submit_certificate(uow, producer.id, claim)

        with pytest.raises(Refused), work(OFFICER, at=1, user_id=person.id) as uow:
            approve_certificate(uow, row.id)
        assert row.submitted_by == person.id


class TestProduct:
    """A product is looked over with what changed since the approval, its photos and its curation sheet."""

    @pytest.fixture
    def revised(self, session, work):
        """Approved, then written anew with another photo, and handed in."""
        maker = make_producer(session)
        product = make_draft(session, maker=maker, price=10_000, photo=True, state=APPROVED)
        spare = add_picture(session, make_draft(session, maker=maker))
        with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
            revise_product(uow, product.id, text=Text(name="Keripik Pisang Madu", shelf_life_days=90))
            add_photo(uow, product.id, spare.id, alt="Label belakang")
            submit_product(uow, product.id)
        return product

    def address(self, product):
        return f"{QUEUE}/product/{product.public_id}"

    def test_what_changed_stands_beside_photos_and_the_curation_sheet(self, session, officer, revised):
        page = officer.open(self.address(revised)).text

        assert "Tinjau perubahan produk" in page
        assert "<ins>Madu</ins>" in page
        assert "Foto baru" in page
        assert page.count('name="mark-') == len(Criterion)
        assert 'name="seen" value="3"' in page
        assert "0 dari 7 hal tertulis" in page

    def test_what_changed_on_a_pack_stands_field_by_field(self, session, officer, work, revised):
        maker, [variant] = revised.producer_id, session.query(Variant).filter_by(product_id=revised.id)
        make_goods(session, maker=make_maker(session, name="Orang Lain"), name="Emping", gtin="8999991870014")
        with work(OWNER, at=maker, kind=PRODUCER) as uow:
            edit_variant(uow, variant.id, Form(net_content="250 g", gtin="8999991870014", prices={1: 10_000}))
            submit_product(uow, revised.id)
        page = officer.open(self.address(revised)).text
        claims = [f"variant-{variant.public_id}-{field}" for field in ("net_content", "gtin")]
        assert all(f'name="claim-{claim}"' in page for claim in claims)
        assert "<ins>250 g</ins>" in page
        assert "juga dipakai Emping, Orang Lain" in page

        with work(OWNER, at=maker, kind=PRODUCER) as uow:
            add_variant(uow, revised.id, Form(name="Besar", net_content="1 kg", prices={1: 40_000}))
            submit_product(uow, revised.id)
        page = officer.open(self.address(revised)).text
        assert "<ins>Besar</ins> · <ins>1 kg</ins>" in page
        assert "250 g: Isi bersih" in page
        sent = {
            "act": "return",
            "seen": "5",
            f"claim-{claims[0]}": "differ",
            f"note-{claims[0]}": "Label 200 g.",
        }
        assert officer.send(self.address(revised), sent).location == QUEUE
        session.rollback()
        assert (revised.review_notes, variant.net_content) == ({claims[0]: "Label 200 g."}, "")
        page = officer.open(
            f"/office/producers/{session.get(Organisation, maker).public_id}/products/{revised.public_id}"
        ).text
        assert "<b>250 g: Isi bersih:</b> Label 200 g." in page

    def test_one_press_approves_what_was_seen_and_nothing_else(self, session, officer, revised):
        answer = officer.send(self.address(revised), {"act": "approve", "seen": "1"})
        assert answer.status_code == 422
        assert "sudah mengubah produk ini" in answer.text
        assert 'name="seen" value="3"' in answer.text
        assert officer.send(self.address(revised), {"act": "approve", "seen": "3"}).location == QUEUE
        session.rollback()
        assert (revised.state, revised.approved_number, revised.name) == (APPROVED, 3, "Keripik Pisang Madu")

    def test_notes_go_back_per_field_and_per_criterion(self, session, officer, revised):
        sent = {
            "act": "return",
            "seen": "3",
            "claim-shelf_life_days": "differ",
            "note-shelf_life_days": "Pada label 60 hari.",
            "mark-label": "work",
            "mark-quality": "ready",
            "mark-barcode": "tak-dikenal",
        }
        refused = officer.send(self.address(revised), sent)
        assert refused.status_code == 422
        assert "Label: tulis apa yang perlu dibenahi." in refused.text
        assert "Pada label 60 hari." in refused.text
        officer.send(self.address(revised), sent | {"curation-label": "Cetak tanggalnya."})
        session.rollback()

        assert (revised.state, revised.approved_number) == (RETURNED, 1)
        assert revised.review_notes == {
            "shelf_life_days": "Pada label 60 hari.",
            "curation-label": "Cetak tanggalnya.",
        }
        judged = [(one.criterion, one.mark) for one in curation_of(session, revised.id)]
        assert judged == [(Criterion.LABEL, Mark.WORK), (Criterion.QUALITY, Mark.READY)]
