"""Whether a report of MB2 is what the office signed, on any machine: `python verify.py REPORT.json KEY`.

It needs Python and the package `cryptography`, nothing of MB2. KEY is the office's public key, its fingerprint as it is
printed on reports, or a file with either; take it from another place than the report. Every check is told, and a part
that was changed is named. Exit status 0: genuine; 1: not, or not readable; 2: not asked rightly.

The file holds texts, and hashes of them: `document` is signed (Ed25519) and has in it the SHA-256 of every slice, in
their order, or that of the one annex of the first form. A key that the office replaced is joined to its successor by a
statement which both signed. What this does not do is judge the figures anew from the rows; `flask compliance verify
--file REPORT.json --public-key KEY` of MB2 does.
"""

import base64
import hashlib
import json
import re
import sys
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMS = ("mb2-report-1", "mb2-report-2", "mb2-report-3")
STATEMENT = "mb2-key-1"
TEXTS = ("number", "document", "sha256", "signature", "public_key")
PEM = bytes.fromhex("302a300506032b6570032100")  # before the 32 bytes of a key (RFC 8410)
NAMES = "document|annex|rotations|signature|sha256|public_key|number|form|name"
PART = re.compile(rf'(?<!\\)"({NAMES})":(?:"([^"]{{0,40}})")?')


class Unreadable(Exception):
    """Says why."""


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(values):
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(public_key):
    try:
        return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    except ValueError:
        return ""


def spelled(digits):
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def read_key(given):
    """The fingerprint of what is given."""
    with suppress(OSError, ValueError):  # else it is the key itself
        given = Path(given).read_text("ascii")
    given = given.strip()
    if given.startswith("-----BEGIN PUBLIC KEY-----"):
        held = base64.b64decode("".join(given.splitlines()[1:-1]))
        if not held.startswith(PEM) or len(held) != len(PEM) + 32:
            raise Unreadable("KEY: bukan kunci publik Ed25519")
        return fingerprint(held[len(PEM) :].hex())
    digits = re.sub(r"[\s:-]", "", given).lower()
    if not re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", digits):
        raise Unreadable("KEY: bukan kunci publik (64 angka heksadesimal) maupun sidik kunci (32 angka)")
    return fingerprint(digits) if len(digits) == 64 else digits


def signed(text, signature, public_key):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), text.encode()
        )
    except (ValueError, TypeError, AttributeError, InvalidSignature):
        return False
    return True


def part_at(text, place):
    """What stands at that place of the file."""
    found = [one for one in PART.finditer(text[: place + 40]) if one.start() <= place]
    if not found:
        return "awal berkas"
    name, value = found[-1].groups()
    return f"bagian {value}" if name == "name" else name


def read_file(path):
    """The file's values. Raises Unreadable where it is not written as MB2 writes it, byte for byte."""
    try:
        text = Path(path).read_bytes().decode().rstrip("\r\n")
    except OSError as wrong:
        raise Unreadable(f"berkas tidak dapat dibuka: {wrong.strerror}") from wrong
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"byte {wrong.start} bukan teks UTF-8") from wrong
    try:
        values = json.loads(text)
    except ValueError as wrong:
        place = getattr(wrong, "pos", 0)
        raise Unreadable(f"berkas rusak pada huruf {place}, dalam {part_at(text, place)}") from wrong
    again = canonical(values)
    if again != text:
        pairs = enumerate(zip(again, text, strict=False))
        place = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(again), len(text)))
        raise Unreadable(f"berkas diubah pada huruf {place}, dalam {part_at(text, place)}")
    if not isinstance(values, dict) or values.get("form") not in FORMS:
        raise Unreadable("ini bukan berkas laporan MB2 (form)")
    for name in TEXTS:
        if not isinstance(values.get(name), str):
            raise Unreadable(f"{name} tidak ada")
    return values


def statements(values):
    """Rotations of the office's key that both keys signed, and how many others there are."""
    good, bad = [], []
    for number, one in enumerate(values.get("rotations") or [], start=1):
        try:
            said = json.loads(one["statement"])
            held = said["form"] == STATEMENT and isinstance(said["journal"]["seq"], int)
            held = held and signed(one["statement"], one["signed_by_old"], said["old_key"])
            held = held and signed(one["statement"], one["signed_by_new"], said["new_key"])
        except (ValueError, KeyError, TypeError):
            held = False
        if held:
            good.append(said)
        else:
            bad.append(f"pergantian kunci {number}")
    return good, bad


def believed(public_key, pinned, changes):
    """Whether changes of the key lead from this one to the one that was given."""
    seen, ahead = {public_key}, [public_key]
    while ahead:
        key = ahead.pop()
        if fingerprint(key) == pinned:
            return True
        beside = {one["new_key"] for one in changes if one["old_key"] == key}
        beside |= {one["old_key"] for one in changes if one["new_key"] == key}
        ahead += beside - seen
        seen |= beside
    return False


def check_key(values, document, pinned):
    key = values["public_key"]
    changes, bad = statements(values)
    yield "Pergantian kunci ditandatangani kedua kuncinya", not bad, ", ".join(bad)
    said = f"kunci {spelled(fingerprint(key)) or key}"
    yield "Kuncinya milik kantor", believed(key, pinned, changes), f"{said} bukan {spelled(pinned)}"
    seq = document.get("journal", {}).get("seq", 0)
    ended = [one for one in changes if one["old_key"] == key and seq > one["journal"]["seq"]]
    early = [one for one in changes if one["new_key"] == key and seq < one["journal"]["seq"]]
    yield (
        "Kunci itu yang dipakai saat itu",
        not ended and not early,
        f"{said} sudah diganti, atau belum mulai",
    )


def check_document(values, document):
    text = values["document"]
    yield (
        "Sidik isi cocok",
        sha256(text) == values["sha256"],
        f"document atau sha256 diubah: sidiknya {sha256(text)}",
    )
    holds = signed(text, values["signature"], values["public_key"])
    yield "Tanda tangan sah", holds, "document, signature atau public_key diubah"
    inside = (document.get("number"), document.get("public_key"))
    named = inside == (values["number"], values["public_key"])
    yield "Nomor dan kunci tertulis di dalamnya", named, "number atau public_key diubah"
    if document.get("form") != FORMS[0]:
        printed = document.get("office_key") == fingerprint(values["public_key"])
        yield "Sidik kunci tertulis di dalamnya", printed, "office_key dalam document lain"


def check_parts(values, document):
    """Every slice by its hash, in its order; or the annex. Public copies have neither."""
    if values.get("annex") is not None:
        holds = sha256(values["annex"]) == document.get("annex_sha256")
        yield "Lampiran utuh", holds, "annex diubah"
    if values.get("slices") is None:
        return
    hashes, wrong = document.get("slices", []), []
    for number, one in enumerate(values["slices"]):
        named = rightly_named(one, number, document.get("form"))
        if number >= len(hashes) or sha256(one["text"]) != hashes[number] or not named:
            wrong.append(f"bagian {one['name']} (ke-{number + 1})")
    missing = len(hashes) - len(values["slices"])
    if missing > 0:
        wrong.append(f"{missing} bagian hilang")
    yield f"{len(hashes)} bagian utuh", not wrong, f"diubah: {', '.join(wrong)}"


def rightly_named(one, number, form):
    """The month's slice comes first; the others say their names, or until the second form whose books they are."""
    if number == 0:
        return one["name"] == "month"
    try:
        text = json.loads(one["text"])
        return one["name"] == (text["name"] if form == FORMS[2] else text["inputs"]["partner"]["public_id"])
    except (ValueError, KeyError, TypeError):
        return False


def checks(values, pinned):
    try:
        document = json.loads(values["document"])
    except ValueError:
        document = {}
    document = document if isinstance(document, dict) else {}
    yield from check_document(values, document)
    yield from check_key(values, document, pinned)
    yield from check_parts(values, document)


def main(words):
    if len(words) < 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    try:
        pinned = read_key(" ".join(words[1:]))
        values = read_file(words[0])
        wrong = 0
        for label, holds, says in checks(values, pinned):
            print(f"✓ {label}" if holds else f"✗ {label}: {says}")
            wrong += not holds
    except Unreadable as why:
        print(f"✗ {why}")
        return 1
    except (KeyError, TypeError, AttributeError, ValueError) as why:
        print(f"✗ susunan berkas bukan susunan laporan MB2: {type(why).__name__} {why}")
        return 1
    print(f"{values['number']}: {'TIDAK SAH' if wrong else 'sah'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
