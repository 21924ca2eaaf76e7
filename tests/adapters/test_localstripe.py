"""The official library and our adapter against localstripe, which others wrote: it keeps our own gateway honest.

It knows no Checkout, no disputes and no idempotency keys; it knows payment intents, refunds and signed messages.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import stripe

from marketplace.adapters.gateways.stripe_gateway import StripeGateway, to_rupiah, to_units
from marketplace.ports.gateways import ForgedNews

FOLDER = Path(__file__).parents[2] / ".venv" / "localstripe-1.15.10"
KEY, SECRET = "sk_test_ours", "whsec_ours"
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2039, "cvc": "123"}
PATIENCE = 30.0


@pytest.fixture(scope="module")
def base():
    assert FOLDER.is_dir(), "localstripe lies in no folder of its own: run make .venv/stamps/localstripe"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["-m", "localstripe", "--port", str(port), "--from-scratch"]
    world = os.environ | {"PYTHONPATH": str(FOLDER)}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *words], env=world, stdout=quiet, stderr=quiet)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def v1(base):
    return stripe.StripeClient(KEY, base_addresses={"api": base}).v1


@pytest.fixture
def posted(base):
    """What localstripe posts to us: bodies with their signatures."""
    heard, came = [], threading.Event()

    class Ours(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()
            came.set()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ours)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    target = {"url": f"http://127.0.0.1:{server.server_port}/", "secret": SECRET}
    with urlopen(Request(f"{base}/_config/webhooks/mb2", urlencode(target).encode())):
        pass

    def first():
        assert came.wait(PATIENCE)
        return heard[0]

    yield first
    server.shutdown()
    server.server_close()


def paid(v1, rupiah):
    customer = v1.customers.create({"email": "toko@contoh.id"})
    method = v1.payment_methods.create({"type": "card", "card": CARD})
    v1.payment_methods.attach(method.id, {"customer": customer.id})
    asked = {
        "amount": to_units(rupiah),
        "currency": "idr",
        "customer": customer.id,
        "payment_method": method.id,
        "metadata": {"mb2_checkout": "k3m9p2q7r4s8"},
    }
    return v1.payment_intents.confirm(v1.payment_intents.create(asked).id)


def test_an_intent_is_charged_in_rupiah_named_and_refunded_by_our_adapter(base, v1):
    intent = paid(v1, 125_000)
    assert (intent.status, to_rupiah(intent.amount, intent.currency)) == ("succeeded", 125_000)

    gateway = StripeGateway(KEY, [SECRET], base)
    assert gateway.reference_of("acct_1", intent.id) == "k3m9p2q7r4s8"
    gateway.refund("acct_1", intent.id, 25_000, key="first")
    gateway.refund("acct_1", intent.id, 100_000, key="second")
    refunds = v1.refunds.list({"charge": v1.payment_intents.retrieve(intent.id).latest_charge}).data
    assert sorted(to_rupiah(one.amount, one.currency) for one in refunds) == [25_000, 100_000]


def test_what_it_signs_our_adapter_believes_and_nothing_else(base, v1, posted):
    paid(v1, 50_000)
    body, signature = posted()
    signed_at = int(signature.partition(",")[0].removeprefix("t="))
    now = datetime.fromtimestamp(signed_at, UTC)
    assert StripeGateway(KEY, [SECRET], base).read(body, signature, now) is None  # nothing of a checkout
    for secret, content in (("whsec_stolen", body), (SECRET, body + b" ")):
        with pytest.raises(ForgedNews):
            StripeGateway(KEY, [secret], base).read(content, signature, now)
