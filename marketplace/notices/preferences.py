"""How a person wants to be told: in one letter each morning, not at night, and not of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label
from marketplace.kernel.roles import OrganisationKind
from marketplace.notices.kinds.base import NOTICE_KINDS
from marketplace.notices.models import NoticePreference


def mutable_kinds(at: OrganisationKind | None) -> Mapping[str, Label]:
    """Kinds that one may mute there, by name: none with a deadline, none that takes something from its reader."""
    return {
        name: kind.label
        for name, kind in NOTICE_KINDS.items()
        if kind.mail and not kind.must and at in (None, *kind.readers)
    }


def own_preferences(uow: UnitOfWork) -> tuple[bool, bool, Sequence[str]]:
    """Digest, quiet hours, and the names of muted kinds."""
    row = uow.session.get(NoticePreference, uow.actor.user_id)
    return (row.digest, row.quiet, row.muted) if row else (False, False, [])


def choose(uow: UnitOfWork, *, digest: bool, quiet: bool, muted: Sequence[str]) -> None:
    """Holds for what is told from here on; a kind that must be told stays told, whatever is asked.

    Kinds that people elsewhere are told, where the same person sits too, stay as they are.
    """
    offered = mutable_kinds(uow.actor.kind)
    row = uow.session.get(NoticePreference, uow.actor.user_id)
    elsewhere = [name for name in (row.muted if row else ()) if name not in offered]
    known = [*elsewhere, *(name for name in muted if name in offered)]
    if row is None:
        assert uow.actor.user_id is not None  # the page is for people who are signed in
        uow.add(NoticePreference(user_id=uow.actor.user_id, digest=digest, quiet=quiet, muted=known))
    else:
        row.digest, row.quiet, row.muted = digest, quiet, known
