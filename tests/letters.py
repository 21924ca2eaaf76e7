"""The letters that wait in the outbox, as they arrive."""

from types import SimpleNamespace

from sqlalchemy import select

from config import ROOT
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.translating import GettextTranslator
from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.send_mail import send_mail

HERE = "https://mb2.test"
TRANSLATOR = GettextTranslator(ROOT / "translations")


def letters_of(session):
    """In the order they were written, each with `to`, `subject` and `body`."""
    tools = SimpleNamespace(mail=MemoryMail(), translator=TRANSLATOR, base_url=HERE)
    for row in session.scalars(select(Outbox).filter_by(job="send_mail").order_by(Outbox.id)).all():
        send_mail(SimpleNamespace(session=session), tools, **row.payload)
    return tools.mail.letters
