"""A payment gateway of our own that speaks as Stripe does: a process on loopback that the official library talks to.

`python -m tests.servers.gateway PORT FILE` keeps all it knows in FILE, so that it can be killed and started again.
Under `/_test/` a test turns it: hold messages or send them at once, die at a moment, dispute a payment; a test that
holds them delivers them itself, as often and in whatever order it likes.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from hashlib import sha256
from hmac import new as hmac
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flask import Flask, Response, redirect, request

KEY, SECRET = "sk_test_ours", "whsec_ours"
ACCOUNTS = {"acct_MAKER00000001": True, "acct_OTHER00000002": True, "acct_CLOSED0000003": False}
TURNED = {"hold": True, "die": "", "target": "", "now": 0}
PAGE = """<!doctype html><html lang="id"><meta name="viewport" content="width=device-width"><title>Bayar</title>
<h1>{title}</h1><p>Rp{rupiah}</p><form method="post"><button name="do" value="pay">Bayar</button></form>
<p><a href="{back}">Kembali</a></p></html>"""

app = Flask(__name__)
lock = threading.RLock()


class State:
    """Everything, as JSON in a file that is written before anything is answered."""

    def __init__(self, file: Path) -> None:
        empty = {"objects": {}, "keys": {}, "news": [], "turned": dict(TURNED)}
        self._file = file
        self.all: dict[str, Any] = json.loads(file.read_text()) if file.exists() else empty
        self._numbers = count(len(self.all["objects"]) + len(self.all["news"]) + 1)

    def save(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self.all))
        beside.replace(self._file)

    def made(self, kind: str, prefix: str, account: str, **given: Any) -> dict[str, Any]:
        name = f"{prefix}_{next(self._numbers):06d}"
        self.all["objects"][name] = {"id": name, "object": kind, "_account": account, **given}
        found: dict[str, Any] = self.all["objects"][name]
        return found

    def of(self, account: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self.all["objects"].get(name)
        if found is None or found["_account"] != account:
            raise Refusal(404, "resource_missing", f"No such object: {name}")
        return found

    def news(self, kind: str, about: dict[str, Any]) -> dict[str, Any]:
        told = {
            "id": f"evt_{next(self._numbers):06d}",
            "object": "event",
            "type": kind,
            "account": about["_account"],
            "created": now(),
            "data": {"object": json.loads(json.dumps(shown(about)))},
        }
        self.all["news"].append(told)
        self.save()
        if not turned("hold"):
            threading.Thread(target=post, args=(told,), daemon=True).start()
        return told


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str, kind: str = "invalid_request_error") -> None:
        self.status, self.error = status, {"type": kind, "code": code, "message": message}


def turned(name: str) -> Any:
    return state.all["turned"][name]


def now() -> int:
    return turned("now") or int(time.time())


def die(moment: str) -> None:
    """As if it was killed: what was saved stays, nothing is answered and nobody is told."""
    if turned("die") == moment:
        state.all["turned"]["die"] = ""
        state.save()
        os._exit(9)


def shown(of: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in of.items() if not name.startswith("_")}


def signature(body: str, secret: str = SECRET, at: int | None = None) -> str:
    at = now() if at is None else at
    mark = hmac(secret.encode(), f"{at}.{body}".encode(), sha256).hexdigest()
    return f"t={at},v1={mark}"


def post(told: dict[str, Any]) -> int:
    body = json.dumps(told)
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
    with urlopen(Request(turned("target"), body.encode(), headers), timeout=30) as answer:
        return int(answer.status)


def nested(form: Any) -> dict[str, Any]:
    """`a[b][0]=c` as {"a": {"b": {"0": "c"}}}."""
    whole: dict[str, Any] = {}
    for name, value in form.items(multi=True):
        *path, last = re.findall(r"[^\[\]]+", name)
        place = whole
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return whole


@app.errorhandler(Refusal)
def refuse(refusal: Refusal) -> tuple[dict[str, Any], int]:
    return {"error": refusal.error}, refusal.status


@app.before_request
def once() -> Response | None:
    """A key is asked for, and what was asked with an idempotency key is answered as the first time."""
    if not request.path.startswith("/v1/"):
        return None
    if request.authorization is None or request.authorization.token != KEY:
        raise Refusal(401, "", "Invalid API Key provided")
    key = request.headers.get("Idempotency-Key")
    with lock:
        known = state.all["keys"].get(f"{account()}/{key}") if key else None
    if known and known["asked"] != asked():
        raise Refusal(400, "", "Keys for idempotent requests can only be used once", "idempotency_error")
    return Response(known["answer"], mimetype="application/json") if known else None


def account() -> str:
    name = request.headers.get("Stripe-Account", "")
    if name not in ACCOUNTS:
        raise Refusal(403, "account_invalid", "The provided key does not have access to this account")
    return name


def asked() -> list[Any]:
    return [request.path, sorted([*pair] for pair in request.form.items(multi=True))]


def keep(answer: dict[str, Any]) -> Response:
    """What a key was answered with."""
    body, key = json.dumps(answer), request.headers.get("Idempotency-Key")
    if key:
        state.all["keys"][f"{account()}/{key}"] = {"asked": asked(), "answer": body}
    state.save()
    return Response(body, mimetype="application/json")


@app.get("/v1/accounts/<name>")
def get_account(name: str) -> dict[str, Any]:
    if name not in ACCOUNTS:
        raise Refusal(403, "account_invalid", "No such account")
    return {"id": name, "object": "account", "charges_enabled": ACCOUNTS[name]}


@app.post("/v1/checkout/sessions")
def make_session() -> Response:
    given = nested(request.form)
    price = given["line_items"]["0"]["price_data"]
    with lock:
        made = state.made(
            "checkout.session",
            "cs_test",
            account(),
            amount_total=int(price["unit_amount"]),
            currency=price["currency"],
            client_reference_id=given["client_reference_id"],
            metadata=given["metadata"],
            status="open",
            payment_status="unpaid",
            payment_intent=None,
            success_url=given["success_url"],
            cancel_url=given["cancel_url"],
            _title=price["product_data"]["name"],
            _intent=given["payment_intent_data"],
        )
        made["url"] = f"{request.host_url}c/pay/{made['id']}"
        kept = keep(shown(made))
    die("session made")
    return kept


@app.get("/v1/checkout/sessions/<name>")
def get_session(name: str) -> dict[str, Any]:
    found = shown(state.of(account(), name))
    if found["payment_intent"] and "payment_intent.latest_charge" in request.args.values():
        intent = shown(state.of(account(), found["payment_intent"]))
        intent["latest_charge"] = shown(state.of(account(), intent["latest_charge"]))
        found["payment_intent"] = intent
    return found


@app.post("/v1/checkout/sessions/<name>/expire")
def expire(name: str) -> dict[str, Any]:
    with lock:
        found = state.of(account(), name)
        if found["status"] != "open":
            raise Refusal(400, "", "Only Checkout Sessions with a status in [open] can be expired")
        found["status"] = "expired"
        state.news("checkout.session.expired", found)
    return shown(found)


@app.get("/v1/payment_intents/<name>")
def get_intent(name: str) -> dict[str, Any]:
    return shown(state.of(account(), name))


@app.post("/v1/refunds")
def make_refund() -> Response:
    with lock:
        intent = state.of(account(), request.form["payment_intent"])
        charge = state.of(account(), intent["latest_charge"])
        amount = int(request.form.get("amount", charge["amount"] - charge["amount_refunded"]))
        if amount > charge["amount"] - charge["amount_refunded"]:
            raise Refusal(400, "charge_already_refunded", "Refund amount is greater than unrefunded amount")
        charge["amount_refunded"] += amount
        made = state.made("refund", "re", account(), amount=amount, currency="idr", status="succeeded")
        state.news("charge.refunded", charge)
        return keep(shown(made))


@app.get("/v1/disputes")
def get_disputes() -> dict[str, Any]:
    of = [one for one in state.all["objects"].values() if one["object"] == "dispute"]
    mine = [shown(one) for one in of if one["payment_intent"] == request.args["payment_intent"]]
    return {"object": "list", "data": mine, "has_more": False, "url": "/v1/disputes"}


@app.get("/c/pay/<name>")
def pay_page(name: str) -> str:
    found = state.all["objects"][name]
    return PAGE.format(title=found["_title"], rupiah=found["amount_total"] // 100, back=found["cancel_url"])


@app.post("/c/pay/<name>")
def pay(name: str) -> Any:
    with lock:
        found = state.all["objects"][name]
        if found["status"] != "open":
            raise Refusal(400, "", "This page is over")
        same = {"amount": found["amount_total"], "currency": found["currency"]} | found["_intent"]
        charge = state.made("charge", "ch", found["_account"], amount_refunded=0, disputed=False, **same)
        intent = state.made(
            "payment_intent", "pi", found["_account"], status="succeeded", latest_charge=charge["id"], **same
        )
        charge["payment_intent"] = found["payment_intent"] = intent["id"]
        found |= {"status": "complete", "payment_status": "paid"}
        state.all["objects"][name] = found
        state.save()
        die("paid")
        state.news("checkout.session.completed", found)
    return {} if request.form["do"] == "quietly" else redirect(found["success_url"], 303)


@app.post("/_test/turn")
def turn() -> dict[str, Any]:
    with lock:
        state.all["turned"] |= request.get_json()
        state.save()
    return dict(state.all["turned"])


@app.post("/_test/dispute/<intent>/<status>")
def dispute(intent: str, status: str) -> dict[str, Any]:
    """Opened, or ended as `lost` or `won`."""
    with lock:
        charge = state.all["objects"][state.all["objects"][intent]["latest_charge"]]
        of = [one for one in state.all["objects"].values() if one.get("object") == "dispute"]
        found = next((one for one in of if one["payment_intent"] == intent), None)
        made = found or state.made(
            "dispute",
            "dp",
            charge["_account"],
            payment_intent=intent,
            amount=charge["amount"],
            currency="idr",
        )
        made["status"], charge["disputed"] = status, True
        state.news("charge.dispute.closed" if found else "charge.dispute.created", made)
    return shown(made)


@app.post("/_test/charge/<session>/<int:units>")
def charge_otherwise(session: str, units: int) -> dict[str, Any]:
    state.all["objects"][session]["amount_total"] = units
    return {}


@app.get("/_test/sessions")
def all_sessions() -> list[dict[str, Any]]:
    return [one for one in state.all["objects"].values() if one["object"] == "checkout.session"]


@app.get("/_test/news")
def all_news() -> list[dict[str, Any]]:
    return list(state.all["news"])


if __name__ == "__main__":
    state = State(Path(sys.argv[2]))
    app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
