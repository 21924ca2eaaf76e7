"""Letters by SMTP: smtp://user:password@host:587, or smtps:// where the line is encrypted from the start."""

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

from marketplace.adapters.mail.letter import letter

SECONDS = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SmtpMail:
    """Encrypted whenever the server can; a password never goes over an open line to another machine."""

    def __init__(self, url: str, sender: str) -> None:
        """Raises ValueError for an address whose port is no number."""
        self._url = urlsplit(url)
        self._port = self._url.port
        self._sender = sender

    def send(self, *, to: str, subject: str, body: str) -> None:
        """Raises smtplib.SMTPException or OSError; whoever sends tries again later."""
        message = letter(sender=self._sender, to=to, subject=subject, body=body)
        with self._server() as server:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)

    def _server(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._port or 465, timeout=SECONDS, context=context)
        server = smtplib.SMTP(host, self._port or 25, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif self._url.username and host not in LOOPBACK:
            server.close()
            raise smtplib.SMTPNotSupportedError("the server offers no encryption")
        return server
