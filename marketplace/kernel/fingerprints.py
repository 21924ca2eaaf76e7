"""A public key in so few digits that a person can compare them: what is pinned, printed and read out."""

import base64
import binascii
import hashlib

KEY = 64  # hexadecimal digits of an Ed25519 public key
DIGITS = 32  # of a fingerprint: 128 bits, for which nobody can make a second key
PEM = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes (RFC 8410)
BEGIN, END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


def fingerprint(public_key: str) -> str:
    """The first 32 hexadecimal digits of SHA-256 over the key's 32 bytes; empty for what is no key."""
    try:
        return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:DIGITS]
    except ValueError:
        return ""


def spelled(digits: str) -> str:
    """`3f2a 19bc …`, as it is printed."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def read_fingerprint(text: str) -> str:
    """From a fingerprint as it is printed, a public key in hexadecimal, or one in PEM. Raises ValueError."""
    text = text.strip()
    if text.startswith(BEGIN):
        return fingerprint(_key_in_pem(text))
    digits = "".join(text.split()).replace(":", "").replace("-", "").lower()
    if set(digits) - set("0123456789abcdef") or len(digits) not in (DIGITS, KEY):
        raise ValueError("neither a fingerprint of 32 digits nor a public key")
    return fingerprint(digits) if len(digits) == KEY else digits


def _key_in_pem(text: str) -> str:
    try:
        held = base64.b64decode("".join(text.removeprefix(BEGIN).partition(END)[0].split()), validate=True)
    except binascii.Error as wrong:
        raise ValueError("the PEM is damaged") from wrong
    if len(held) != len(PEM) + KEY // 2 or not held.startswith(PEM):
        raise ValueError("the PEM holds no Ed25519 public key")
    return held[len(PEM) :].hex()
