from datetime import date

import pytest

from marketplace.partners.models import PartnerKind
from marketplace.partners.wording import FIRST, TEXTS, MouTemplate, filled, in_words, template_for, with_days

START, END = date(2026, 12, 1), date(2028, 11, 29)


def write(template):
    return filled(
        template,
        partner="Hotel Danau",
        kind=PartnerKind.HOTEL,
        starts_on=START,
        ends_on=END,
        number="0007/MOU/I/2025",
    )


@pytest.mark.parametrize("template", MouTemplate)
def test_every_text_is_filled_with_names_and_days_and_says_that_it_is_an_example(template):
    text = write(template)

    assert text.startswith("CONTOH NASKAH.")
    assert "Hotel Danau, hotel di Kota Metro" in text
    assert "1 Desember 2026" in text
    assert "29 November 2028" in text
    assert "{" not in text


@pytest.mark.parametrize("template", [MouTemplate.RENEWAL, MouTemplate.ADDENDUM])
def test_what_follows_another_names_its_number(template):
    assert "nota kesepahaman nomor 0007/MOU/I/2025" in write(template)


def test_every_template_has_a_text_and_every_kind_a_template():
    assert set(TEXTS) == set(MouTemplate)
    assert {template_for(kind) for kind in PartnerKind} == set(FIRST)
    assert template_for(PartnerKind.CAFE) is MouTemplate.TABLE
    assert template_for(PartnerKind.COOPERATIVE) is MouTemplate.SHOP


def test_a_kind_is_spelled_as_within_a_sentence_but_letters_stay_capital():
    days = {"starts_on": START, "ends_on": END}
    sentences = {
        kind: filled(MouTemplate.SHOP, partner="Perusda", kind=kind, **days)
        for kind in (PartnerKind.STATE_ENTERPRISE, PartnerKind.COOPERATIVE)
    }

    assert "Perusda, BUMN/BUMD di Kota Metro" in sentences[PartnerKind.STATE_ENTERPRISE]
    assert "Perusda, koperasi di Kota Metro" in sentences[PartnerKind.COOPERATIVE]


def test_texts_differ_by_what_the_partner_does():
    assert len({write(template) for template in MouTemplate}) == len(MouTemplate)


def test_where_the_text_names_the_days_it_follows_them():
    text = f"Berlaku {in_words(START)} sampai {in_words(END)}; mulai {in_words(START)}."

    changed = with_days(text, (START, END), (END, date(2030, 1, 2)))

    assert changed == "Berlaku 29 November 2028 sampai 2 Januari 2030; mulai 29 November 2028."


def test_a_text_without_days_stays_as_it_is():
    assert with_days("Para pihak sepakat.", (START, END), (END, START)) == "Para pihak sepakat."


def test_a_day_is_not_found_within_another():
    """11 Desember ends in 1 Desember."""
    text = "Rapat 11 Desember 2026, mulai 1 Desember 2026."

    assert with_days(text, (START, END), (date(2027, 1, 1), END)) == (
        "Rapat 11 Desember 2026, mulai 1 Januari 2027."
    )
