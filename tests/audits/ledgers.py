"""Invented ledgers with known errors, and how often a sample's bound covers what is wrong with them."""

from __future__ import annotations

from datetime import date
from random import Random

from marketplace.audits.drawing import Draws
from marketplace.audits.evaluating import CheckedDocument, evaluate_monetary
from marketplace.audits.methods.base import METHODS
from marketplace.audits.population import AuditDocument, worth

DAY = date(2026, 8, 12)


def document(number: int, net: int) -> AuditDocument:
    return AuditDocument(partner_id=1, seller=2, document=f"{number:05}", net=net, day=DAY)


def covered_share(random: Random, *, ledgers: int, rate: float, confidence: int, size: int = 60) -> float:
    """Of so many ledgers of 400 documents with this share of wrong ones, that whose errors the bound covers."""
    covered = 0
    for number in range(ledgers):
        books = [document(place, int(random.lognormvariate(12, 1))) for place in range(400)]
        wrong = [random.random() < rate for _ in books]
        found = [
            int(one.net * (1 - (1 if random.random() < 0.3 else random.random()))) if bad else one.net
            for one, bad in zip(books, wrong, strict=True)
        ]
        truth = sum(one.net - real for one, real in zip(books, found, strict=True))
        sample = METHODS["monetary_unit"].draw(books, size, Draws(f"{rate}/{number}"))
        checked = [
            CheckedDocument(books[one.place].net, found[one.place], certain=one.certain)
            for one in sample.chosen
        ]
        result = evaluate_monetary(
            checked, interval=sample.interval, population=worth(books), confidence=confidence
        )
        covered += truth <= result.upper
    return covered / ledgers
