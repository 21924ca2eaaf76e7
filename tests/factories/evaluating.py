"""Values a judgement reads, without a database. Everything not named is harmless: it counts."""

from datetime import date
from itertools import count

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.terms import CircularTerms, ClauseTerms, JudgedMonths
from marketplace.uptake.lines import Grade, JudgedPartner, LedgerLine, LinePart, Total

numbers = count(1)


def a_line(**given):
    producer = given.get("producer_id", 7)
    return LedgerLine(
        **{
            "id": next(numbers),
            "day": date(2026, 8, 12),
            "net": 100_000,
            "producer_id": producer,
            "kelurahan": "18.72.01.1001",
            "item": f"product:{producer}",
            "categories": ("food", "snacks"),
            "grade": Grade.A,
            "local": True,
            "certified": True,
            "refused": False,
            "disputed": False,
        }
        | given
    )


def a_total(rupiah=1_000_000, month="2026-08", parts=()):
    return Total(month, rupiah, tuple(LinePart(*part) for part in parts))


def a_partner(**given):
    return JudgedPartner(
        **{"id": 3, "public_id": "toko", "name": "Toko Contoh", "kind": "minimarket"} | given
    )


def a_clause(rule="value_share", figures=None, **given):
    wanted = {"least": 1500} if rule == "value_share" else {"least": 3}
    return ClauseTerms(
        **{
            "code": "4a",
            "text": "paling sedikit sekian",
            "rule": rule,
            "figures": figures or wanted,
            "stretch": JudgedMonths.MONTH,
            "seller_test": SellerTest.LOCAL,
            "lowest_grade": "D",
            "weight": 1,
            "binding": Binding.MANDATORY,
        }
        | given
    )


def a_circular(*clauses, bands=((9000, "Sangat baik"), (0, "Perlu pembinaan")), excluded=()):
    return CircularTerms(
        number="500/017/2026",
        title="Belanja lokal",
        example=True,
        from_on=date(2026, 1, 1),
        until_on=None,
        clauses=clauses or (a_clause(),),
        bands=bands,
        excluded=excluded,
        whole_periods=True,
    )
