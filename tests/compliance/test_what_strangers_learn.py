"""Published figures give nobody's own figures away, and a published report cannot be altered unnoticed."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.compliance.envelopes import envelope_of
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.freezing import (
    SliceText,
    canonical,
    read_document,
    read_month,
    write_document,
    write_month,
)
from marketplace.compliance.months import (
    FEWEST,
    MonthResult,
    city_of,
    differences,
)
from marketplace.compliance.partner_parts import (
    FrozenParts,
    read_books,
    read_figures,
    read_rows,
    write_parts,
)
from marketplace.compliance.public_figures import public_figures, safe_together, withheld
from marketplace.compliance.verification import verify
from marketplace.kernel.period import Month
from tests.factories.circulars import make_circular
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)
KINDS = ("cafe", "hotel", "minimarket", "shop")
SHOPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.none() | st.integers(0, 10**9), st.integers(0, 10**9)), max_size=24
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def judged(shops, circular=None):
    """Each shop as (kind, declared, local rupiah)."""
    return tuple(
        evaluate(
            circular or a_circular(),
            a_partner(id=number, public_id=f"toko-{number}", name=f"Toko {number}", kind=kind),
            AUGUST,
            lines=[a_line(net=local, producer_id=1000 + number)] if local else [],
            totals=[] if declared is None else [a_total(declared)],
        )
        for number, (kind, declared, local) in enumerate(shops)
    )


def month_of(results, circular=None):
    return MonthResult(
        month=str(AUGUST), circular=circular or a_circular(), partners=results, city=city_of(results)
    )


def figures_of(results, circular=None):
    return public_figures(month_of(results, circular))


@given(shops=SHOPS)
def test_no_group_is_so_small_that_one_may_be_picked_out(shops):
    groups = figures_of(judged(shops)).groups
    assert all(group.partners >= FEWEST for group in groups)
    assert bool(groups) == (
        sum(declared is not None and local <= declared for _, declared, local in shops) >= FEWEST
    )


@given(shops=SHOPS)
def test_every_sum_is_the_sum_of_its_groups(shops):
    figures = figures_of(judged(shops))
    if figures.groups:
        assert sum(group.partners for group in figures.groups) == figures.summed
        assert sum(group.local for group in figures.groups) == figures.local
        assert sum(group.declared for group in figures.groups) == figures.declared
    else:
        assert (figures.local, figures.declared, figures.makers, figures.certified) == (None,) * 4


@given(shops=SHOPS)
def test_what_is_judged_of_fewer_than_five_is_not_told(shops):
    figures = public_figures(month_of(judged(shops)))
    judged_ones = [one for one in judged(shops) if one.shares and one.complies is not None]
    assert figures.judged == (len(judged_ones) if len(judged_ones) >= FEWEST else None)
    assert (figures.complying is None) == (figures.judged is None)


@given(shops=SHOPS)
def test_a_shop_that_did_not_declare_changes_no_published_rupiah(shops):
    without = public_figures(month_of(judged(shops)))
    with_one = public_figures(month_of(judged([*shops, ("cafe", None, 77_777)])))
    assert with_one.partners == without.partners + 1
    assert sums_in([with_one]) == sums_in([without])
    assert (with_one.makers, with_one.certified) == (without.makers, without.certified)


@given(shops=SHOPS)
def test_the_order_in_which_shops_are_read_does_not_matter(shops):
    results = judged(shops)
    assert public_figures(month_of(results)) == public_figures(month_of(results[::-1]))


FOR_SHOPS = a_circular(a_clause(kinds=("minimarket", "shop")))
TRUE_SHOPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(10**6, 10**7), st.integers(0, 10**5)), max_size=26
)


def sums_in(published):
    """Every rupiah that strangers read in these reports of one month."""
    return [
        sum_
        for figures in published
        for sum_ in (
            figures.local,
            figures.declared,
            figures.bound.numerator if figures.bound else None,
            figures.bound.denominator if figures.bound else None,
            *(group.local for group in figures.groups),
            *(group.declared for group in figures.groups),
        )
    ]


def published(versions):
    """What each report of a month says in public, one after the other."""
    told, public = [], []
    for shops in versions:
        month = month_of(judged(shops, FOR_SHOPS), FOR_SHOPS)
        figures = public_figures(month)
        if safe_together([*told, month]):
            told.append(month)
        else:
            figures = withheld(figures)
        public.append(figures)
    return public


def moves(versions, which, field):
    """Which published sums a rupiah more of this shop moves, in all its reports that had the same figures."""
    mine = [shops[which] if which < len(shops) else None for shops in versions]
    before = sums_in(published(versions))
    for figures in {one for one in mine if one}:
        changed = [
            [
                (kind, declared + (field == 1), local + (field == 2))
                if (place, shop) == (which, figures)
                else shop
                for place, shop in enumerate(shops)
                for kind, declared, local in [shop]
            ]
            for shops in versions
        ]
        after = sums_in(published(changed))
        yield tuple(place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])


@given(
    shops=TRUE_SHOPS,
    restated=st.lists(st.tuples(st.integers(0, 25), st.integers(0, 10**5)), max_size=8),
    leave=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_nobodys_figures_follow_from_the_city_the_bound_and_a_restatement(shops, restated, leave):
    """Whatever is added and subtracted, every shop is only ever seen together with four others."""
    changes = {number: local for number, local in restated if number < len(shops)}
    second = [
        (kind, declared, changes.get(number, local)) for number, (kind, declared, local) in enumerate(shops)
    ][: len(shops) - leave]
    versions = [shops, second]
    for field in (1, 2):
        columns = [moved for which in range(len(shops)) for moved in moves(versions, which, field) if moved]
        assert all(columns.count(column) >= FEWEST for column in columns)


@given(shops=SHOPS, which=st.integers(0, 23), more=st.integers(1, 10**6))
def test_a_restatement_names_exactly_the_shops_it_changes(shops, which, more):
    results = judged(shops)
    assert differences(month_of(results), month_of(results)) == []
    if which < len(results):
        changed = replace(results[which], local=results[which].local + more)
        restated = (*results[:which], changed, *results[which + 1 :])
        [found] = differences(month_of(results), month_of(restated))
        assert (found.name, found.before, found.after) == (f"Toko {which}", results[which], changed)


@given(shops=SHOPS)
def test_a_shop_that_joins_or_leaves_is_named_with_one_side_empty(shops):
    results, grown = judged(shops), judged(shops) + judged([("cafe", 5, 1)] * (len(shops) + 1))[-1:]
    joined = differences(month_of(grown[:-1]), month_of(grown))
    assert [(one.name, one.before) for one in joined] == [(f"Toko {len(results)}", None)]
    left = differences(month_of(grown), month_of(grown[:-1]))
    assert [(one.name, one.after) for one in left] == [(f"Toko {len(results)}", None)]


@pytest.fixture
def envelope(session, signer):
    make_circular(session)
    for number in range(6):
        partner = make_partner(session)
        make_purchase(session, partner, make_maker(session), 100_000 + number)
        declare(session, partner)
    return envelope_of(publish(session, signer))


@given(
    name=st.sampled_from(["document", "slice", "sha256", "signature", "public_key", "number"]),
    place=st.integers(0, 10**6),
    letter=st.characters(min_codepoint=33, max_codepoint=126),
)
@SLOW
def test_one_changed_letter_anywhere_is_noticed(session, signer, envelope, name, place, letter):
    month, *slices = envelope.slices
    text = slices[-1].text if name == "slice" else getattr(envelope, name)
    place %= len(text)
    if text[place] != letter:
        text = text[:place] + letter + text[place + 1 :]
        given = {name: text}
        if name == "slice":
            given = {"slices": [month, *slices[:-1], SliceText(slices[-1].name, text)]}
        assert not verify(session, signer, replace(envelope, **given)).holds


def test_what_was_not_touched_holds(session, signer, envelope):
    assert verify(session, signer, envelope).holds


def test_the_document_names_no_shop(session, envelope):
    document = read_document(envelope.document)
    month, *_ = envelope.slices
    names = [one.partner.name for one in read_month(month.text).results.partners]
    assert len(names) == document.figures.partners == 6
    assert not any(name in envelope.document for name in names)


def test_nobody_finds_out_a_slice_by_hashing_one_total_after_the_other(envelope, signer):
    """All of it but one figure may be known; the salt is not."""
    document = read_document(envelope.document)
    month, *shops = envelope.slices
    salts = [read_month(month.text).salt, *(json.loads(one.text)["salt"] for one in shops)]
    assert len(set(salts)) == len(document.slices) == 1 + 6 * 3
    assert not any(salt in envelope.document or len(salt) != 32 for salt in salts)


def test_all_texts_say_the_same_after_being_read_and_written_again(envelope):
    assert write_document(read_document(envelope.document)) == envelope.document
    month, *shops = envelope.slices
    assert write_month(read_month(month.text)) == month.text
    for few in zip(*[iter(shops)] * 3, strict=True):
        figures, rows, books = (one.text for one in few)
        parts = FrozenParts(figures=read_figures(figures), rows=read_rows(rows), books=read_books(books))
        assert [*write_parts(parts)] == [*few]


@given(
    values=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=10,
    )
)
def test_the_same_values_are_one_text_in_whatever_order_they_come(values):
    def turned(value):
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(one) for one in value] if isinstance(value, list) else value

    assert canonical(turned(values)) == canonical(values)
