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
