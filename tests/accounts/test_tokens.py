import string

from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.tokens import hashed, new_token


def test_a_token_fits_into_a_cookie_and_an_address_and_is_long_enough():
    for token in (new_token() for _ in range(50)):
        assert set(token) <= set(string.ascii_letters + string.digits + "-_")
        assert len(token) >= 43  # 256 bits


def test_no_token_comes_twice():
    assert len({new_token() for _ in range(1000)}) == 1000


@given(token=st.text(st.characters(exclude_categories=["Cs"])))
def test_the_hash_is_always_the_same_and_never_the_token(token):
    assert hashed(token) == hashed(token) != token
    assert len(hashed(token)) == 64
    assert set(hashed(token)) <= set(string.hexdigits.lower())


def test_a_token_that_differs_in_one_letter_has_another_hash():
    token = new_token()
    assert len({hashed(token), hashed(token.swapcase()), hashed(token + " "), hashed(token[:-1])}) == 4
