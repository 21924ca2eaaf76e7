"""Numbers with a check of their own: tax, person, goods, telephone, place, standard.

Each function takes what a person typed and gives the one form that is stored and compared, or None. A number
that is well formed is not yet one that its issuer knows.
"""

import re

import phonenumbers
from stdnum import ean, luhn
from stdnum.exceptions import ValidationError
from stdnum.id import nik as stdnum_nik
from stdnum.id import npwp as stdnum_npwp


def nik(text: str) -> str | None:
    """16 digits with a known regency and a real birthday; it has no check digit. Personal data: show it masked."""
    try:
        return str(stdnum_nik.validate(_digits(text)))
    except ValidationError:
        return None


def npwp(text: str) -> str | None:
    """The tax number in the 16 digits used since 2024: `0` and the old 15, or a person's NIK.

    The old number's ninth digit is the Luhn digit over the first eight (PMK 112/2022).
    """
    number = _digits(text)
    if len(number) == 15:
        number = f"0{number}"
    if len(number) != 16:
        return None
    if not number.startswith("0"):
        return nik(number)
    try:
        stdnum_npwp.validate(number[1:])
    except ValidationError:
        return None
    return number if luhn.is_valid(number[:10]) else None


def nitku(text: str) -> str | None:
    """A place of business: its owner's NPWP of 16 digits and 6 digits of its own, 000000 for the head office."""
    number = _digits(text)
    return number if len(number) == 22 and npwp(number[:16]) else None


def gtin(text: str) -> str | None:
    """A barcode of 8, 12, 13 or 14 digits whose check digit is right."""
    try:
        return str(ean.validate(_digits(text)))
    except ValidationError:
        return None


def is_in_store(number: str) -> bool:
    """Whether a GTIN-13 was given out by a shop for itself: unique there and nowhere else."""
    return len(number) == 13 and bool(re.match(r"02|2", number))


def phone(text: str) -> str | None:
    """E.164 (`+6281234567890`), from any way of writing it; a number without a country is Indonesian."""
    plain = re.sub(r"\(0\)", "", text.strip())
    if plain.startswith("62"):
        plain = f"+{plain}"
    try:
        number = phonenumbers.parse(plain, "ID")
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 62 and not re.fullmatch(r"\+62(8\d{8,11}|[2-79]\d{1,2}\d{5,8})", written):
        return None
    return written


def postal(text: str) -> str | None:
    """Five digits, the first not 0."""
    return _fitting(r"[1-9]\d{4}", _digits(text))


def region(text: str) -> str | None:
    """A code of Kemendagri with its dots: `18`, `18.72`, `18.72.04`, `18.72.04.1003`."""
    parts = re.fullmatch(r"(\d{2})(?:(\d{2})(?:(\d{2})(\d{4})?)?)?", _digits(text))
    return ".".join(part for part in parts.groups() if part) if parts else None


def sni(text: str) -> str | None:
    """A national standard as it is cited: `SNI 2973:2022`, before 2000 `SNI 01-2973-1992`. No certificate's number."""
    return _fitting(
        r"SNI (ISO |IEC )?(\d{3,5}(-\d+)?:\d{4}|\d{2}-\d{4}-\d{4})", " ".join(text.upper().split())
    )


def percentage(text: str) -> str | None:
    """0 to 100 with up to two decimals, a comma before them."""
    plain = text.replace(" ", "").rstrip("%").replace(".", ",")
    return _fitting(r"100(,00?)?|\d{1,2}(,\d{1,2})?", plain)


def _fitting(pattern: str, text: str) -> str | None:
    return text if re.fullmatch(pattern, text, re.ASCII) else None


def _digits(text: str) -> str:
    """Only separators may stand between digits; a letter makes it no number."""
    plain = re.sub(r"[\s./-]", "", text)
    return plain if plain.isascii() and plain.isdigit() else ""
