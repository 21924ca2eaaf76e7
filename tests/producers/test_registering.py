import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, Seat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.producers.events import AliasTaught, ProducerRegistered, ProfileEdited
from marketplace.producers.models import Producer, ProducerAlias
from marketplace.producers.profile import Profile
from marketplace.producers.services.registering import (
    add_alias,
    edit_profile,
    profile_of,
    register_producer,
)
from tests.factories.producers import make_person, make_producer

SAID = Profile(name="Keripik Contoh Melati", nib="0211230045678", kelurahan_code="18.72.04.1003")


class TestRegisterProducer:
    def test_an_officer_enters_a_maker_with_its_organisation(self, session, work, heard):
        with work(OFFICER, at=1) as uow:
            producer = register_producer(uow, SAID, city_ref="P01")

        assert session.get(Organisation, producer.id).name == "Keripik Contoh Melati"
        assert (producer.slug, producer.nib, producer.city_ref) == (
            "keripik-contoh-melati",
            "0211230045678",
            "P01",
        )
        assert producer.state is DRAFT
        assert ProducerRegistered(producer_id=producer.id) in heard
        assert session.query(Seat).count() == 0

    def test_a_person_who_registers_their_business_owns_it(self, session, work):
        person = make_person(session)
        with work(OWNER, at=99, user_id=person.id) as uow:
            producer = register_producer(uow, Profile(name="Sale Pisang"))

        seat = session.query(Seat).one()
        assert (seat.user_id, seat.organisation_id, seat.role) == (person.id, producer.id, OWNER)

    def test_a_stranger_registers_nothing(self, work):
        with pytest.raises(Forbidden), work(AUDITOR, at=1) as uow:
            register_producer(uow, SAID)

    def test_a_name_taken_gets_another_address(self, work):
        with work() as uow:
            slugs = [register_producer(uow, Profile(name="Sale Pisang")).slug for _ in range(2)]

        assert slugs == ["sale-pisang", "sale-pisang-2"]

    def test_a_nib_belongs_to_one_maker(self, session, work):
        make_producer(session, nib=SAID.nib)

        with pytest.raises(Refused) as no, work() as uow:
            register_producer(uow, SAID)

        assert no.value.field == "nib"


class TestEditProfile:
    def test_a_maker_tells_its_story_though_approved(self, session, work, heard):
        producer = make_producer(session)
        with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            now = profile_of(uow, producer)
            edited = Profile(**{**vars(now), "story": "Sejak 1998.", "whatsapp": "0813 1111 2222"})
            edit_profile(uow, producer.id, edited, version=producer.version)

        assert (producer.story, producer.whatsapp) == ("Sejak 1998.", "+6281311112222")
        assert heard == [ProfileEdited(producer_id=producer.id, changed=("story", "whatsapp"))]

    @pytest.mark.parametrize("state", [SUBMITTED, APPROVED])
    def test_what_officials_look_over_is_theirs_to_change(self, session, work, state):
        producer = make_producer(session, state=state, name="Lama")

        with pytest.raises(Refused) as no, work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            edited = Profile(**{**vars(profile_of(uow, producer)), "nib": "9999999999999"})
            edit_profile(uow, producer.id, edited, version=producer.version)

        assert no.value.field == "nib"
        with work(OFFICER, at=1) as uow:
            edit_profile(uow, producer.id, edited, version=producer.version)
        assert producer.nib == "9999999999999"

    @pytest.mark.parametrize("state", [DRAFT, RETURNED, REJECTED])
    def test_a_maker_mends_everything_before(self, session, work, state):
        producer = make_producer(session, state=state)
        with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            edit_profile(uow, producer.id, Profile(name="Nama Baru"), version=producer.version)

        assert session.get(Organisation, producer.id).name == "Nama Baru"
        assert producer.nib is None

    def test_two_who_edit_at_once_do_not_overwrite_each_other(self, session, work):
        producer = make_producer(session, state=DRAFT)
        seen = producer.version
        with work(OFFICER, at=1) as uow:
            edit_profile(uow, producer.id, Profile(name="Satu"), version=seen)

        with pytest.raises(Refused) as no, work(OFFICER, at=1) as uow:
            edit_profile(uow, producer.id, Profile(name="Dua"), version=seen)

        assert "Muat ulang" in no.value.sentence

    def test_nothing_changed_says_nothing(self, session, work, heard):
        producer = make_producer(session)
        with work(OFFICER, at=1) as uow:
            edit_profile(uow, producer.id, profile_of(uow, producer), version=producer.version)

        assert heard == []

    def test_another_maker_changes_nothing(self, session, work):
        producer, other = make_producer(session), make_producer(session)

        with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PRODUCER) as uow:
            edit_profile(uow, producer.id, Profile(name="Milik saya"), version=producer.version)


class TestAddAlias:
    def test_a_name_in_registers_is_learnt_once(self, session, work, heard):
        producer = make_producer(session)
        with work(OFFICER, at=1) as uow:
            first = add_alias(uow, producer.id, "Bu Tini kripik")
            again = add_alias(uow, producer.id, "BU TINI  KRIPIK.")

        assert first is again
        assert session.scalars(select(ProducerAlias.same)).all() == ["butinikripik"]
        assert [type(event) for event in heard] == [AliasTaught]

    def test_a_name_means_one_maker(self, session, work):
        mine, other = make_producer(session), make_producer(session)
        with work() as uow:
            add_alias(uow, mine.id, "Bu Tini")

        with pytest.raises(Refused), work() as uow:
            add_alias(uow, other.id, "bu-tini")

    def test_a_name_needs_letters(self, session, work):
        producer = make_producer(session)

        with pytest.raises(Refused), work() as uow:
            add_alias(uow, producer.id, " -- ")

    def test_makers_teach_nobody(self, session, work):
        producer = make_producer(session)

        with pytest.raises(Forbidden), work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            add_alias(uow, producer.id, "Toko sebelah")


def test_a_lost_update_is_noticed_by_the_version(session):
    producer = make_producer(session)
    before = producer.version
    producer.story = "baru"
    session.commit()

    assert session.get(Producer, producer.id).version == before + 1
