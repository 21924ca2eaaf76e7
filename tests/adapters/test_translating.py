import pytest

from config import ROOT
from marketplace.adapters.translating import GettextTranslator
from marketplace.kernel.period import Month


@pytest.mark.parametrize(
    ("language", "text"), [("en", "August 2026"), ("id", "Agustus 2026"), ("xx", "Agustus 2026")]
)
def test_a_label_is_said_with_the_labels_within_it(language, text):
    assert GettextTranslator(ROOT / "translations").translate(Month(2026, 8).label, language) == text
