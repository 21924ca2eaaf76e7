import pytest

from marketplace.db.keyset import PageStart
from marketplace.kernel.errors import Refused
from marketplace.producers.duplicates import PairList, duplicates_of, duplicates_of_profile
from marketplace.producers.profile import Profile
from marketplace.producers.services.registering import edit_profile, profile_of, register_producer
from tests.factories.producers import make_producer


def maker(session, **given):
    """With nothing that another has too, unless told so."""
    return make_producer(session, **({"whatsapp": None} | given))


def pairs(twins):
    return [(twin.producer_id, twin.because) for twin in twins]


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("whatsapp", "+6281311112222", "nomor WhatsApp"),
        ("nik_mark", "a" * 64, "NIK"),
        ("npwp_mark", "b" * 64, "NPWP"),
        ("account_mark", "c" * 64, "nomor rekening"),
    ],
)
def test_another_record_with_an_equal_sign_is_told_with_it(session, column, value, word):
    one, other = maker(session, **{column: value}), maker(session, **{column: value})
    maker(session, **{column: None})

    assert pairs(duplicates_of(session, one.id)) == [(other.id, word)]
    assert pairs(duplicates_of(session, other.id)) == [(one.id, word)]


def test_spellings_of_one_name_are_equal(session):
    one, other = maker(session, name="Keripik Bu Tini"), maker(session, name="KERIPIK BU-TINI.")

    assert pairs(duplicates_of(session, one.id)) == [(other.id, "nama")]


def test_what_is_not_there_is_not_equal(session):
    one, _ = maker(session, same_name=""), maker(session, same_name="")

    assert duplicates_of(session, one.id) == []


def test_a_merged_record_is_no_other_maker(session):
    one = maker(session, name="Abon Misal")
    maker(session, name="Abon Misal", merged_into_id=one.id)

    assert duplicates_of(session, one.id) == []
    assert PairList().page(session).rows == []


def test_a_profile_is_compared_before_it_is_registered(session):
    known = maker(session, name="Abon Misal", whatsapp="+6281311112222")

    assert pairs(duplicates_of_profile(session, Profile(name="abon  misal", whatsapp="0813 1111 2222"))) == [
        (known.id, "nama, nomor WhatsApp")
    ]
    assert duplicates_of_profile(session, Profile(name="Lain sama sekali")) == []
    with pytest.raises(Refused):
        duplicates_of_profile(session, Profile(name="Lain", whatsapp="123"))


def test_the_name_is_reduced_when_it_is_written_and_when_it_changes(session, work):
    known = maker(session, name="Sale Pisang Fiktif")
    with work() as uow:
        producer = register_producer(uow, Profile(name="SALE pisang (fiktif)"))
    assert pairs(duplicates_of(session, producer.id)) == [(known.id, "nama")]

    with work() as uow:
        renamed = Profile(**{**vars(profile_of(uow, producer)), "name": "Sale Misal"})
        edit_profile(uow, producer.id, renamed)
    assert producer.same_name == "salemisal"
    assert duplicates_of(session, producer.id) == []


def test_every_pair_is_listed_once_with_all_that_is_equal_and_most_in_common_first(session):
    two_signs = [maker(session, name="Abon Misal", whatsapp="+6281311112222") for _ in range(2)]
    one_sign = [maker(session, nik_mark="a" * 64) for _ in range(2)]
    maker(session, name="Sendiri")

    found = PairList().page(session)
    assert found.total == 2
    assert [(pair.one_id, pair.other_id, pair.because) for pair in found] == [
        (two_signs[0].id, two_signs[1].id, "nama, nomor WhatsApp"),
        (one_sign[0].id, one_sign[1].id, "NIK"),
    ]


def test_a_list_of_pairs_has_pages(session):
    for _ in range(4):
        maker(session, nik_mark="a" * 64)

    first = PairList().page(session, size=4)
    rest = PairList().page(session, PageStart(after=first.after), size=4)
    assert (first.total, len(first.rows), len(rest.rows)) == (6, 4, 2)
    assert not {(pair.one_id, pair.other_id) for pair in first} & {
        (pair.one_id, pair.other_id) for pair in rest
    }
