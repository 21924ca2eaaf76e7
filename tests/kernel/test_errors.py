import pytest

from marketplace.kernel.errors import DomainError, Forbidden, NotFound, Refused
from marketplace.kernel.labels import Label


def test_a_refusal_keeps_the_sentence_and_where_on_the_form_it_belongs():
    refused = Refused(Label("Isi jumlah paling sedikit %(least)d.", least=3), field="quantity")
    assert str(refused) == "Isi jumlah paling sedikit 3."
    assert refused.sentence.template == "Isi jumlah paling sedikit %(least)d."
    assert refused.field == "quantity"


def test_a_refusal_of_no_field_belongs_to_the_whole_form():
    assert Refused(Label("Periksa lagi.")).field is None


@pytest.mark.parametrize("kind", [NotFound, Forbidden, Refused])
def test_every_no_of_the_domain_is_caught_as_one(kind):
    with pytest.raises(DomainError):
        raise kind(Label("Tidak."))


def test_the_three_ways_to_say_no_are_told_apart():
    assert not issubclass(Forbidden, Refused)
    assert not issubclass(NotFound, Refused)
    assert not issubclass(Refused, NotFound | Forbidden)
