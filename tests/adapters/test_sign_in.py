"""Passwords and the second factor."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from config import ROOT
from marketplace.accounts.hashing import LONGEST, SHORTEST
from marketplace.adapters import second_factor
from marketplace.adapters.passwords import STRONG, Passwords, is_common

NOW = datetime(2026, 11, 24, 3, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class TestPasswords:
    passwords = Passwords(fast=True)

    def test_the_right_one_is_known_and_others_are_not(self):
        hashed = self.passwords.hash("kuda kertas biru")

        assert "kuda" not in hashed
        assert self.passwords.verify(hashed, "kuda kertas biru")
        assert not self.passwords.verify(hashed, "kuda kertas Biru")
        assert not self.passwords.verify(hashed, "")

    def test_the_same_password_never_looks_the_same(self):
        assert self.passwords.hash("kuda") != self.passwords.hash("kuda")

    @pytest.mark.parametrize("hashed", ["", "rubbish", "$argon2id$v=19$m=8,t=1,p=1$broken"])
    def test_a_damaged_hash_lets_nobody_in(self, hashed):
        assert not self.passwords.verify(hashed, "kuda")

    def test_an_unknown_user_costs_a_real_check_and_is_refused(self):
        assert self.passwords.dummy.startswith("$argon2id$")
        assert not self.passwords.verify(None, "nobody has this password")
        assert not self.passwords.verify(None, "")

    def test_a_weak_hash_asks_to_be_made_anew(self):
        weak = self.passwords.hash("kuda")

        assert Passwords().needs_rehash(weak)
        assert not self.passwords.needs_rehash(weak)

    def test_the_real_ones_cost_64_mib(self):
        assert (STRONG.memory_cost, STRONG.time_cost, STRONG.type.name) == (64 * 1024, 3, "ID")


@pytest.mark.parametrize(
    "password",
    ["password", "Password123!", "12345678", "indonesia2026", "METROLAMPUNG", "p4ssw0rd", "qwertyuiop", "!!rahasia!!",
     "Bismillah99", "s4yangku", "banggabeli2026",
     "metro lampung 2026", "kucingku-sayang", "TejoAgung.Metro", "4dm1nD1n4s", "keripik123pisang", "Wahyu&Ningsih",
     "1q2w3e4r5t6y", "mnbvcxz098765", "poiuytrewq", "qwerty sayang", "abcdefghij", "1qaz2wsx3edc4rfv",
     "0812-3456-7890", "17-08-1945", "1872014508900001", "ab17081945",
     "abcabcabcabc", "rumah!rumah!", "10101010101", "aaaaaaaaaab", "lalalalala"],
)  # fmt: skip
def test_a_common_password_is_recognised(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["kuda kertas biru", "mb2-demo-2026", "gR7!pLq2zX", "sayangnya-hujan-lagi", "kopi pahit tanpa gula",
     "sungai biru membawa lumpur", "kucing hitam makan nasi", "8#5!92@7^4$", "xkq-vbn-931-pqo", "Tr0ub4dor&3"],
)  # fmt: skip
def test_a_password_of_ones_own_is_not(password):
    assert not is_common(password)


def test_all_of_the_three_thousand_commonest_are_common():
    """In a process of its own, as the package is large."""
    lists = subprocess.run(
        [
            sys.executable,
            "-c",
            "from zxcvbn.frequency_lists import *; print(*FREQUENCY_LISTS['passwords'][:3000])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    commonest = lists.stdout.split()
    assert len(commonest) == 3000
    assert [one for one in commonest if not is_common(one)] == []


def test_thousands_that_are_long_enough_are_common():
    """Hardly any of the commonest passwords has ten characters; these have, and are as common hereabouts."""
    words = (ROOT / "marketplace" / "adapters" / "common_words.txt").read_text().split()
    tried = {word + end for word in words for end in ("", "1", "123", "2026", "12345")}
    long_enough = {one for one in tried if SHORTEST <= len(one) <= LONGEST}
    assert len(long_enough) > 3_000
    assert [one for one in long_enough if not is_common(one)] == []


def test_the_words_are_a_list_of_words():
    words = (ROOT / "marketplace" / "adapters" / "common_words.txt").read_text().split()
    assert words == sorted({word.lower() for word in words if word.isalpha() and len(word) >= 3})


class TestSecondFactor:
    def at(self, moment):
        return pyotp.TOTP(SECRET).at(moment)

    def test_a_code_of_now_names_its_half_minute(self):
        step = int(NOW.timestamp()) // 30
        assert second_factor.verify(self.at(NOW), SECRET, NOW) == step

    @pytest.mark.parametrize("drift", [-30, 30])
    def test_a_clock_half_a_minute_wrong_is_forgiven(self, drift):
        then = NOW + timedelta(seconds=drift)
        assert second_factor.verify(self.at(then), SECRET, NOW) == int(then.timestamp()) // 30

    @pytest.mark.parametrize("drift", [-90, 90])
    def test_an_older_or_later_code_is_not(self, drift):
        assert second_factor.verify(self.at(NOW + timedelta(seconds=drift)), SECRET, NOW) is None

    def test_the_same_code_is_the_same_half_minute_later_on(self):
        """So that whoever asks can refuse it the second time."""
        code = self.at(NOW)
        later = NOW + timedelta(seconds=20)
        assert second_factor.verify(code, SECRET, NOW) == second_factor.verify(code, SECRET, later)

    def test_blanks_in_a_code_do_no_harm(self):
        code = self.at(NOW)
        assert second_factor.verify(f" {code[:3]} {code[3:]} ", SECRET, NOW) is not None

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
    def test_what_is_no_code_is_refused(self, code):
        assert second_factor.verify(code, SECRET, NOW) is None

    def test_the_secret_of_the_demo_accounts_works(self):
        """Their address and password are public anyway; RFC 6238 knows no least length."""
        moment = datetime.fromtimestamp(0, UTC)
        assert second_factor.verify("282760", "JBSWY3DPEHPK3PXP", moment) == 0

    def test_an_authenticator_is_told_who_asks(self):
        secret = second_factor.new_secret()
        address = second_factor.address(secret, "petugas@mb2.test")

        assert len(secret) == 32
        assert address.startswith("otpauth://totp/MB2%20Metro%20Bangga%20Beli:petugas%40mb2.test?")
        assert f"secret={secret}" in address
        assert secret != second_factor.new_secret()
