"""A plan is written down, drawn once, or abandoned; what was drawn stays as it is."""

from __future__ import annotations

import csv
from hashlib import sha256
from itertools import accumulate

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.audits.drawing import Draws, seed_of
from marketplace.audits.events import AuditPlanned, PlanAbandoned, SampleDrawn
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.plans import AuditItem
from marketplace.audits.planning import abandon_plan, draw_sample, plan_audit
from marketplace.audits.populating import read_population
from marketplace.flags.models import FlagFinding, FlagRuling, RiskFlag
from marketplace.journal.models import JournalEntry
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.audits import (
    as_auditor,
    make_auditor,
    make_documents,
    make_draw,
    make_plan,
    plan_details,
)
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal


@pytest.fixture
def auditor(session):
    return make_auditor(session)


@pytest.fixture
def partner(session):
    return make_partner(session)


def test_a_plan_says_how_many_and_by_which_right(session, work, heard):
    with work(AUDITOR, at=1) as uow:
        plan = plan_audit(uow, plan_details(session))
    assert plan.size == 20 and plan.number.startswith("0001/AUD/")
    assert [type(one) for one in heard] == [AuditPlanned] and heard[0].size == 20


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"expected": 1100}, "expected"),
        ({"size": 19}, "size"),
        ({"last": Month(2026, 11)}, "last"),
        ({"mou_id": 1, "circular_id": None}, "ground"),
    ],
)
def test_a_plan_that_would_say_nothing_is_refused(session, work, partner, given, field):
    if "mou_id" in given:
        given = given | {"mou_id": make_mou(session, make_partner(session, mou=False)).id}
    with pytest.raises(Refused) as refused, work(AUDITOR, at=1) as uow:
        plan_audit(uow, plan_details(session, partner_id=partner.id, **given))
    assert refused.value.field == field


def test_only_auditors_plan(session, work):
    with pytest.raises(Forbidden), work(OFFICER, at=1) as uow:
        plan_audit(uow, plan_details(session))


def test_the_population_is_what_counts_of_each_document(session, auditor, partner):
    maker = make_maker(session)
    make_purchase(session, partner, maker, 100_000, 20_000, document_number="Nota A-1")
    again = make_purchase(session, partner, maker, 30_000, document_number="a1")
    make_purchase(session, partner, maker, -10_000, document_number="A 1")
    make_purchase(session, partner, maker, 5_000)
    make_purchase(session, partner, None, 999_000)  # nobody of Metro's
    make_refusal(session, lines_in(session, again)[0])
    found = make_purchase(session, partner, maker, 9_000, document_number="B-2")
    make_refusal(session, lines_in(session, found)[0], audited_net=7_000)
    plan = make_plan(session, auditor)
    found = read_population(session, plan.id).documents
    assert [(one.document, one.net) for one in found] == [
        ("@2026-08-12", 5_000),
        ("a1", 110_000),
        ("b2", 7_000),
    ]
    assert not found[0].proven and not found[0].confirmed


def test_the_sample_can_be_drawn_again_from_what_was_kept(session, auditor, partner, heard):
    make_documents(session, partner, *range(10_000, 70_000, 1_000))
    plan, storage = make_plan(session, auditor), MemoryStorage()
    read = read_population(session, plan.id)
    draw = as_auditor(session, auditor, lambda uow: draw_sample(uow, storage, plan.id, read))
    entry = session.query(JournalEntry).filter_by(action="AuditPlanned", subject_id=plan.id).one()
    content = storage.get(draw.population_hash)
    assert draw.population_hash == sha256(content).hexdigest()
    assert draw.seed == seed_of(entry.hash, draw.population_hash)
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert (len(rows), sum(int(row["rupiah"]) for row in rows)) == (draw.documents, draw.total)
    items = session.query(AuditItem).order_by(AuditItem.place).all()
    again = METHODS[plan.method].draw(read.documents, plan.size, Draws(draw.seed))
    assert [(one.document, one.drawn_number) for one in items] == [
        (rows[one.place]["document"], one.number) for one in again.chosen
    ]
    assert all(one.purchases for one in items) and len(items) == draw.items


def test_a_sample_is_drawn_once_and_from_something(session, auditor, partner):
    plan = make_plan(session, auditor)
    with pytest.raises(Refused, match="Tidak ada dokumen"):
        make_draw(session, auditor, plan)
    session.rollback()
    make_documents(session, partner, 50_000)
    make_draw(session, auditor, plan)
    with pytest.raises(Refused, match="sudah diundi"):
        make_draw(session, auditor, plan)


def test_an_abandoned_plan_stays_with_its_reason_and_is_not_drawn(session, work, heard, auditor, partner):
    make_documents(session, partner, 50_000)
    plan = make_plan(session, auditor)
    with work(AUDITOR, at=1) as uow:
        row = abandon_plan(uow, plan.id, reason="Masa diganti")
    assert row.reason == "Masa diganti" and [type(one) for one in heard] == [PlanAbandoned]
    with pytest.raises(Refused, match="ditinggalkan"):
        make_draw(session, auditor, plan)
    session.rollback()
    with pytest.raises(Refused), work(AUDITOR, at=1) as uow:
        abandon_plan(uow, plan.id, reason="lagi")


def test_drawing_is_told(session, work, heard, auditor, partner):
    make_documents(session, partner, 50_000)
    plan = make_plan(session, auditor)
    read = read_population(session, plan.id)
    with work(AUDITOR, at=1) as uow:
        draw_sample(uow, MemoryStorage(), plan.id, read)
    assert isinstance(heard[-1], SampleDrawn) and heard[-1].documents == 1


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_plans SET size = 1",
        "DELETE FROM audit_plans",
        "UPDATE audit_draws SET seed = 'x'",
        "DELETE FROM audit_draws",
        "UPDATE audit_items SET net = 1",
        "DELETE FROM audit_items",
        "INSERT INTO audit_items (public_id, plan_id, place, partner_id, producer_id, document, day, net, certain,"
        " drawn_number, risks, purchases) SELECT 'x', plan_id, 2, partner_id, producer_id, 'y', day, 1, certain, 1,"
        " risks, purchases FROM audit_items",
    ],
)
def test_a_drawn_plan_and_its_items_never_change(session, auditor, partner, act):
    make_documents(session, partner, 50_000)
    make_draw(session, auditor, make_plan(session, auditor))
    with pytest.raises(IntegrityError):
        session.execute(text(act))


def test_an_abandoned_plan_has_no_draw(session, auditor):
    plan = make_plan(session, auditor)
    as_auditor(session, auditor, lambda uow: abandon_plan(uow, plan.id, reason="x"))
    with pytest.raises(IntegrityError, match="abandoned"):
        session.execute(
            text(
                "INSERT INTO audit_draws (plan_id, plan_hash, population_hash, seed, documents, total, items, file_id,"
                " drawn_at) VALUES (:plan, 'x', 'x', 'x', 1, 1, 1, 1, '2026-11-24')"
            ),
            {"plan": plan.id},
        )


def test_a_draw_by_risk_is_drawn_again_from_its_file_alone(session, auditor, partner):
    make_documents(session, partner, *range(10_001, 60_001, 1000))
    flagged, settled = session.query(Purchase).order_by(Purchase.id).limit(2)
    told = {"partner_id": partner.id, "month": "2026-08", "figures": {}, "found_at": NOW}
    of_a_month = RiskFlag(kind="month_end", key="a", purchase_id=None, **told | {"month": "2026-07"})
    pointing = [
        RiskFlag(kind="same_document", key=f"{one.id}", purchase_id=one.id, **told)
        for one in (flagged, settled)
    ]
    session.add_all([*pointing, of_a_month])
    session.flush()
    nothing = {"finding": FlagFinding.NOT_REAL, "reason": "Dua toko, dua buku", "settled_by": None}
    session.add(FlagRuling(flag_id=pointing[1].id, settled_at=NOW, **nothing))
    session.commit()
    plan = make_plan(session, auditor, method="risk", size=20)
    storage, read = MemoryStorage(), read_population(session, plan.id)
    drawn = as_auditor(session, auditor, lambda uow: draw_sample(uow, storage, plan.id, read))
    content = storage.get(drawn.population_hash)
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert sha256(content).hexdigest() == drawn.population_hash
    assert [row["document"] for row in rows if "flag:same_document" in row["risks"]] == ["n1"]
    assert drawn_again(rows, 20, drawn.seed) == {
        item.document: item.drawn_number for item in session.query(AuditItem)
    }


def drawn_again(rows, size, seed):
    """As BACA-SAYA.txt of a pack says it, by hand."""
    left, found, count = {row["document"]: int(row["weight"]) for row in rows}, {}, 0
    for number in range(1, size + 1):
        total, at = sum(left.values()), None
        while at is None:
            count += 1
            drawn = int(sha256(f"{seed}:{count}".encode()).hexdigest(), 16)
            at = drawn % total if drawn < 2**256 // total * total else None
        document = next(name for name, end in zip(left, accumulate(left.values()), strict=True) if at < end)
        found[document] = number
        del left[document]
    return found
