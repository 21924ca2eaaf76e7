from marketplace.kernel.ids import ALPHABET, LENGTH, new_public_id, new_public_ids


def test_a_public_id_holds_nothing_that_is_misread():
    assert len(new_public_id()) == LENGTH
    assert set(new_public_id()) <= set(ALPHABET)


def test_many_at_once_are_as_many_as_asked_for_and_differ():
    found = new_public_ids(5_000)
    assert len(set(found)) == len(found) == 5_000
    assert {len(one) for one in found} == {LENGTH}
    assert new_public_ids(0) == []


def test_no_letter_is_favoured():
    letters = "".join(new_public_ids(20_000))
    share = len(letters) / len(ALPHABET)
    assert all(0.9 * share < letters.count(letter) < 1.1 * share for letter in ALPHABET)
