"""A second computation, that shares nothing with the first, says the same of every partner, month and clause."""

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import CircularTerms, ClauseTerms, JudgedMonths
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.promises import progress_under
from marketplace.compliance.queries import evaluate_month
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT
from marketplace.uptake.billed import bills_of
from marketplace.uptake.judged import outlets_of
from marketplace.uptake.ledger import lines_of, partners_of, totals_of
from marketplace.uptake.ordered import ordered_lines
from tests.oracle.months import score
from tests.oracle.rules import JudgedBooks

MONTHS = 7  # the running one, and the six before it
KINDS = ("minimarket", "hotel", "cooperative")
RULES = [
    ("value_share", {"least": 1500}),
    ("minimum_spend", {"least": 400_000, "per_employee": False}),
    ("minimum_spend", {"least": 90_000, "per_employee": True}),
    ("local_sku_count", {"least": 6}),
    ("producer_breadth", {"least": 5}),
    ("kelurahan_breadth", {"least": 4}),
]
WAYS = [  # seller test, lowest grade, scope, kinds, period
    ("local", "D", (), (), "month"),
    ("local_certified", "B", ("food",), (), "month"),
    ("local", "C", ("food",), KINDS, "quarter"),
    ("local_certified", "A", (), (), "quarter"),
    ("local", "D", ("non-food",), (), "half"),
]
MORE = [  # rule, figures with steps so many days ago, way
    ("value_share", {"least": 900, "subject": "chain"}, 0),
    ("value_share", {"least": 400, "steps": [[70, 1200], [14, 9000]]}, 2),
    ("minimum_spend", {"least": 900_000, "subject": "outlet"}, 0),
    ("minimum_spend", {"least": 9_000_000, "subject": "city"}, 2),
    ("local_sku_count", {"least": 3, "subject": "outlet", "steps": [[50, 5]]}, 1),
    ("local_sku_count", {"least": 12, "subject": "chain"}, 3),
    ("producer_breadth", {"least": 2, "kelurahan": 4}, 0),
    ("producer_breadth", {"least": 30, "subject": "city"}, 1),
    ("kelurahan_breadth", {"least": 6, "subject": "chain"}, 2),
    ("meeting_food_share", {"least": 3000}, 1),
    ("input_share", {"least": 800}, 1),
    ("local_growth", {"least": 500}, 0),
    ("local_growth", {"least": 1, "subject": "chain"}, 2),
    ("local_growth", {"least": 1, "year_ago": True, "subject": "city"}, 0),
    ("outlet_coverage", {"least": 10_000}, 0),
    ("outlet_coverage", {"least": 5_000, "subject": "chain"}, 3),
    ("clean_supply", {"least": 9_000}, 0),
    ("clean_supply", {"least": 9_900, "subject": "city"}, 2),
    ("return_rate", {"most": 300}, 0),
    ("return_rate", {"most": 100, "subject": "chain"}, 2),
    ("continuity", {"least": 3}, 2),
    ("continuity", {"least": 1, "subject": "outlet"}, 0),
    ("reporting_discipline", {"least": 9_000, "days": 12}, 2),
    ("reporting_discipline", {"least": 10_000}, 0),
    ("report_delay", {"most": 9, "percentile": 5_000}, 2),
    ("report_delay", {"most": 20}, 0),
    ("corner_active", {"least": 5_000}, 2),
    ("corner_active", {"least": 10_000}, 0),
    ("mou_coverage", {"least": 9_000}, 0),
    ("paid_in_time", {"least": 8_000}, 0),
    ("paid_in_time", {"least": 9_500, "days": 7, "subject": "chain"}, 2),
    ("paid_in_time", {"least": 5_000, "subject": "city"}, 4),
    ("days_to_pay", {"most": 10}, 0),
    ("order_fill", {"least": 9_000}, 0),
    ("order_fill", {"least": 9_900, "subject": "chain"}, 2),
    ("order_fill", {"least": 8_000, "subject": "city"}, 4),
]
EXCLUDED = ("coffee-tea", "rokok")  # a category that makers deliver, and goods that have none


@pytest.fixture(scope="module")
def connection(small, tmp_path_factory):
    """A copy of the city in which some of what was bought comes back, now and then with a weaker proof.

    Some of its shops say what part of their total is of goods that another circular could exclude.
    """
    copy = sqlite3.connect(tmp_path_factory.mktemp("oracle") / "mb2.db")
    with sqlite3.connect(small.session.get_bind().url.database) as city:
        city.backup(copy)
    copy.row_factory = sqlite3.Row
    bought = "SELECT * FROM purchase_lines WHERE net > 1 AND quantity_milli > 1 AND id % 7 = 0"
    for line in copy.execute(bought).fetchall():
        give_back(copy, dict(line))
    for row in copy.execute("SELECT * FROM spend_declarations WHERE total > 9 AND id % 3 > 0").fetchall():
        tell_parts(copy, dict(row))
    lead_chains(copy, small.today)
    promise_orders(copy)
    copy.commit()
    yield copy
    copy.close()


def give_back(copy, line):
    """Half of it, twenty days later."""
    (purchase,) = copy.execute("SELECT * FROM purchases WHERE id = ?", [line["purchase_id"]]).fetchall()
    day = date.fromisoformat(purchase["bought_on"]) + timedelta(days=20)
    name = f"back{line['id']}"
    changed = {"public_id": name, "source": "manual", "source_ref": name, "bought_on": str(day)}
    unproven = {"document_number": None, "evidence_id": None, "reverses_id": None, "id": None}
    number = put(copy, "purchases", dict(purchase) | changed | unproven)
    half = {"net": -(line["net"] // 2), "quantity_milli": -(line["quantity_milli"] // 2), "tax": 0}
    put(copy, "purchase_lines", line | half | {"purchase_id": number, "certified": None, "id": None})


def tell_parts(copy, row):
    """The same total once more, with its parts; every third shop leaves one of them out."""
    named = EXCLUDED if row["partner_id"] % 3 else EXCLUDED[:1]
    parts = {"food": row["total"] // 2, "non-food": row["total"] // 9} | {
        code: row["total"] // (place + 5) for place, code in enumerate(named)
    }
    (last,) = copy.execute(
        "SELECT max(revision) FROM spend_declarations WHERE partner_id = ? AND month = ?",
        [row["partner_id"], row["month"]],
    ).fetchone()
    told = {"id": None, "public_id": f"told{row['id']}", "revision": last + 1, "waits": 0, "withdrawn": 0}
    put(copy, "spend_declarations", row | told | {"by_category": json.dumps(parts)})


def lead_chains(copy, today):
    """Three shops come under a fourth, one of them only lately; one changed its kind and staff within a quarter."""
    head, first, second, third, other = (row["id"] for row in copy.execute("SELECT id FROM partners LIMIT 5"))
    copy.execute("UPDATE partners SET parent_id = ? WHERE id IN (?, ?, ?)", [head, first, second, third])
    for partner_id, days, kind, staff in (
        (third, 40, "shop", 4),
        (other, 95, "hotel", None),
        (other, 20, "minimarket", 30),
    ):
        until_on = str(today - timedelta(days=days))
        row = {"id": None, "partner_id": partner_id, "until_on": until_on, "kind": kind}
        put(copy, "partner_history", row | {"staff_count": staff, "parent_id": None})


def promise_orders(copy):
    """Every order of a maker who agreed to it: for the day its goods came, or two days before for every fourth."""
    copy.execute("""
        UPDATE orders SET promised_on = (
            SELECT date(coalesce(h.goods_on, date(h.sent_at, '+7 hours')),
                        CASE WHEN orders.id % 4 THEN '+0 days' ELSE '-2 days' END)
            FROM handover_lines g JOIN handovers h ON h.id = g.handover_id
            JOIN order_lines l ON l.id = g.order_line_id WHERE l.order_id = orders.id ORDER BY h.id LIMIT 1)
        WHERE confirmed_at IS NOT NULL AND promised_on IS NULL
    """)


def put(copy, table, row):
    marks = ", ".join("?" * len(row))
    write = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
    return copy.execute(write, list(row.values())).lastrowid


@pytest.fixture(scope="module")
def session(connection):
    [(_, _, path)] = connection.execute("PRAGMA database_list").fetchall()
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def books(connection):
    def ask(query, *given):
        rows = [dict(row) for row in connection.execute(query, given)]
        for row in rows:
            for name in {"by_category", "figures", "scope", "kinds", "excluded"} & row.keys():
                row[name] = json.loads(row[name])
        return rows

    return JudgedBooks(ask)


@pytest.fixture(scope="module")
def months(small):
    found = [Month.of(small.today)]
    while len(found) < MONTHS:
        found.append(found[-1].previous)
    return found


def said(clause):
    return (
        clause.outcome.value, clause.numerator, clause.denominator, clause.shortfall, list(clause.counted)
    )  # fmt: skip


def circular_of(books, month):
    """The clauses of the circular in force all through the month, and whom a decision exempts for all of it."""
    first, on = str(month.first_day), str(month.last_day)
    clauses = books.ask(
        "SELECT c.*, s.excluded FROM clauses c JOIN circulars s ON s.id = c.circular_id WHERE s.state = 'approved'"
        " AND s.from_on <= ? AND coalesce(s.until_on, '9') >= ? ORDER BY c.id", first, on
    )  # fmt: skip
    lifted = books.ask(
        "SELECT partner_id, clause_id FROM exemptions WHERE from_on <= ? AND until_on >= ?", first, on
    )
    return clauses, {(row["partner_id"], row["clause_id"]) for row in lifted}


def with_nothing_open(session, month):
    """The month by its rows alone: what is undecided of it is no part of this computation."""
    inputs = inputs_of(session, month)
    return evaluate_all(replace(inputs, partners=tuple(replace(one, open=()) for one in inputs.partners)))


def test_every_clause_of_the_circular_comes_out_the_same(session, books, months):
    judged = 0
    for month in months:
        clauses, lifted = circular_of(books, month)
        for found in with_nothing_open(session, month).partners:
            partner = found.partner.id
            plain = [
                books.judge(
                    clause, partner, str(month), (partner, clause["id"]) in lifted, clause["excluded"]
                )
                for clause in clauses
            ]
            assert [said(clause) for clause in found.clauses] == plain, (found.partner.name, month)
            assert found.score == score(clauses, [one[0] for one in plain], str(month))
            judged += len(plain)
    assert judged > 300


def test_rupiah_of_the_month_come_out_the_same(session, books, months):
    for month in months:
        for found in evaluate_month(session, month).partners:
            for figure, certified in ((found.local, False), (found.certified, True)):
                counted = books.counted(found.partner.id, [str(month)], certified=certified)
                assert figure == sum(line["net"] for line in counted), (found.partner.name, month)
            declared = books.declared.get((found.partner.id, str(month)))
            assert found.declared == (declared and declared["total"])


def plain_clauses(asked):
    return [
        {
            "rule": rule, "figures": figures, "seller_test": seller, "lowest_grade": lowest,
            "scope": scope, "kinds": kinds, "period": period, "weight": weight, "code": str(weight),
        }
        for weight, ((rule, figures), (seller, lowest, scope, kinds, period)) in enumerate(asked)
    ]  # fmt: skip


def stepped(figures, today):
    steps = [[str(today - timedelta(days=days)), figure] for days, figure in figures.get("steps", ())]
    return figures | ({"steps": steps} if steps else {})


def terms_of(clauses, **given):
    return CircularTerms(
        number="x",
        title="x",
        example=True,
        whole_periods=True,
        clauses=tuple(
            ClauseTerms(
                code=one["code"], text="x", rule=one["rule"], figures=one["figures"], scope=one["scope"],
                stretch=JudgedMonths(one["period"]), seller_test=SellerTest(one["seller_test"]),
                lowest_grade=one["lowest_grade"], kinds=one["kinds"], weight=one["weight"],
            )
            for one in clauses
        ),
        **{"from_on": date(2020, 1, 1), "until_on": None} | given,
    )  # fmt: skip


@pytest.mark.parametrize("excluded", [(), EXCLUDED])
def test_other_seller_tests_grades_categories_and_periods_come_out_the_same(session, books, months, excluded):
    clauses = plain_clauses(product(RULES, WAYS))
    circular = terms_of(clauses, excluded=excluded)
    span = MonthSpan(months[-1], months[0])
    lines, totals = lines_of(session, span), totals_of(session, span)
    reached = [month for month in months if month.half.first >= months[-1]]
    for month in reached:
        for partner in partners_of(session, month):
            given = {"lines": lines[partner.id], "totals": totals[partner.id]}
            found = evaluate(circular, partner, month, **given)
            plain = [books.judge(clause, partner.id, str(month), excluded=excluded) for clause in clauses]
            assert [said(clause) for clause in found.clauses] == plain, (partner.name, month)
            assert found.score == score(clauses, [one[0] for one in plain], str(month))


@pytest.mark.parametrize(
    ("excluded", "since"),
    [((), None), (EXCLUDED, 100)],
)
def test_all_rules_subjects_ramps_and_first_periods_come_out_the_same(
    session, books, months, excluded, since
):
    """Every fifth partner is exempt from every third clause. A circular of lately ends with the running month."""
    today = months[0].first_day + timedelta(days=23)
    clauses = plain_clauses(((rule, stepped(figures, today)), WAYS[way]) for rule, figures, way in MORE)
    within = (today - timedelta(days=since), months[0].last_day) if since else (date(2020, 1, 1), None)
    circular = terms_of(clauses, excluded=excluded, from_on=within[0], until_on=within[1])
    days = str(within[0]), within[1] and str(within[1])
    span, outcomes = MonthSpan(months[-1], months[0]), Counter()
    lines, totals, outlets = lines_of(session, span), totals_of(session, span), outlets_of(session)
    ordered, billed = ordered_lines(session, span), bills_of(session, span)
    for month in [month for month in months if month.quarter.first > months[-1]]:
        partners = partners_of(session, month)
        lifted = {
            clause["code"]: {one.id for one in partners if not one.id % 5 and not clause["weight"] % 3}
            for clause in clauses
        }
        inputs = MonthInputs(
            month=str(month),
            circular=circular,
            partners=tuple(
                PartnerInputs(
                    partner=one, lines=tuple(lines[one.id]), totals=tuple(totals[one.id]),
                    outlets=tuple(outlets[one.id]), ordered=tuple(ordered[one.id]),
                    billed=tuple(billed[one.id]),
                    exemptions=tuple(code for code in lifted if one.id in lifted[code]),
                )
                for one in partners
            ),
        )  # fmt: skip
        result = evaluate_all(inputs)
        for found in result.partners:
            number = found.partner.id
            for clause, own in zip(clauses, found.clauses, strict=True):
                away = lifted[clause["code"]]
                plain = books.judge(clause, number, str(month), number in away, excluded, away, days)
                assert said(own) == plain, (found.partner.name, month, clause)
                outcomes[clause["rule"], own.outcome.value] += 1
        for own in result.city_clauses:
            clause, ids = clauses[int(own.code)], [one.id for one in partners]
            whole = JudgedMonths(clause["period"]).around(month)
            if not days[0] <= str(whole.first_day) <= str(whole.last_day) <= (days[1] or "9"):
                assert own.outcome.value == "not_applicable"
                continue
            plain = books.judge_city(clause, str(month), ids, excluded, lifted[clause["code"]])
            assert said(own) == plain, (month, clause)
            outcomes[clause["rule"], own.outcome.value] += 1
    judged = {rule for rule, outcome in outcomes if outcome in ("met", "not_met")}
    assert since or judged == {rule for rule, _, _ in MORE}, "every rule has an outcome somewhere"


def test_every_promise_of_a_memorandum_comes_out_the_same(session, books, months):
    today, compared = months[0].last_day, 0
    for mou in session.scalars(select(Mou).where(Mou.state != DRAFT)):
        for counted in progress_under(session, mou, today):
            promise = counted.pledge.promise
            [progress] = progress_under(
                session, mou, today, code=promise.code
            )  # with the numbers of its lines
            clause = {
                "rule": promise.rule, "figures": dict(promise.figures), "seller_test": promise.seller_test.value,
                "lowest_grade": promise.lowest_grade, "scope": promise.scope, "period": promise.stretch.value,
            }  # fmt: skip
            for stand in progress.stands:
                read = [str(month) for month in stand.read]
                plain = books.held(clause, [mou.partner_id], read, (), str(stand.since))
                assert said(stand.result) == plain, (mou.number, promise.code, stand.period)
                compared += 1
    assert compared


def test_the_city_holds_what_the_two_could_differ_about(books):
    lines = [line for some in books.lines.values() for line in some]
    returned = [line for line in lines if line["net"] < 0]
    assert any(line["unknown"] for line in returned) and any(not line["unknown"] for line in returned)
    assert any(line["refused"] for line in lines) and any(line["disputed"] for line in lines)
    assert {line["grade"] for line in lines} == set("ABCD")
    assert any(EXCLUDED[0] in line["categories"] and line["local"] for line in lines)
    parts = [row["by_category"] for row in books.declared.values()]
    assert {sum(code in one for code in EXCLUDED) for one in parts} == {0, 1, 2}
    assert {line["certified"] for line in lines} == {line["local"] for line in lines} == {True, False}
