"""Stripe: Checkout Sessions in rupiah, charged directly on the payee's connected account."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import stripe

from marketplace.ports.gateways import (
    CheckoutFacts,
    CheckoutPage,
    CheckoutRequest,
    CheckoutStatus,
    DisputeStatus,
    ForgedNews,
    GatewayDown,
    GatewayNews,
    GatewayRefused,
    WrongMoney,
)

T = TypeVar("T")

API, PAGES = "https://api.stripe.com", "https://checkout.stripe.com"
CURRENCY, SEN = "idr", 100  # rupiah is none of Stripe's currencies without decimals
SECONDS = 10
AGE = timedelta(seconds=300)  # a message signed longer ago, or later than now, is refused
REFERENCE = "mb2_checkout"
OURS = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("charge.refunded", "charge.refund.updated", "refund.failed"),
    *("charge.dispute.created", "charge.dispute.closed", "charge.dispute.funds_withdrawn"),
)
AGAIN = (stripe.APIConnectionError, stripe.RateLimitError, stripe.IdempotencyError)
WAITING = ("processing", "requires_action", "requires_capture", "succeeded")


def to_units(rupiah: int) -> int:
    return rupiah * SEN


def to_rupiah(units: int, currency: str) -> int:
    """Raises WrongMoney for another currency and for a part of a rupiah."""
    rupiah, rest = divmod(units, SEN)
    if currency.lower() != CURRENCY or rest:
        raise WrongMoney(f"{units} {currency}")
    return rupiah


class StripeGateway:
    """`secrets` are those that messages may be signed with, more than one while they are changed."""

    signed_in = "Stripe-Signature"

    def __init__(self, key: str, secrets: Sequence[str], base: str) -> None:
        self.pages = PAGES if base == API else "{0.scheme}://{0.netloc}".format(urlsplit(base))
        self._secrets = secrets
        stripe.enable_telemetry = False
        self._v1 = stripe.StripeClient(
            key,
            base_addresses={"api": base},
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=SECONDS),
        ).v1

    def check(self, account: str) -> None:
        found = _ask(lambda: self._v1.accounts.retrieve(account))
        if not found.charges_enabled:
            raise GatewayRefused(f"{account} takes no charges")

    def open(self, wanted: CheckoutRequest) -> CheckoutPage:
        marked = {REFERENCE: wanted.reference}
        asked: Any = {
            "mode": "payment",
            "locale": "id",
            "client_reference_id": wanted.reference,
            "metadata": marked,
            "payment_intent_data": {"metadata": marked, "description": wanted.title},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": CURRENCY,
                        "unit_amount": to_units(wanted.amount),
                        "product_data": {"name": wanted.title},
                    },
                }
            ],
            "success_url": wanted.back,
            "cancel_url": wanted.back,
        }
        options: Any = {"stripe_account": wanted.account, "idempotency_key": f"open-{wanted.reference}"}
        made = _ask(lambda: self._v1.checkout.sessions.create(asked, options))
        if not made.url:
            raise GatewayRefused(f"checkout {made.id} has no page any more")
        if "{0.scheme}://{0.netloc}".format(urlsplit(made.url)) != self.pages:
            raise GatewayRefused(f"checkout {made.id} has its page elsewhere")
        return CheckoutPage(made.id, made.url)

    def look(self, account: str, session: str) -> CheckoutFacts:
        whole: Any = {"expand": ["payment_intent.latest_charge"]}
        options: Any = {"stripe_account": account}
        found = _ask(lambda: self._v1.checkout.sessions.retrieve(session, whole, options)).to_dict()
        intent = found.get("payment_intent") or {}
        charge = intent.get("latest_charge") or {}
        dispute = self._dispute(account, intent["id"]) if charge.get("disputed") else {}
        currency = found["currency"]
        return CheckoutFacts(
            session=found["id"],
            status=_status(found, intent),
            amount=to_rupiah(found["amount_total"], currency),
            intent=intent.get("id"),
            refunded=to_rupiah(charge.get("amount_refunded", 0), charge.get("currency", currency)),
            disputed=to_rupiah(dispute.get("amount", 0), dispute.get("currency", currency)),
            dispute=_dispute_status(dispute["status"]) if dispute else None,
        )

    def close(self, account: str, session: str) -> None:
        options: Any = {"stripe_account": account}
        try:
            _ask(lambda: self._v1.checkout.sessions.expire(session, options=options))
        except GatewayRefused:
            return  # paid or over: whoever closes it looks next

    def reference_of(self, account: str, intent: str) -> str | None:
        options: Any = {"stripe_account": account}
        try:
            found = _ask(lambda: self._v1.payment_intents.retrieve(intent, options=options)).to_dict()
        except GatewayRefused:
            return None
        reference: str | None = (found.get("metadata") or {}).get(REFERENCE)
        return reference

    def refund(self, account: str, intent: str, amount: int, *, key: str) -> None:
        asked: Any = {"payment_intent": intent, "amount": to_units(amount)}
        options: Any = {"stripe_account": account, "idempotency_key": f"refund-{key}"}
        _ask(lambda: self._v1.refunds.create(asked, options))

    def read(self, body: bytes, signature: str, now: datetime) -> GatewayNews | None:
        """The library checks the signature and no age, which goes by the clock of the program."""
        if not any(_signed(body, signature, secret) for secret in self._secrets):
            raise ForgedNews("the signature is not Stripe's")
        signed = next(part for part in signature.split(",") if part.startswith("t="))
        if abs(now - datetime.fromtimestamp(int(signed.removeprefix("t=")), UTC)) > AGE:
            raise ForgedNews("signed too long ago")
        try:
            told = json.loads(body)
            return _news(told) if told["type"] in OURS else None
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise ForgedNews("not an event of Stripe") from wrong

    def _dispute(self, account: str, intent: str) -> dict[str, Any]:
        """The newest, as one payment may be disputed again after it was won."""
        asked: Any = {"payment_intent": intent, "limit": 1}
        options: Any = {"stripe_account": account}
        found = _ask(lambda: self._v1.disputes.list(asked, options)).data
        return found[0].to_dict() if found else {}


def _ask(call: Callable[[], T]) -> T:
    """Raises GatewayDown or GatewayRefused, never what the library raises."""
    try:
        return call()
    except AGAIN as error:
        raise GatewayDown(type(error).__name__) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500 or error.http_status == 409:
            raise GatewayDown(type(error).__name__) from error
        raise GatewayRefused(f"{type(error).__name__} {error.code or error.http_status}") from error


def _signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _status(session: dict[str, Any], intent: dict[str, Any]) -> CheckoutStatus:
    if session["payment_status"] == "paid":
        return CheckoutStatus.PAID
    failed = session["status"] == "complete" and intent.get("status") not in WAITING
    return CheckoutStatus.EXPIRED if failed or session["status"] == "expired" else CheckoutStatus.OPEN


def _dispute_status(status: str) -> DisputeStatus | None:
    """An inquiry (`warning_…`) takes no money."""
    known = {"lost": DisputeStatus.LOST, "won": DisputeStatus.WON}
    return None if status.startswith("warning") else known.get(status, DisputeStatus.OPEN)


def _news(told: dict[str, Any]) -> GatewayNews:
    """A session and a charge say what was charged and carry our name; a refund and a dispute name their payment."""
    about = told["data"]["object"]
    session = about["object"] == "checkout.session"
    charged = {"checkout.session": "amount_total", "charge": "amount"}.get(about["object"])
    amount, wrong = None, ""
    if charged:
        try:
            amount = to_rupiah(about[charged], about["currency"])
        except WrongMoney as error:
            wrong = str(error)
    return GatewayNews(
        event=told["id"],
        kind=told["type"],
        account=told.get("account") or "",
        session=about["id"] if session else None,
        intent=about.get("payment_intent"),
        reference=(about.get("metadata") or {}).get(REFERENCE),
        amount=amount,
        wrong=wrong,
        happened_at=datetime.fromtimestamp(told["created"], UTC),
    )
