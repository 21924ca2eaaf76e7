from marketplace.compliance.changes import changes_between, city_changes
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from tests.factories.evaluating import a_circular, a_line, a_partner, a_total


def a_month(*locals_, declared=1_000_000):
    partners = [
        PartnerInputs(
            partner=a_partner(id=number, public_id=f"toko-{number}", name=f"Toko {number}"),
            lines=(a_line(net=local),),
            totals=(a_total(declared),),
        )
        for number, local in enumerate(locals_, 1)
    ]
    return evaluate_all(MonthInputs(month="2026-08", circular=a_circular(), partners=tuple(partners)))


def told(changes):
    return [(one.name, [(str(f.name), str(f.before), str(f.after)) for f in one.figures]) for one in changes]


def test_each_figure_of_a_partner_that_changed_is_told_before_and_after():
    (toko,) = told(changes_between(a_month(100_000, 200_000), a_month(160_000, 200_000)))
    assert toko == (
        "Toko 1",
        [
            ("Belanja lokal", "Rp100.000", "Rp160.000"),
            ("Belanja lokal bersertifikat", "Rp100.000", "Rp160.000"),
            ("Skor", "0,00\u00a0%", "100,00\u00a0%"),
            ("Butir 4a", "10,00\u00a0%, Belum terpenuhi", "16,00\u00a0%, Terpenuhi"),
        ],
    )


def test_other_rows_behind_the_same_figures_are_no_change():
    assert changes_between(a_month(100_000), a_month(100_000)) == []


def test_who_comes_in_is_told_against_nothing():
    changes = told(changes_between(a_month(100_000), a_month(100_000, 50_000)))
    assert changes[0][0] == "Toko 2" and ("Belanja lokal", "—", "Rp50.000") in changes[0][1]


def test_the_city_is_told_too():
    assert [
        (str(one.name), one.before, one.after) for one in city_changes(a_month(100_000), a_month(160_000))
    ] == [
        ("Belanja lokal", "Rp100.000", "Rp160.000"),
        ("Mitra yang memenuhi", "0", "1"),
    ]
