"""`docs/verify.py` alone, in a folder without MB2: a genuine report holds, and a changed byte is named."""

import shutil
import subprocess
import sys

import pytest

from config import ROOT
from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.envelopes import seal, sealed, unseal
from marketplace.compliance.office_keys import rotate_key
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.fingerprints import fingerprint, spelled
from tests.compliance.test_verification import with_lines_tripled
from tests.conftest import NOW
from tests.factories.circulars import make_circular
from tests.factories.months import publish, publish_as_before
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

SECOND_FORM = ROOT / "tests" / "data" / "reports" / "report_form_2.json"


@pytest.fixture
def server(sqlite, ran_on):
    ran_on(sqlite.version)
    return sqlite


@pytest.fixture
def shops(session):
    make_circular(session)
    for number in range(2):
        partner = make_partner(session, name=f"Toko {number}")
        make_purchase(session, partner, make_maker(session), 100_000 + number)
        declare(session, partner)


@pytest.fixture
def run(tmp_path):
    """The script, copied alone into an empty folder, in a Python that knows nothing of this one's paths."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(ROOT / "docs" / "verify.py", folder)

    def one(content, *key):
        (folder / "R.json").write_bytes(content if isinstance(content, bytes) else content.encode())
        words = [sys.executable, "-I", "verify.py", "R.json", *key]
        return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)

    return one


@pytest.fixture
def alone(monkeypatch, capsys, tmp_path):
    """The same without a process of its own, for many tries."""
    names = {}
    exec(compile((ROOT / "docs" / "verify.py").read_text(), "verify.py", "exec"), names)
    file = tmp_path / "R.json"

    def one(content, key):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = names["main"]([str(file), key])
        return status, capsys.readouterr().out

    return one


def test_a_genuine_report_holds_by_key_fingerprint_and_file(session, signer, shops, run, tmp_path):
    report = publish(session, signer)
    text, key = "".join(sealed(session, report)), report.public_key
    (tmp_path / "key.txt").write_text(f"{spelled(fingerprint(key))}\n")
    for given in ([key], spelled(fingerprint(key)).split(), [str(tmp_path / "key.txt")]):
        done = run(text, *given)
        assert (done.returncode, done.stderr) == (0, "") and "7 bagian utuh" in done.stdout, done.stdout
        assert done.stdout.endswith(f"{report.number}: sah\n") and "✗" not in done.stdout


def test_what_the_public_may_read_and_the_first_form_hold(session, signer, shops, alone):
    first = publish_as_before(session, signer)
    key = first.public_key
    assert alone("".join(sealed(session, first)), key)[0] == 0
    assert alone("".join(sealed(session, first, annex=False)), key)[0] == 0
    tripled = "".join(sealed(session, first)).replace("100001", "300003")
    assert "annex" in alone(tripled, key)[1]


def test_a_report_of_the_second_form_holds(alone):
    text = SECOND_FORM.read_text()
    key = unseal(text).public_key
    assert alone(text, key)[0] == 0
    one = unseal(text).slices[1].name
    status, said = alone(text.replace("100000", "300000"), key)
    assert status == 1 and f"bagian {one} (ke-2)" in said


def test_another_s_key_is_told(session, signer, shops, alone, tmp_path):
    forger = Ed25519Signer(tmp_path / "other.pem")
    text = "".join(sealed(session, publish(session, signer)))
    forged = seal(with_lines_tripled(unseal(text), forger))
    status, said = alone(forged, signer.public_key)
    assert status == 1 and [line for line in said.splitlines() if line.startswith("✗")] == [
        f"✗ Kuncinya milik kantor: kunci {spelled(fingerprint(forger.public_key))}"
        f" bukan {spelled(fingerprint(signer.public_key))}"
    ]


def test_a_key_that_was_replaced_leads_to_the_office_s(session, signer, shops, alone, queue):
    report = publish(session, signer)
    old = signer.public_key
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(REACTIONS), queue=queue) as uow:
        rotate_key(uow, signer)
    signer.succeed()
    text = "".join(sealed(session, report))
    assert signer.public_key != old
    assert alone(text, signer.public_key)[0] == alone(text, old)[0] == 0
    status, said = alone(text.replace('"signed_by_new":"', '"signed_by_new":"0'), signer.public_key)
    assert status == 1 and "pergantian kunci 1" in said


def test_each_changed_byte_is_named_with_its_part(session, signer, shops, alone):
    report = publish(session, signer)
    text = "".join(sealed(session, report))
    slices = unseal(text).slices
    starts = {"document": text.index('"document":"') + 12, "signature": text.index('"signature":"') + 13}
    starts |= {one.name: text.index(f'"name":"{one.name}"') + len(one.name) + 20 for one in slices}
    for name, start in starts.items():
        for place in range(start, start + 120, 23):
            content = bytearray(text.encode())
            content[place] ^= 1
            status, said = alone(bytes(content), report.public_key)
            assert status == 1 and name in said, (name, place, said)
    for place in range(0, len(text), 97):
        content = bytearray(text.encode())
        content[place] ^= 1
        status, said = alone(bytes(content), report.public_key)
        assert status == 1 and "✗" in said, (place, text[place - 20 : place + 20])


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"form":"mb2-report-2"}', "3"])
def test_what_is_no_report_is_told(alone, text):
    status, said = alone(text, "ab" * 16)
    assert status == 1 and said.startswith("✗")
