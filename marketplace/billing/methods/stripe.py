"""By card on Stripe's page, charged on the maker's own account there; Stripe itself says whether it was paid."""

from marketplace.billing.methods.base import PAYMENT_METHODS, PaymentMethod
from marketplace.billing.models import PaidBy
from marketplace.kernel.labels import _l


@PAYMENT_METHODS.add("stripe")
class StripeCheckout(PaymentMethod):
    way = PaidBy.STRIPE
    evidence = _l("Stripe sendiri yang menyatakan uangnya masuk ke akun pembuat.")
    by_hand = proof = False
