"""Histories of partners, outlets and memoranda: who, when, on whose behalf, from old to new."""

from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PARTNER
from marketplace.partners.memoranda import draft_mou, end_mou, renew_mou, sign_mou
from marketplace.partners.models import PartnerKind
from marketplace.partners.services.holding import hold_partner
from marketplace.partners.services.outlets import change_outlet, set_outlet_pin
from marketplace.partners.services.registering import change_partner, describe_partner
from marketplace.partners.stories import story_of_mou, story_of_outlet, story_of_partner
from tests.conftest import NOW
from tests.factories.partners import BOTH, make_outlet, make_partner
from tests.factories.producers import make_person

TODAY = date(2026, 11, 24)


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Bukit", mou=False, staff_count=4)


@pytest.fixture
def act(session, partner):
    """A unit of work that the journal hears: of an officer, of the owner, or of an officer for the owner."""
    people = {role: make_person(session, name=name).id for role, name in ((OFFICER, "Sri"), (OWNER, "Ratna"))}

    def open_unit(role, *, behalf=False):
        at, kind = (1, OFFICE) if role is OFFICER else (partner.id, PARTNER)
        actor = Actor(
            user_id=people[OFFICER if behalf else role],
            at=at,
            kind=kind,
            seats=frozenset({ActorSeat(role, at)}),
            on_behalf_of=partner.id if behalf else None,
        )
        return UnitOfWork(session, actor=actor, now=NOW, bus=Bus(REACTIONS), queue=MemoryQueue())

    return open_unit


def test_figures_go_from_old_to_new_and_names_stand_for_ids(session, act, partner):
    head = make_partner(session, name="Swalayan Pusat")
    with act(OFFICER) as uow:
        change_partner(uow, partner.id, kind=PartnerKind.HOTEL, staff_count=9, parent_id=head.id)

    (entry,) = story_of_partner(session, partner.id)
    assert sorted(entry.details) == [
        "Induk jaringan: — → Swalayan Pusat",
        "Jenis: Minimarket → Hotel",
        "Jumlah pegawai: 4 → 9",
    ]
    assert (entry.at, entry.text) == (NOW, "Data mitra diubah")
    assert entry.who.startswith("Sri")


def test_what_is_personal_is_told_without_its_words(session, act, partner):
    outlet = make_outlet(session, partner, name="Pusat", address="Gang Rahasia 1")
    with act(OWNER) as uow:
        describe_partner(uow, partner.id, contact="Bu Rahasia")
        change_outlet(uow, outlet.id, name="Pusat", address="Gang Sunyi 2")
        set_outlet_pin(uow, outlet.id, "a hash")

    story = story_of_partner(session, partner.id)
    assert [list(entry.details) for entry in story] == [
        ["Pusat", "PIN dipasang"],
        ["Pusat", "Alamat diubah"],
        ["Bagian pembelian diubah"],
    ]
    assert not any(word in str(story) for word in ("Rahasia", "Sunyi", "a hash"))
    assert [list(entry.details) for entry in story_of_outlet(session, outlet)] == [
        ["PIN dipasang"],
        ["Alamat diubah"],
    ]


def test_who_acted_on_whose_behalf_is_said(session, act, partner):
    with act(OWNER, behalf=True) as uow:
        describe_partner(uow, partner.id, about="Toko keluarga.")

    (entry,) = story_of_partner(session, partner.id)
    assert entry.who == "Sri (petugas) atas nama Toko Bukit"


def test_a_memorandum_tells_its_days_its_text_and_what_it_follows(session, act, partner):
    with act(OFFICER) as uow:
        days = {"starts_on": TODAY, "ends_on": date(2027, 11, 23)}
        old = draft_mou(uow, partner.id, text="Para pihak bersepakat.", **days)
        sign_mou(uow, old.id, signed_on=TODAY, signatures=BOTH)
        new = renew_mou(uow, old.id)
        end_mou(uow, old.id, reason="Ganti syarat", last_day=date(2026, 11, 30))

    ended, signed, _ = story_of_mou(session, old)
    assert (ended.details, ended.reason) == (["Hari terakhir 30 November 2026"], "Ganti syarat")
    assert signed.details == [
        "Berlaku 24 November 2026 sampai 23 November 2027",
        f"Sidik naskah {old.text_sha256[:12]}…",
    ]
    assert story_of_mou(session, new)[0].details == [f"Memperpanjang {old.number}"]


def test_the_shop_reads_of_what_is_signed_and_not_of_drafts(session, act, partner):
    with act(OFFICER) as uow:
        draft_mou(uow, partner.id, starts_on=TODAY, ends_on=date(2027, 11, 23))
        hold_partner(uow, partner.id, reason="tidak melapor", until_on=date(2026, 11, 30))

    assert [entry.action for entry in story_of_partner(session, partner.id)] == ["PartnerHeld", "MouDrafted"]
    (held,) = story_of_partner(session, partner.id, shown_to_partner=True)
    assert held.details == ["Mulai 24 November 2026", "Sampai 30 November 2026"]


def test_of_another_partner_nothing_is_told(session, act, partner):
    other = make_partner(session)
    with act(OFFICER) as uow:
        change_partner(uow, other.id, kind=PartnerKind.CAFE, staff_count=None)

    assert story_of_partner(session, partner.id) == []
    assert session.get(Organisation, other.id).name not in str(story_of_partner(session, partner.id))
