import stat

import pytest

from marketplace.adapters.sealing import FernetSealer

NIK = "1872014508900001"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys" / "sealing-key"


@pytest.fixture
def sealer(file):
    return FernetSealer(file)


def test_what_is_sealed_opens_again(sealer):
    assert sealer.open(sealer.seal(NIK)) == NIK


def test_what_is_sealed_shows_nothing_and_is_never_the_same_twice(sealer):
    one, two = sealer.seal(NIK), sealer.seal(NIK)
    assert NIK not in one
    assert one != two


def test_equal_texts_have_one_mark_and_others_another(sealer):
    assert sealer.mark(NIK) == sealer.mark(NIK)
    assert sealer.mark(NIK) != sealer.mark(NIK[:-1] + "2")
    assert NIK not in sealer.mark(NIK)


def test_the_key_outlives_the_process_and_is_for_its_owner_alone(sealer, file):
    sealed, mark = sealer.seal(NIK), sealer.mark(NIK)
    again = FernetSealer(file)
    assert again.open(sealed) == NIK
    assert again.mark(NIK) == mark
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("size", [0, 1, 1_000_000])
def test_a_sealed_file_opens_again_and_shows_nothing(sealer, size):
    content = NIK.encode() * size
    one, two = sealer.seal_bytes(content), sealer.seal_bytes(content)
    assert sealer.open_bytes(one) == sealer.open_bytes(two) == content
    assert one != two
    assert NIK.encode() not in one
    assert len(one) == len(content) + 28


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_file_that_was_changed_since_opens_no_more(sealer, place):
    sealed = bytearray(sealer.seal_bytes(b"a picture"))
    sealed[place] ^= 1
    with pytest.raises(ValueError, match="changed"):
        sealer.open_bytes(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", b"a picture that was never sealed"])
def test_nor_does_one_that_was_never_sealed_or_with_another_key(sealer, tmp_path, sealed):
    with pytest.raises(ValueError, match="not at all"):
        sealer.open_bytes(sealed)
    with pytest.raises(ValueError, match="another key"):
        FernetSealer(tmp_path / "another").open_bytes(sealer.seal_bytes(b"a picture"))


def test_another_key_opens_nothing_and_marks_otherwise(sealer, tmp_path):
    other = FernetSealer(tmp_path / "another")
    with pytest.raises(ValueError, match="another key"):
        other.open(sealer.seal(NIK))
    assert other.mark(NIK) != sealer.mark(NIK)


def test_what_was_never_sealed_is_refused(sealer):
    with pytest.raises(ValueError, match="not at all"):
        sealer.open(NIK)


def test_a_short_key_is_refused_before_anything_is_sealed_with_it(sealer, file):
    file.parent.mkdir()
    file.write_text("abcd")
    with pytest.raises(ValueError, match="does not hold 64 bytes"):
        sealer.seal(NIK)
