"""Chains of partners: a head with its members, as one operator of several shops. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from marketplace.compliance.basis import Books

Own = TypeVar("Own", bound=Books)


def chains_of(every: Sequence[Own]) -> Mapping[int, Sequence[Own]]:
    """By head, all that are or were in its chain; a judgement takes those of a period's first day."""
    found: defaultdict[int, list[Own]] = defaultdict(list)
    for one in every:
        heads = {one.partner.head, *(before.head for before in one.partner.before)}
        for head in heads:
            if head is not None:
                found[head].append(one)
    return found
