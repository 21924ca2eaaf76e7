"""A second computation, that shares nothing with the first, says the same of every partner, month and clause."""

import json
import sqlite3
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import CircularTerms, ClauseTerms, JudgedMonths
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.queries import evaluate_month
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.ledger import lines_of, partners_of, totals_of
from tests.oracle.plain import Books, score

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

    return Books(ask)


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
    """The clauses of the approved circular on the month's last day, and whom a decision of that day exempts."""
    on = str(month.last_day)
    clauses = books.ask(
        "SELECT c.*, s.excluded FROM clauses c JOIN circulars s ON s.id = c.circular_id WHERE s.state = 'approved'"
        " AND s.from_on <= ? AND coalesce(s.until_on, '9') >= ? ORDER BY c.id", on, on
    )  # fmt: skip
    lifted = books.ask(
        "SELECT partner_id, clause_id FROM exemptions WHERE from_on <= ? AND until_on >= ?", on, on
    )
    return clauses, {(row["partner_id"], row["clause_id"]) for row in lifted}


def test_every_clause_of_the_circular_comes_out_the_same(session, books, months):
    judged = 0
    for month in months:
        clauses, lifted = circular_of(books, month)
        for found in evaluate_month(session, month).partners:
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


@pytest.mark.parametrize("excluded", [(), EXCLUDED])
def test_other_seller_tests_grades_categories_and_periods_come_out_the_same(session, books, months, excluded):
    clauses = [
        {
            "rule": rule, "figures": figures, "seller_test": seller, "lowest_grade": lowest,
            "scope": scope, "kinds": kinds, "period": period, "weight": weight,
        }
        for weight, ((rule, figures), (seller, lowest, scope, kinds, period)) in enumerate(product(RULES, WAYS))
    ]  # fmt: skip
    circular = CircularTerms(
        number="x",
        title="x",
        example=True,
        from_on=date(2020, 1, 1),
        until_on=None,
        excluded=excluded,
        clauses=tuple(
            ClauseTerms(
                code=str(number), text="x", rule=one["rule"], figures=one["figures"], scope=one["scope"],
                stretch=JudgedMonths(one["period"]), seller_test=SellerTest(one["seller_test"]),
                lowest_grade=one["lowest_grade"], kinds=one["kinds"], weight=one["weight"],
            )
            for number, one in enumerate(clauses)
        ),
    )  # fmt: skip
    span = MonthSpan(months[-1], months[0])
    lines, totals = lines_of(session, span), totals_of(session, span)
    reached = [month for month in months if month.half.first >= months[-1]]
    for month, partner in product(reached, partners_of(session, months[0])):
        given = {"lines": lines[partner.id], "totals": totals[partner.id]}
        found = evaluate(circular, partner, month, **given)
        plain = [books.judge(clause, partner.id, str(month), excluded=excluded) for clause in clauses]
        assert [said(clause) for clause in found.clauses] == plain, (partner.name, month)
        assert found.score == score(clauses, [one[0] for one in plain], str(month))


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
