"""The second factor: six digits that change every half minute (TOTP, RFC 6238)."""

from datetime import datetime

import pyotp

ISSUER = "MB2 Metro Bangga Beli"
SECONDS = 30
AROUND = (0, -1, 1)  # clocks of telephones go wrong by a little


class _Totp(pyotp.TOTP):
    """Ours have 160 bits; the fixed secret of the demo accounts is the usual example, which has 80."""

    min_secret_length_bits = 80


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def address(secret: str, account: str) -> str:
    """The `otpauth://` address that an authenticator reads from a QR code."""
    return _Totp(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def verify(code: str, secret: str, now: datetime) -> int | None:
    """The half minute the code belongs to, or None. Whoever asks keeps it and refuses it the second time."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    totp = _Totp(secret, interval=SECONDS)
    step = int(now.timestamp()) // SECONDS
    for near in AROUND:
        if pyotp.utils.strings_equal(digits, totp.generate_otp(step + near)):
            return step + near
    return None


def next_code(secret: str, now: datetime, *, after: int) -> str:
    """The code of this half minute, or of the next one when this one's was used (`after`); for demo pages."""
    step = max(int(now.timestamp()) // SECONDS, after + 1)
    return str(_Totp(secret, interval=SECONDS).generate_otp(step))
