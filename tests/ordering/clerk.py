"""A patient clerk who writes down by hand what every agreement comes to, and knows nothing of the program's tables."""

from collections import Counter

from marketplace.ordering.states import Side, TradeModel


class Clerk:
    """`lies`: units on consignment by (outlet, variant). `booked`, `owed`: rupiah by outlet."""

    def __init__(self):
        self.lies, self.booked, self.owed = Counter(), Counter(), Counter()
        self.prices = {}  # of what lies there: of what came last
        self.counted_at = {}  # the same, by line, when a count was sent: what comes until it is agreed changes it not
        self.bought = Counter()  # units by (outlet, variant) that were bought outright and not given back

    def send(self, handover):
        """Goods that lie there were counted, or are taken back."""
        for line in handover.lines:
            self.counted_at[line.id] = self.prices.get((handover.outlet_id, line.variant_id))

    def agree(self, handover, reported):
        """`reported`: by line id what differs from what was sent."""
        consigned, shop = handover.trade is TradeModel.CONSIGNMENT, handover.outlet_id
        for line in handover.lines:
            differences = reported.get(line.id, {})
            accepted = differences.get("accepted", line.brought)
            taken_back = differences.get("taken_back", line.taken_back)
            counted, lost = differences.get("counted", line.counted), line.lost
            sold = 0 if line.opening is None else line.opening - counted - taken_back - lost
            assert sold >= 0
            if consigned:
                rest = handover.rest_of_id is not None
                if line.opening is not None and not rest:
                    assert line.unit_price == self.counted_at[line.id]
                if accepted and not (rest and (shop, line.variant_id) in self.prices):
                    self.prices[shop, line.variant_id] = line.unit_price
                gone = sold + taken_back + lost
                if line.lies is not None:  # what is left open of a count: some of it the shop calls lost
                    gone = min(gone, line.lies)
                self.lies[shop, line.variant_id] += accepted - gone
                self.booked[shop] += sold * line.unit_price
                borne = lost if handover.loss_on is Side.SHOP else 0
                self.owed[shop] += (sold + borne) * line.unit_price
            else:
                self.bought[shop, line.variant_id] += accepted - taken_back
                self.booked[shop] += (accepted - taken_back) * line.unit_price
                self.owed[shop] += (accepted - taken_back) * line.unit_price

    def there(self):
        """What could go back: of each item at an outlet what lies there, or else what was bought."""
        keys = sorted(self.lies.keys() | self.bought.keys())
        return [(key, units) for key in keys if (units := self.lies[key] or self.bought[key])]
