import hashlib
import re
import runpy
import string

from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts import tokens
from marketplace.accounts.tokens import LETTERS, hashed, new_code, new_token, plain_code, stored_form


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


def test_a_code_has_no_letter_that_is_read_as_another():
    for code in (new_code() for _ in range(200)):
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert len(LETTERS) == 32


@given(code=st.text(LETTERS, min_size=8, max_size=8), blanks=st.lists(st.sampled_from(" -\t"), max_size=4))
def test_a_code_is_the_same_however_it_is_typed(code, blanks):
    wanted = f"{code[:4]}-{code[4:]}"
    typed = code[:2].lower() + "".join(blanks) + code[2:]
    assert plain_code(typed) == plain_code(wanted) == wanted


@given(typed=st.text(max_size=20))
def test_anything_else_is_no_code(typed):
    plain = re.sub(r"[\s-]", "", typed).upper()
    assert (plain_code(typed) is not None) == (len(plain) == 8 and set(plain) <= set(LETTERS))


def test_a_code_is_kept_for_what_it_is_for_and_a_token_like_any_token():
    code, token = new_code(), new_token()
    assert stored_form(code, salt="a") == stored_form(code.lower().replace("-", ""), salt="a")
    assert len({stored_form(code, salt="a"), stored_form(code, salt="b"), hashed(code)}) == 3
    assert stored_form(token, salt="a") == hashed(token)


def test_the_hash_of_a_code_is_as_slow_as_ever_and_finds_codes_that_were_handed_out():
    """Of the module as it is, not as tests quicken it."""
    kept = runpy.run_path(tokens.__file__)["stored_form"]("ABCD-EFGH", salt="a")
    slow = hashlib.scrypt(b"ABCD-EFGH", salt=b"a", n=8192, r=8, p=1, dklen=32)
    assert kept == slow.hex()
