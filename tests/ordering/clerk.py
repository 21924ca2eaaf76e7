"""A patient clerk who writes down by hand what every agreement comes to, and knows nothing of the program's tables."""

from collections import Counter, defaultdict

from marketplace.ordering.states import Side, TradeModel


class Clerk:
    """`lies`: units on consignment by (outlet, variant). `booked`, `owed`: rupiah by outlet."""

    def __init__(self):
        self.lies, self.booked, self.owed = Counter(), Counter(), Counter()
        self.packs = defaultdict(
            list
        )  # what lies there, pack by pack: its price, and who bears it if it is lost
        self.prices = {}  # of what came there last
        self.bought = Counter()  # units by (outlet, variant) that were bought outright and not given back

    def agree(self, handover, reported):
        """`reported`: by line id what differs from what was sent."""
        shop = handover.outlet_id
        if handover.trade is TradeModel.CONSIGNMENT:
            for variant_id in {line.variant_id for line in handover.lines}:
                lines = [line for line in handover.lines if line.variant_id == variant_id]
                self._count(handover, (shop, variant_id), lines, reported)
                self.lies[shop, variant_id] = len(self.packs[shop, variant_id])
            return
        for line in handover.lines:
            differences = reported.get(line.id, {})
            accepted = differences.get("accepted", line.brought)
            taken_back = differences.get("taken_back", line.taken_back)
            self.bought[shop, line.variant_id] += accepted - taken_back
            self.booked[shop] += (accepted - taken_back) * line.unit_price
            self.owed[shop] += (accepted - taken_back) * line.unit_price

    def _count(self, handover, key, lines, reported):
        """Of all lots of an item: the packs that came first are sold first, then lost, then taken back."""
        rest, packs, shop = handover.rest_of_id is not None, self.packs[key], handover.outlet_id

        def total(name):
            return sum(reported.get(line.id, {}).get(name, getattr(line, name)) or 0 for line in lines)

        counted_there = [line for line in lines if line.opening is not None]
        opening = sum(line.opening for line in counted_there)
        back, lost = total("taken_back"), sum(line.lost for line in lines)
        sold = opening - total("counted") - back - lost if counted_there else 0
        assert sold >= 0
        if rest:
            self._sell_rest(counted_there, packs, shop, sold)
        else:
            for price, _ in packs[:sold]:
                self.booked[shop] += price
                self.owed[shop] += price
            del packs[:sold]
            self.owed[shop] += sum(price for price, bears in packs[:lost] if bears is Side.SHOP)
            del packs[:lost]
        del packs[:back]
        for line in lines:
            accepted = reported.get(line.id, {}).get("accepted", line.brought)
            packs += [(line.unit_price, handover.loss_on)] * accepted
            if accepted and not (rest and key in self.prices):
                self.prices[key] = line.unit_price

    def _sell_rest(self, lines, packs, shop, sold):
        """What was left open of a count; some of it has left the shelf already."""
        for line in lines:
            of_it = min(line.opening, sold)
            sold -= of_it
            self.booked[shop] += of_it * line.unit_price
            self.owed[shop] += of_it * line.unit_price
            del packs[: min(of_it, line.lies)]

    def there(self):
        """What could go back: of each item at an outlet what lies there, or else what was bought."""
        keys = sorted(self.lies.keys() | self.bought.keys())
        return [(key, units) for key in keys if (units := self.lies[key] or self.bought[key])]
