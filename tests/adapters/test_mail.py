"""What every mail promises: the letter arrives whole, and nothing in it becomes a header."""

import email
import email.policy
import smtplib
import socketserver
import stat
import threading

import pytest

from marketplace.adapters.mail.file_mail import FileMail
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.mail.smtp_mail import SmtpMail

pytestmark = pytest.mark.usefixtures("any_day")

SENDER = "MB2 <tidak-dibalas@mb2.test>"
LINK = "http://127.0.0.1:8000/account/recover/" + "aB3_=" * 30


class Post(socketserver.ThreadingTCPServer):
    """Enough of a mail server to take a letter, or to refuse it."""

    allow_reuse_address = True
    daemon_threads = True
    extensions = ("8BITMIME",)

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters = []
        self.commands = []


class Counter(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            command = line.decode().strip()
            self.server.commands.append(command)
            match command.upper().split()[0]:
                case "EHLO":
                    self.say("250-mb2.test")
                    for extension in self.server.extensions:
                        self.say(f"250-{extension}")
                    self.say("250 HELP")
                case "AUTH":
                    self.say("235 welcome")
                case "DATA":
                    self.say("354 go on")
                    self.server.letters.append(self.letter())
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def letter(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


@pytest.fixture
def post():
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def parsed(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    return message["To"], message["Subject"], message.get_content().replace("\r\n", "\n")


@pytest.fixture(params=["memory", "file", "smtp"])
def mail(request, tmp_path, post):
    """A mail, and what has arrived by it."""
    if request.param == "memory":
        memory = MemoryMail()
        return memory, lambda: [(letter.to, letter.subject, letter.body) for letter in memory.letters]
    if request.param == "file":
        folder = tmp_path / "mail"
        return FileMail(folder, SENDER), lambda: [
            parsed(f.read_bytes()) for f in sorted(folder.glob("*.eml"))
        ]
    host, port = post.server_address
    return SmtpMail(f"smtp://{host}:{port}", SENDER), lambda: [parsed(letter) for letter in post.letters]


def test_a_letter_arrives_whole(mail):
    outbox, arrived = mail
    outbox.send(to="ani@mb2.test", subject="Pesanan baru — 3 jenis", body=f"Yth. Ibu Ani,\n\n{LINK}\n")

    [(to, subject, body)] = arrived()
    assert to == "ani@mb2.test"
    assert subject == "Pesanan baru — 3 jenis"
    assert body == f"Yth. Ibu Ani,\n\n{LINK}\n"


def test_letters_stay_in_order(mail):
    outbox, arrived = mail
    for number in range(5):
        outbox.send(to="ani@mb2.test", subject=f"Surat {number}", body="Isi\n")

    assert [subject for _, subject, _ in arrived()] == [f"Surat {number}" for number in range(5)]


@pytest.mark.parametrize("build", [lambda f, p: FileMail(f, SENDER), lambda f, p: SmtpMail(p, SENDER)])
def test_no_line_break_becomes_a_header(build, tmp_path, post):
    outbox = build(tmp_path / "mail", "smtp://{}:{}".format(*post.server_address))
    outbox.send(to="ani@mb2.test", subject="Keripik\r\nBcc: semua@mb2.test", body="Isi\n")
    written = [*post.letters, *(f.read_bytes() for f in (tmp_path / "mail").glob("*.eml"))]

    [message] = [email.message_from_bytes(content, policy=email.policy.default) for content in written]
    assert message["Bcc"] is None
    assert message["Subject"] == "Keripik Bcc: semua@mb2.test"
    with pytest.raises(ValueError):
        outbox.send(to="ani@mb2.test\r\nBcc: semua@mb2.test", subject="Isi", body="Isi\n")


def test_a_letter_in_a_file_is_plain_to_read_and_private(tmp_path):
    FileMail(tmp_path / "mail", SENDER).send(to="ani@mb2.test", subject="Tautan", body=f"{LINK}\n")

    [file] = (tmp_path / "mail").iterdir()
    assert LINK in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_server_gets_name_and_password(post):
    post.extensions = ("AUTH PLAIN",)
    host, port = post.server_address
    SmtpMail(f"smtp://kirim%40mb2.test:r%2Fhasia@{host}:{port}", SENDER).send(
        to="ani@mb2.test", subject="Halo", body="Isi\n"
    )

    assert any(command.startswith("AUTH PLAIN") for command in post.commands)
    assert len(post.letters) == 1


def test_a_password_is_not_sent_over_an_open_line(post, monkeypatch):
    monkeypatch.setattr("marketplace.adapters.mail.smtp_mail.LOOPBACK", set())
    host, port = post.server_address
    with pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpMail(f"smtp://kirim:rahasia@{host}:{port}", SENDER).send(
            to="ani@mb2.test", subject="Halo", body="Isi\n"
        )
    assert not any(command.startswith("AUTH") for command in post.commands)


def test_a_server_that_is_away_is_an_error_to_try_again(post):
    with pytest.raises(OSError):
        SmtpMail("smtp://127.0.0.1:1", SENDER).send(to="ani@mb2.test", subject="Halo", body="Isi\n")
