import re
from datetime import date

import pytest

from marketplace.certification.kinds.base import KINDS, Scope
from marketplace.kernel.errors import Refused


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_reads_its_own_example_and_says_all_about_itself(key):
    kind = KINDS[key]
    assert kind.read(kind.example)
    words = (
        kind.label,
        kind.title,
        kind.issuer,
        kind.lasts,
        kind.costs,
        kind.about,
        kind.prepare,
        kind.mishaps,
        kind.shape,
    )
    assert all(words)
    assert all(hasattr(kind, name) for name in kind.unconfirmed)
    assert kind.scope in Scope
    assert set(kind.stands_for) <= set(KINDS)


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_has_a_checklist_of_steps_that_differ(key):
    steps = KINDS[key].checklist
    assert len(steps) >= 3
    assert len({step.key for step in steps}) == len({step.label for step in steps}) == len(steps)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", step.key) for step in steps)


def test_no_two_kinds_stand_at_one_place():
    places = [kind.place for kind in KINDS.values()]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("key", KINDS)
def test_details_are_read_stored_and_refused_at_their_own_field(key):
    kind = KINDS[key]
    for detail in kind.details:
        assert set(kind.describe({detail.key: detail.example})) == {detail.key}
        with pytest.raises(Refused) as no:
            kind.describe({detail.key: "bukan"})
        assert no.value.field == detail.key
    assert kind.describe({}) == {}


def test_a_standard_is_no_certificate():
    with pytest.raises(Refused) as no:
        KINDS["sni"].read("SNI 2973:2022")
    assert "SNI 2973:2022 adalah nomor standar" in no.value.sentence


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_refuses_nonsense_with_an_example(key):
    with pytest.raises(Refused) as no:
        KINDS[key].read("bukan nomor")

    assert KINDS[key].example in no.value.sentence


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("nib", "0211 2300 45678", "0211230045678"),
        ("pirt", "P-IRT No. 2061872010123-30", "2061872010123-30"),
        ("pirt", "206.1872.01.0123–30", "2061872010123-30"),
        ("halal", "id 18110000123450924", "ID18110000123450924"),
        ("bpom_md", "BPOM RI MD 271111000300341", "MD271111000300341"),
        ("bpom_traditional", "POM TR 182 614 921", "TR182614921"),
        ("merek", "idm-000123456", "IDM000123456"),
    ],
)
def test_a_number_has_one_form(kind, typed, stored):
    assert KINDS[kind].read(typed) == stored


class TestPirt:
    def test_a_number_of_another_city_is_warned_of(self):
        (warning,) = KINDS["pirt"].warnings("2061871010123-30", date(2030, 1, 1))
        assert "1871" in warning

    def test_the_year_in_the_number_is_the_year_it_ends(self):
        (warning,) = KINDS["pirt"].warnings("2061872010123-30", date(2029, 8, 12))
        assert "2030" in warning
        assert "2029" in warning

    def test_a_good_number_is_not_warned_of(self):
        assert KINDS["pirt"].warnings("2061872010123-30", date(2030, 8, 12)) == []

    @pytest.mark.parametrize(
        ("issued", "expires", "fine"),
        [
            (date(2025, 8, 12), date(2030, 8, 12), True),
            (date(2025, 8, 12), date(2030, 8, 13), False),
            (date(2024, 2, 29), date(2029, 3, 1), True),
            (date(2025, 8, 12), date(2025, 8, 12), False),
            (date(2025, 8, 12), None, False),
        ],
    )
    def test_it_lasts_five_years_at_most(self, issued, expires, fine):
        if fine:
            KINDS["pirt"].check(issued, expires)
        else:
            with pytest.raises(Refused) as no:
                KINDS["pirt"].check(issued, expires)
            assert no.value.field == "expires_on"


class TestHalal:
    def test_it_has_no_end(self):
        KINDS["halal"].check(date(2024, 9, 1), None)

    def test_another_province_is_warned_of(self):
        assert "32" in KINDS["halal"].warnings("ID32110000123450924", None)[0]
        assert KINDS["halal"].warnings("ID18110000123450924", None) == []


def test_imported_food_is_told_what_it_is():
    with pytest.raises(Refused) as no:
        KINDS["bpom_md"].read("BPOM RI ML 123456789012")

    assert "impor" in no.value.sentence


def test_a_registration_with_bpom_makes_a_pirt_needless():
    assert "pirt" in KINDS["bpom_md"].stands_for
