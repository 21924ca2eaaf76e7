"""What is sent to a browser can be read by it alone, and goes to push services and nowhere else."""

import socket
import stat
import threading
import time
from dataclasses import replace

import pytest
from py_vapid import Vapid02

from marketplace.adapters.push import web_push
from marketplace.adapters.push.web_push import WebPush, is_public
from marketplace.ports.push import AddressGone
from tests.conftest import NOW
from tests.push_service import push_service

pytestmark = pytest.mark.usefixtures("any_day")


@pytest.fixture
def service():
    with push_service() as service:
        yield service


@pytest.fixture
def push(tmp_path, service):
    return WebPush(tmp_path / "push-key.pem", "mailto:dinas@contoh.test", service.origin)


def test_the_browser_reads_what_was_sent_and_by_whom(push, service, tmp_path):
    browser = service.browser()
    push.send(browser.address, b'{"title": "Pesanan baru"}', now=NOW, urgent=True)
    [(path, headers, body)] = service.took
    assert path == "/to/tini" and b"Pesanan" not in body
    assert browser.read(body) == '{"title": "Pesanan baru"}'
    assert (headers["Urgency"], headers["TTL"], headers["Content-Encoding"]) == ("high", "86400", "aes128gcm")
    key = headers["Authorization"].partition(",k=")[2]
    assert key == push.public_key
    assert Vapid02.verify(headers["Authorization"])
    assert stat.S_IMODE((tmp_path / "push-key.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("answer", [404, 410])
def test_a_browser_that_is_gone_is_told_from_a_service_that_is_ill(push, service, answer):
    service.answer = answer
    with pytest.raises(AddressGone):
        push.send(service.browser().address, b"{}", now=NOW, urgent=False)


@pytest.mark.parametrize("answer", [302, 307, 429, 500])
def test_a_redirect_is_followed_no_more_than_a_fault(push, service, answer):
    service.answer = answer
    with pytest.raises(OSError, match=str(answer)):
        push.send(service.browser().address, b"{}", now=NOW, urgent=False)
    assert len(service.took) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@contoh.test/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.contoh.test/x",
        "https://notify.windows.com.contoh.test/x",
        "https://contoh.test/fcm.googleapis.com",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://fcm.googleapis.com:x/x",
        "https://fcm.googleapis.com/a b\r\nX: y",
        "https://fcm.googleapis.com/" + "x" * 2_000,
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_is_sent_to_any_other_host(push, service, endpoint):
    with pytest.raises(ValueError, match="push service|[Pp]ort"):
        push.check(replace(service.browser().address, endpoint=endpoint))


def test_services_of_browsers_are_known(push, service):
    for host in ("fcm.googleapis.com", "updates.push.services.mozilla.com", "sg2p.notify.windows.com"):
        push.check(replace(service.browser().address, endpoint=f"https://{host}/send/abc?x=1"))


@pytest.mark.parametrize(
    "wrong", [{"auth": "YQ"}, {"p256dh": "YQ"}, {"p256dh": "B" + "A" * 86}, {"auth": "é"}]
)
def test_keys_that_are_none_are_refused(push, service, wrong):
    with pytest.raises(ValueError):  # noqa: PT011  # several sentences, one kind
        push.check(replace(service.browser().address, **wrong))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("142.250.4.95", True),
        ("10.0.0.5", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("::ffff:10.0.0.5", False),
        ("fd00::1", False),
        ("224.0.0.1", False),
        ("2404:6800:4003::5f", True),
    ],
)
def test_private_addresses_are_told_apart(address, public):
    assert is_public(address) is public


def test_a_name_that_leads_into_the_house_is_not_spoken_to(service, tmp_path):
    push = WebPush(tmp_path / "push-key.pem", "mailto:dinas@contoh.test", hosts=("localhost",))
    with pytest.raises(OSError, match="private"):
        push.send(
            replace(service.browser().address, endpoint="https://localhost/x"), b"{}", now=NOW, urgent=False
        )


def test_whoever_answers_a_byte_at_a_time_is_cut_off(tmp_path, service, monkeypatch):
    monkeypatch.setattr(web_push, "SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        origin = f"http://127.0.0.1:{slow.getsockname()[1]}"

        def drip():
            line, _ = slow.accept()
            with line:
                try:
                    for _ in range(100):
                        line.sendall(b"H")
                        time.sleep(0.05)
                except OSError:
                    pass

        thread = threading.Thread(target=drip)
        thread.start()
        push = WebPush(tmp_path / "push-key.pem", "mailto:dinas@contoh.test", origin)
        began = time.monotonic()
        with pytest.raises(OSError):  # noqa: PT011  # cut, or an answer that cannot be read
            push.send(
                replace(service.browser().address, endpoint=f"{origin}/x"), b"{}", now=NOW, urgent=False
            )
        assert time.monotonic() - began < 3
        thread.join()
