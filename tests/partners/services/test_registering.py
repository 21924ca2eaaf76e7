import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.partners.events import PartnerChanged, PartnerDescribed
from marketplace.partners.models import Partner, PartnerKind
from marketplace.partners.queries import members_of, partner_about, possible_heads
from marketplace.partners.services.registering import change_partner, describe_partner, register_partner
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
