"""Signatures that anyone can check, by a key that only we have."""

import stat
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer


@pytest.fixture
def file(tmp_path):
    return tmp_path / "instance" / "signing-key.pem"


@pytest.fixture
def signer(file):
    return Ed25519Signer(file)


def test_what_was_signed_verifies(signer):
    signature = signer.sign(b"laporan")

    assert len(bytes.fromhex(signature)) == 64
    assert len(bytes.fromhex(signer.public_key)) == 32
    assert signer.verify(b"laporan", signature, signer.public_key)


def test_anything_changed_does_not(signer, tmp_path):
    signature = signer.sign(b"laporan")
    other = Ed25519Signer(tmp_path / "other.pem")

    assert not signer.verify(b"laporan.", signature, signer.public_key)
    assert not signer.verify(b"laporan", other.sign(b"laporan"), signer.public_key)
    assert not signer.verify(b"laporan", signature, other.public_key)


@pytest.mark.parametrize("rubbish", ["", "00", "bukan hex", "é", "ff" * 64, "ff" * 32])
def test_rubbish_is_no_signature_and_no_key(signer, rubbish):
    assert not signer.verify(b"laporan", rubbish, signer.public_key)
    assert not signer.verify(b"laporan", signer.sign(b"laporan"), rubbish)


def test_the_key_stays_and_is_private(file, signer):
    key = signer.public_key

    assert Ed25519Signer(file).public_key == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [other.name for other in file.parent.iterdir()] == [file.name]


def test_those_who_start_together_have_one_key(file):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(Ed25519Signer(file).public_key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_another_kind_of_key_is_not_taken(file, signer):
    file.parent.mkdir()
    key = ed448.Ed448PrivateKey.generate()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(ValueError):
        signer.sign(b"laporan")


def test_it_is_the_signature_of_the_standard(tmp_path):
    """RFC 8032, section 7.1, test 2."""
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert Ed25519Signer(tmp_path / "key.pem").verify(b"\x72", signature, public)
