"""The letters that wait in the outbox, as they arrive."""

from types import SimpleNamespace

from sqlalchemy import select

from config import ROOT
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.translating import GettextTranslator
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus

HERE = "https://mb2.test"
TRANSLATOR = GettextTranslator(ROOT / "translations")
POSTS = ("send_mail", "send_invitation")


def letters_of(session):
    """In the order they were written, each with `to`, `subject` and `body`; an invitation is written out once."""
    tools = SimpleNamespace(mail=MemoryMail(), translator=TRANSLATOR, base_url=HERE)
    sent, found = session.info.setdefault("invitations", {}), []
    rows = select(Outbox.id, Outbox.job, Outbox.payload, Outbox.written_at).where(Outbox.job.in_(POSTS))
    for row_id, job, payload, now in session.execute(rows.order_by(Outbox.id)).all():
        if row_id not in sent:
            unit = UnitOfWork(session, actor=SYSTEM, now=now, bus=Bus(), queue=MemoryQueue())
            JOBS[job](unit, tools, **payload)
            letters, tools.mail.letters = tools.mail.letters, []
            if job != "send_invitation":
                found += letters
                continue
            sent[row_id] = letters
        found += sent[row_id]
    return found
