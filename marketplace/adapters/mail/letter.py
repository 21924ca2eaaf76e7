"""How a letter is written down before it goes anywhere."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from marketplace.kernel import clock


def letter(*, sender: str, to: str, subject: str, body: str, encoding: str | None = None) -> EmailMessage:
    """A subject may hold a maker's own words, so line breaks in it become blanks instead of headers.

    Raises ValueError for an address with a line break. `encoding` is the transfer encoding; by itself the
    library takes one that every server carries.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte=encoding)
    return message
