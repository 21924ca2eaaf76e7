"""Frauds that are planted in a market through the services are pointed at, each by its flag."""

import pytest

from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.flags.base import FLAGS
from tests.flags.market import KINDS, Frauds, Market, measured


@pytest.fixture
def market(session, work):
    return Market(session, work, MemoryStorage())


def test_there_is_a_fraud_for_every_kind():
    assert set(KINDS) == set(FLAGS)


def test_each_fraud_is_found_and_says_so_in_a_sentence_with_its_figures(market):
    market.trade(60, photos=2)
    Frauds(market).plant(1)
    market.mark_photos()

    assert {kind: caught for kind, (_, caught, _) in measured(market).items()} == dict.fromkeys(KINDS, 1)
    sentences = [FLAGS[kind].sentence(hit.figures) for kind, hits in market.found().items() for hit in hits]
    assert all("%(" not in sentence and sentence.endswith(".") for sentence in sentences)
