from datetime import date

import pytest

from marketplace.circulars.commitment_services import (
    add_commitment,
    change_commitment,
    copy_commitments,
    remove_commitment,
    seal_commitments,
)
from marketplace.circulars.commitments import commitments_of, pledges_under, seal_of
from marketplace.circulars.events import (
    CommitmentAdded,
    CommitmentChanged,
    CommitmentRemoved,
    CommitmentsSealed,
)
from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import JudgedMonths
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER
from marketplace.partners.events import MouSigned
from marketplace.partners.memoranda import discard_mou
from marketplace.partners.states import DRAFT, ENDED, SIGNED
from tests.factories.commitments import a_promise, make_commitment, make_promising_mou
from tests.factories.partners import make_mou, make_partner


@pytest.fixture
def partner(session):
    return make_partner(session, mou=False)


@pytest.fixture
def mou(session, partner):
    return make_mou(session, partner, state=DRAFT)


class TestWriting:
    def test_an_officer_writes_them_in_and_they_are_numbered(self, session, work, heard, mou):
        with work(OFFICER, at=1) as uow:
            add_commitment(uow, mou.id, a_promise())
            add_commitment(uow, mou.id, a_promise("producer_breadth", 5, stretch=JudgedMonths.QUARTER))

        one, two = commitments_of(session, mou.id)
        assert (one.code, one.figures) == ("K1", {"least": 1_000_000, "per_employee": False})
        assert (two.code, two.figures, two.stretch) == ("K2", {"least": 5}, JudgedMonths.QUARTER)
        terms = "Jumlah pembuat lokal; Paling sedikit (pembuat): 5; Triwulan; Pembuat lokal; bukti paling rendah D"
        assert heard[1] == CommitmentAdded(
            mou_id=mou.id,
            code="K2",
            rule="producer_breadth",
            figures={"least": 5},
            changes={"K2": (None, terms)},
        )

    def test_all_that_was_said_is_kept(self, session, work, mou):
        commitment = a_promise(
            "value_share",
            1500,
            scope=("food",),
            stretch=JudgedMonths.YEAR,
            seller_test=SellerTest.LOCAL_CERTIFIED,
            lowest_grade="B",
        )
        with work(OFFICER, at=1) as uow:
            add_commitment(uow, mou.id, commitment)

        assert commitments_of(session, mou.id) == [commitment]

    def test_a_change_tells_what_was_asked_before_and_after(self, session, work, heard, mou):
        make_commitment(session, mou)
        with work(OFFICER, at=1) as uow:
            change_commitment(uow, mou.id, "K1", a_promise("minimum_spend", 2_000_000, code="lain"))

        (commitment,) = commitments_of(session, mou.id)
        assert (commitment.code, commitment.figures["least"]) == ("K1", 2_000_000)
        assert heard == [
            CommitmentChanged(
                mou_id=mou.id,
                code="K1",
                rule="minimum_spend",
                figures={"least": 2_000_000, "per_employee": False},
                changes=heard[0].changes,
            )
        ]
        was, now = heard[0].changes["K1"]
        assert "Rp1.000.000" in was and "Rp2.000.000" in now

    def test_other_words_alone_name_only_the_mark_and_nothing_new_tells_nothing(
        self, session, work, heard, mou
    ):
        make_commitment(session, mou, figures={"least": 1_000_000, "per_employee": False})
        with work(OFFICER, at=1) as uow:
            change_commitment(uow, mou.id, "K1", a_promise(text="Kata lain."))
        with work(OFFICER, at=1) as uow:
            change_commitment(uow, mou.id, "K1", a_promise(text="Kata lain."))

        assert [one.changes for one in heard] == [{"K1": None}]

    def test_what_was_removed_is_gone_and_told(self, session, work, heard, mou):
        make_commitment(session, mou)
        with work(OFFICER, at=1) as uow:
            remove_commitment(uow, mou.id, "K1")

        assert commitments_of(session, mou.id) == []
        (fact,) = heard
        assert isinstance(fact, CommitmentRemoved) and fact.figures == {"least": 1_000_000}
        assert "Rp1.000.000" in fact.changes["K1"][0] and fact.changes["K1"][1] is None

    @pytest.mark.parametrize(
        ("rule", "figures", "field"),
        [("value_share", {"least": 0}, "least"), ("value_share", {}, "least"), ("sulap", {}, "rule")],
    )
    def test_figures_must_be_those_its_rule_asks_for(self, work, mou, rule, figures, field):
        with pytest.raises(Refused) as refused, work(OFFICER, at=1) as uow:
            add_commitment(uow, mou.id, a_promise(rule, figures=figures))
        assert refused.value.field == field

    def test_what_is_not_there_is_not_found(self, work, mou):
        with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
            change_commitment(uow, mou.id, "K9", a_promise())
        with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
            remove_commitment(uow, mou.id, "K9")


class TestWhoMay:
    def test_neither_the_partner_nor_another_official_writes_them(self, work, partner, mou):
        for role, at in ((OWNER, partner.id), (APPROVER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                add_commitment(uow, mou.id, a_promise())

    @pytest.mark.parametrize("state", [SIGNED, ENDED])
    def test_nobody_once_it_is_signed(self, session, work, partner, state):
        mou = make_promising_mou(session, partner)
        mou.state = state
        session.commit()
        acts = (
            lambda uow: add_commitment(uow, mou.id, a_promise()),
            lambda uow: change_commitment(uow, mou.id, "K1", a_promise()),
            lambda uow: remove_commitment(uow, mou.id, "K1"),
            lambda uow: copy_commitments(uow, mou.id),
        )
        for act in acts:
            with pytest.raises(Refused, match="adendum"), work(OFFICER, at=1) as uow:
                act(uow)

    def test_nobody_once_the_draft_is_discarded(self, work, mou):
        with work(OFFICER, at=1) as uow:
            discard_mou(uow, mou.id, reason="Tanggalnya keliru")

        with pytest.raises(Refused, match="sudah dibuang"), work(OFFICER, at=1) as uow:
            add_commitment(uow, mou.id, a_promise())


class TestAddenda:
    def test_their_marks_go_on_after_those_of_the_memorandum(self, session, work, partner):
        mou = make_promising_mou(session, partner, {}, {})
        addendum = make_mou(session, partner, state=DRAFT, amends_id=mou.id)
        with work(OFFICER, at=1) as uow:
            assert add_commitment(uow, addendum.id, a_promise()).code == "K3"

    def test_a_signed_one_adds_its_commitments_from_its_own_first_day(self, session, partner):
        mou = make_promising_mou(session, partner)
        make_promising_mou(session, partner, {"code": "K2"}, amends_id=mou.id, starts_on=date(2026, 7, 1))
        draft = make_mou(session, partner, state=DRAFT, amends_id=mou.id)
        make_commitment(session, draft, code="K3")

        pledges = pledges_under(session, mou)
        assert [(one.promise.code, one.first_day, one.addendum) for one in pledges] == [
            ("K1", date(2026, 1, 1), False),
            ("K2", date(2026, 7, 1), True),
        ]

    def test_it_binds_no_longer_than_its_memorandum(self, session, partner):
        mou = make_promising_mou(session, partner)
        make_promising_mou(session, partner, {"code": "K2"}, amends_id=mou.id, ends_on=date(2027, 12, 31))
        mou.state, mou.ended_on, mou.ended_because = ENDED, date(2026, 9, 30), "pindah"
        session.commit()

        assert {one.last_day for one in pledges_under(session, mou)} == {date(2026, 9, 30)}


class TestRenewals:
    def test_the_old_ones_with_their_addenda_are_copied(self, session, work, partner):
        old = make_promising_mou(session, partner)
        make_promising_mou(session, partner, {"code": "K2", "figures": {"least": 7}}, amends_id=old.id)
        new = make_mou(session, partner, state=DRAFT, replaces_id=old.id)
        with work(OFFICER, at=1) as uow:
            copy_commitments(uow, new.id)

        commitment = commitments_of(session, new.id)
        assert [(one.code, one.figures["least"]) for one in commitment] == [("K1", 1_000_000), ("K2", 7)]
        with pytest.raises(Refused, match="sudah punya"), work(OFFICER, at=1) as uow:
            copy_commitments(uow, new.id)

    def test_a_first_memorandum_has_none_to_copy(self, work, mou):
        with pytest.raises(Refused, match="tidak menggantikan"), work(OFFICER, at=1) as uow:
            copy_commitments(uow, mou.id)


class TestSealing:
    def signed(self, mou):
        return MouSigned(
            mou_id=mou.id,
            partner_id=mou.partner_id,
            number=mou.number,
            starts_on=mou.starts_on,
            ends_on=mou.ends_on,
            text_sha256="0" * 64,
        )

    def test_the_journal_gets_a_hash_of_what_was_promised(self, session, work, heard, mou):
        make_commitment(session, mou)
        with work() as uow:
            seal_commitments(uow, self.signed(mou))

        promises = commitments_of(session, mou.id)
        assert heard == [CommitmentsSealed(mou_id=mou.id, count=1, sha256=seal_of(promises))]

    def test_figures_that_no_rule_can_read_are_not_signed(self, session, work, mou):
        make_commitment(session, mou, figures={"least": 0})
        with pytest.raises(Refused), work() as uow:
            seal_commitments(uow, self.signed(mou))

    @pytest.mark.parametrize(
        "changed",
        [{"text": "lain"}, {"figures": {"least": 2}}, {"scope": ("food",)}, {"lowest_grade": "A"},
         {"stretch": JudgedMonths.YEAR}, {"seller_test": SellerTest.LOCAL_CERTIFIED}, {"rule": "value_share"}],
    )  # fmt: skip
    def test_every_part_of_a_promise_moves_the_hash(self, changed):
        assert seal_of([a_promise()]) == seal_of([a_promise()])
        assert seal_of([a_promise(**changed)]) != seal_of([a_promise()])
        assert seal_of([]) != seal_of([a_promise()])
