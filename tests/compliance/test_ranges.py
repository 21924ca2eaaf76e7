from datetime import date

from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.compliance.ranges import city_range
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total


def a_shop(number, local, declared, *open_, kind="minimarket"):
    lines = tuple(
        a_line(net=net, producer_id=100 * number + place, **flags) for place, (net, flags) in enumerate(local)
    )
    return PartnerInputs(
        partner=a_partner(id=number, public_id=f"toko-{number}", name=f"Toko {number}", kind=kind),
        lines=lines,
        totals=() if declared is None else (a_total(declared),),
        open=tuple(one(lines) if callable(one) else one for one in open_),
    )


def refused(lines):
    line = next(line for line in lines if line.refused)
    return OpenAmount(kind=OpenKind.REFUSAL, day=line.day, lines=(line.id,), maker=line.producer_id)


def given_back(rupiah):
    return OpenAmount(kind=OpenKind.HANDOVER, day=date(2026, 8, 31), rupiah=-rupiah, maker=1)


def of(*partners):
    circular = a_circular(a_clause(kinds=("minimarket",)))
    result = evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=partners))
    return city_range(result, [one for one in partners if one.open])


def test_it_goes_from_all_taken_away_to_all_added():
    found = of(
        a_shop(1, [(180, {}), (60, {"refused": True})], 1000, refused),
        a_shop(2, [(220, {})], 1000, given_back(50)),
    )
    assert (found.now, found.lowest, found.highest) == ((400, 2000), (350, 2000), (460, 2000))
    assert found.sure is True


def test_only_whom_the_clause_binds_is_in_it():
    found = of(a_shop(1, [(200, {})], 1000), a_shop(2, [(1, {})], 9000, given_back(1), kind="hotel"))
    assert found.lowest == found.now == found.highest == (200, 1000)


def test_what_can_fall_below_the_target_is_not_sure():
    assert of(a_shop(1, [(150, {})], 1000, given_back(1))).sure is None
    assert of(a_shop(1, [(100, {}), (49, {"refused": True})], 1000, refused)).sure is False


def test_a_missing_total_turns_it_from_this_amount_on():
    found = of(a_shop(1, [(180, {})], 1000), a_shop(2, [(30, {})], None))
    assert (found.silent, found.turning_total) == (("Toko 2",), 400)  # (180 + 30) of (1000 + 400) are 15 %


def test_without_one_nothing_is_said_of_it():
    assert of(a_shop(1, [(180, {})], 1000)).turning_total is None
    assert of(a_shop(1, [(100, {})], 1000), a_shop(2, [], None)).turning_total is None


def test_an_objection_without_an_amount_is_outside():
    objection = OpenAmount(kind=OpenKind.OBJECTION, day=date(2026, 8, 31))
    found = of(a_shop(1, [(180, {})], 1000, objection))
    assert (found.highest, found.untold) == ((180, 1000), 1)


def test_a_circular_that_asks_for_no_share_has_none():
    circular = a_circular(a_clause("producer_breadth"))
    assert city_range(evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=())), []) is None
