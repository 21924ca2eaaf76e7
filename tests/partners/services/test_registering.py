from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import Organisation
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.partners.events import PartnerChanged, PartnerDescribed
from marketplace.partners.models import Partner, PartnerHistory, PartnerKind
from marketplace.partners.queries import members_of, partner_about, possible_heads
from marketplace.partners.services.registering import change_partner, describe_partner, register_partner
from marketplace.uptake.ledger import partners_of
from tests.conftest import NOW
from tests.factories.partners import make_partner


@pytest.fixture
def put_under(work):
    """`put_under(member, head)`, as an officer."""

    def change(member, head):
        with work(OFFICER, at=1) as uow:
            change_partner(
                uow,
                member.id,
                kind=member.kind,
                staff_count=member.staff_count,
                parent_id=head and head.id,
            )

    return change


class TestChains:
    def test_a_head_lists_its_members_and_a_member_names_its_head(self, session, put_under):
        head, member = make_partner(session, name="Pusat"), make_partner(session, name="Cabang")
        put_under(member, head)

        assert [row.name for row in members_of(session, head.id, NOW.date())] == ["Cabang"]
        assert partner_about(session, member.id).parent == "Pusat"

    def test_it_is_left_again(self, session, put_under, heard):
        head = make_partner(session)
        member = make_partner(session, parent_id=head.id)
        put_under(member, None)

        assert member.parent_id is None
        assert heard[-1].changes == {"parent_id": (head.id, None)}

    def test_nobody_heads_themselves(self, session, put_under):
        shop = make_partner(session)

        with pytest.raises(Refused, match="dirinya sendiri"):
            put_under(shop, shop)

    def test_there_are_no_circles_because_a_chain_is_one_step_high(self, session, put_under):
        head = make_partner(session)
        member = make_partner(session, parent_id=head.id)

        with pytest.raises(Refused, match="anggota jaringan lain") as circle:
            put_under(head, member)
        with pytest.raises(Refused, match="anggota jaringan lain"):
            put_under(make_partner(session), member)
        assert circle.value.field == "parent_id"

    def test_a_head_that_gets_a_head_is_refused_though_that_one_is_free(self, session, put_under):
        head = make_partner(session)
        make_partner(session, parent_id=head.id)

        with pytest.raises(Refused, match="lepaskan dahulu"):
            put_under(head, make_partner(session))

    def test_only_possible_heads_are_offered(self, session):
        head, alone = make_partner(session, name="Pusat"), make_partner(session, name="Sendiri")
        member = make_partner(session, name="Cabang", parent_id=head.id)

        assert [name for _, name in possible_heads(session, alone.id)] == ["Pusat"]
        assert [name for _, name in possible_heads(session, member.id)] == ["Pusat", "Sendiri"]
        assert possible_heads(session, head.id) == []

    def test_a_new_one_may_come_as_a_member(self, session, work):
        head = make_partner(session)

        with work(OFFICER, at=1) as uow:
            member = register_partner(uow, name="Cabang", kind=PartnerKind.SHOP, parent_id=head.id)
        with pytest.raises(Refused, match="anggota jaringan lain"), work(OFFICER, at=1) as uow:
            register_partner(uow, name="Ranting", kind=PartnerKind.SHOP, parent_id=member.id)


def test_what_changed_is_told_from_old_to_new(session, work, heard):
    partner = make_partner(session, staff_count=4)

    with work(OFFICER, at=1) as uow:
        change_partner(uow, partner.id, kind=PartnerKind.HOTEL, staff_count=9)

    assert heard == [
        PartnerChanged(
            partner_id=partner.id,
            kind="hotel",
            staff_count=9,
            changes={"kind": (PartnerKind.MINIMARKET, PartnerKind.HOTEL), "staff_count": (4, 9)},
        )
    ]


class TestDescribing:
    def test_the_fact_names_fields_and_no_person(self, session, work, heard):
        partner = make_partner(session)
        values = {"about": " Toko keluarga. ", "contact": "Bu  Ratna", "whatsapp": "0812-3456-7890"}

        with work(OWNER, at=partner.id) as uow:
            describe_partner(uow, partner.id, **values)

        assert (partner.about, partner.contact, partner.whatsapp) == (
            "Toko keluarga.",
            "Bu Ratna",
            "+6281234567890",
        )
        assert heard == [PartnerDescribed(partner_id=partner.id, changed=("about", "contact", "whatsapp"))]

    def test_the_same_again_is_no_news(self, session, work, heard):
        partner = make_partner(session)

        with work(OWNER, at=partner.id) as uow:
            describe_partner(uow, partner.id)

        assert heard == []

    @pytest.mark.parametrize("number", ["12", "0721-55555", "nomor saya"])
    def test_a_number_without_whatsapp_is_refused(self, session, work, number):
        partner = make_partner(session)

        with pytest.raises(Refused, match="tidak dikenal") as refusal, work(OWNER, at=partner.id) as uow:
            describe_partner(uow, partner.id, whatsapp=number)

        assert refusal.value.field == "whatsapp"

    def test_only_its_owner_speaks_for_it(self, session, work):
        partner, other = make_partner(session), make_partner(session)

        for role, at in ((STAFF, partner.id), (OWNER, other.id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                describe_partner(uow, partner.id, about="Lain")
        assert session.get(Partner, partner.id).about == ""


class TestHistory:
    """A running period is judged by its first day, so what a partner was until yesterday is kept."""

    @pytest.fixture
    def shop(self, session):
        shop = make_partner(session, staff_count=8)
        session.get(Organisation, shop.id).created_at = NOW - timedelta(days=90)
        session.commit()
        return shop

    @pytest.fixture
    def change(self, work):
        def change(shop, now=NOW, **given):
            same = {"kind": shop.kind, "staff_count": shop.staff_count, "parent_id": shop.parent_id}
            with work(OFFICER, at=1, now=now) as uow:
                change_partner(uow, shop.id, **(same | given))

        return change

    def kept(self, session):
        rows = session.scalars(select(PartnerHistory).order_by(PartnerHistory.until_on))
        return [(row.until_on, row.kind, row.staff_count, row.parent_id) for row in rows]

    def test_what_held_until_yesterday_is_kept_once_a_day(self, session, change, shop):
        change(shop, kind=PartnerKind.HOTEL)
        change(shop, kind=PartnerKind.CAFE, staff_count=9)
        head = make_partner(session)
        change(shop, now=NOW + timedelta(days=3), parent_id=head.id)
        assert self.kept(session) == [
            (date(2026, 11, 23), PartnerKind.MINIMARKET, 8, None),
            (date(2026, 11, 26), PartnerKind.CAFE, 9, None),
        ]

    def test_what_stays_the_same_or_is_corrected_on_the_day_it_was_written_leaves_nothing(
        self, session, change, shop
    ):
        change(shop)
        change(make_partner(session), kind=PartnerKind.HOTEL)
        assert self.kept(session) == []

    def test_a_month_takes_the_kind_the_staff_and_the_chain_of_its_first_day(self, session, change, shop):
        head = make_partner(session)
        change(shop, kind=PartnerKind.HOTEL, staff_count=20, parent_id=head.id)
        november, december = (
            partners_of(session, Month(2026, month), partner_ids=[shop.id])[0] for month in (11, 12)
        )
        assert (november.kind, november.staff, november.head) == ("minimarket", 8, None)
        assert (december.kind, december.staff, december.head) == ("hotel", 20, head.id)
        assert december.on(date(2026, 10, 1)).kind == "minimarket"

    def test_a_number_of_staff_that_was_told_first_holds_for_the_time_before(self, session, change, shop):
        change(shop, staff_count=None)
        change(shop, now=NOW + timedelta(days=9), staff_count=12)
        on = {
            month: partners_of(session, Month.parse(month), partner_ids=[shop.id])[0].staff
            for month in ("2026-11", "2026-12")
        }
        assert on == {"2026-11": 8, "2026-12": 12}

    @pytest.mark.parametrize(
        "change_row", ["UPDATE partner_history SET kind = 'hotel'", "DELETE FROM partner_history"]
    )
    def test_the_database_keeps_it_as_it_was_written(self, session, change, shop, change_row):
        change(shop, kind=PartnerKind.HOTEL)
        with pytest.raises(IntegrityError):
            session.execute(text(change_row))
        session.rollback()
