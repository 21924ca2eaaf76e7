"""Every rule of a circular worked out a second time, close to its words and with nothing of the program."""

from collections import defaultdict
from fractions import Fraction

from tests.oracle.months import (
    asked,
    at_least,
    before,
    days_between,
    exempted,
    last_day,
    spent,
    subject,
    thirty_days,
    up_to,
    whole_period,
    wib_day,
)
from tests.oracle.plain import Books

WITHOUT_ROWS = (
    "reporting_discipline",
    "report_delay",
    "mou_coverage",
    "order_fill",
    "paid_in_time",
    "days_to_pay",
)


class JudgedBooks(Books):
    def as_of(self, partner, day):
        """Kind, staff and chain of a day. A number of staff that was told first holds for the time before."""
        now = dict(self.partners[partner])
        for row in reversed(self.history[partner]):
            if row["until_on"] >= day:
                staff = row["staff_count"] or now["staff_count"]
                now = {"kind": row["kind"], "parent_id": row["parent_id"], "staff_count": staff}
        return now

    def under_mou(self, partner, day):
        return any(
            row["partner_id"] == partner and row["begins"] <= day <= row["ends"] for row in self.memoranda
        )

    def judge(self, clause, partner, month, exempt=False, excluded=(), lifted=(), within=None):
        """Outcome, numerator, denominator, what is missing, and the numbers of the lines that count.

        `lifted` are partners that are exempt from the clause, `within` the first and last day of its circular.
        """
        months = up_to(month, clause["period"])
        first, last = f"{months[0]}-01", last_day(whole_period(month, clause["period"])[-1])
        who, whom = self.as_of(partner, first), subject(clause)
        nobody = "not_applicable", None, None, None, []
        if within and not within[0] <= first <= last <= (within[1] or "9"):
            return nobody
        if whom == "chain" and who["parent_id"]:
            return exempted() if exempt else (*nobody[:4], self.own(clause, partner, months, excluded))
        if clause["kinds"] and who["kind"] not in clause["kinds"]:
            return nobody
        if exempt:
            return exempted()
        if whom == "city":
            return *nobody[:4], self.own(clause, partner, months, excluded)
        group = [partner]
        if whom == "chain":
            group += [
                one
                for one in self.partners
                if self.as_of(one, first)["parent_id"] == partner and one not in lifted
            ]
        return self.held(clause, group, months, excluded)

    def judge_city(self, clause, month, partners, excluded=(), lifted=()):
        months = up_to(month, clause["period"])
        group = [
            one
            for one in partners
            if one not in lifted
            and (not clause["kinds"] or self.as_of(one, f"{months[0]}-01")["kind"] in clause["kinds"])
        ]
        return (
            (*self.held(clause, group, months, excluded)[:4], [])
            if group
            else ("no_data", None, None, None, [])
        )

    def rows(self, clause, partner, months, excluded, since=""):
        found = self.counted(
            partner,
            months,
            scope=clause["scope"],
            certified=clause["seller_test"] == "local_certified",
            lowest=clause["lowest_grade"],
            excluded=excluded,
            since=since,
        )
        first, last = f"{months[0]}-01", last_day(months[-1])
        here = [o for o in self.outlets[partner] if o["from_on"] <= last and o["until_on"] >= first]
        if len(here) == 1:
            found = [line | {"outlet": line["outlet"] or here[0]["id"]} for line in found]
        return found

    def own(self, clause, partner, months, excluded):
        if clause["rule"] in WITHOUT_ROWS:
            return []
        since = thirty_days(months) if clause["rule"] == "corner_active" else ""
        read = months if not since else [before(months[0], 1), *months]
        return sorted(line["id"] for line in self.rows(clause, partner, read, excluded, since))

    def held(self, clause, group, months, excluded, day=""):
        """The figures of these partners as one, by what is asked on the first day."""
        numbers = self.own(clause, group[0], months, excluded)
        declared = {one: [self.declared.get((one, month)) for month in months] for one in group}
        rule = clause["rule"]
        since = thirty_days(months) if rule == "corner_active" else f"{months[0]}-01"
        seen = any(since <= line["day"] <= last_day(months[-1]) for one in group for line in self.lines[one])
        if rule not in WITHOUT_ROWS and not seen and not any(any(rows) for rows in declared.values()):
            return "no_data", None, None, None, numbers
        lines = [line for one in group for line in self.rows(clause, one, months, excluded)]
        least = asked(clause["figures"], day or f"{months[0]}-01")
        if subject(clause) == "outlet":
            return *self.by_outlet(clause, group, months, lines, least), numbers
        return *self.sums(clause, group, months, lines, least, declared, excluded), numbers

    def sums(self, clause, group, months, lines, least, declared, excluded):
        """Outcome, numerator, denominator and what is missing, by the words of each rule."""
        rule, figures = clause["rule"], clause["figures"]
        net = sum(line["net"] for line in lines)
        if rule in ("value_share", "meeting_food_share", "input_share"):
            parts = [spent(rows, clause["scope"], self.up, excluded) for rows in declared.values()]
            if None in parts:
                return "no_data", net, None, None
            whole = sum(parts)
            if net > whole or (whole == 0 and net <= 0):
                return "no_data", net, whole, None
            return at_least(net, whole, Fraction(least * whole, 10_000))
        if rule == "minimum_spend" and figures.get("per_employee"):
            staff = [self.as_of(one, f"{months[0]}-01")["staff_count"] for one in group]
            if not all(staff):
                return "no_data", net, None, None
            return at_least(net, sum(staff), least * sum(staff))
        if rule == "local_growth":
            back = (
                12
                if figures.get("year_ago")
                else {"month": 1, "quarter": 3, "half": 6, "year": 12}[clause["period"]]
            )
            then = [before(month, back) for month in months]
            base = sum(line["net"] for one in group for line in self.rows(clause, one, then, excluded))
            if base <= 0:
                return "no_data", net, None, None
            return at_least(net, base, Fraction((10_000 + least) * base, 10_000))
        if rule == "clean_supply":
            clean = sum(line["net"] for line in lines if line["certified"])
            if net <= 0:
                return "no_data", clean, None, None
            whole = max(clean, net)
            unknown = sum(line["net"] for line in lines if not line["certified"] and not line["recognised"])
            found = at_least(clean, whole, Fraction(least * whole, 10_000))
            return ("no_data", clean, whole, None) if 0 < found[3] <= unknown else found
        if rule == "return_rate":
            gone = -sum(line["net"] for line in lines if line["net"] < 0)
            came = sum(line["net"] for line in lines if line["net"] > 0)
            if not came:
                return "no_data", gone, None, None
            over = max(0, gone - least * came // 10_000)
            return "not_met" if over else "met", gone, came, over
        if rule in ("reporting_discipline", "report_delay"):
            return self.reports(clause, group, months, least)
        if rule == "outlet_coverage":
            outlets = self.open_through(group, months)
            if not outlets:
                return "no_data", 0, None, None
            reached = sum(1 for one in outlets if sum(x["net"] for x in lines if x["outlet"] == one) > 0)
            untold = sum(line["net"] for line in lines if line["outlet"] is None)
            found = at_least(reached, len(outlets), Fraction(least * len(outlets), 10_000))
            turned = untold > 0 and 0 < found[3] <= len(outlets) - reached
            return ("no_data", reached, len(outlets), None) if turned else found
        if rule == "order_fill":
            due = [row for row in self.ordered if row["partner_id"] in group and row["due"][:7] in months]
            whole, came = (sum(row[name] for row in due) for name in ("ordered", "in_time"))
            return (
                at_least(came, whole, Fraction(least * whole, 10_000))
                if whole
                else ("no_data", 0, None, None)
            )
        if rule in ("paid_in_time", "days_to_pay"):
            return self.paying(clause, group, months, least)
        if rule == "mou_coverage":
            under = sum(self.under_mou(one, last_day(months[-1])) for one in group)
            return at_least(under, len(group), Fraction(least * len(group), 10_000))
        if rule == "corner_active":
            since, read = thirty_days(months), [before(months[0], 1), *months]
            active = sum(
                sum(line["net"] for line in self.rows(clause, one, read, excluded, since)) > 0
                for one in group
            )
            return at_least(active, len(group), Fraction(least * len(group), 10_000))
        numerator = self.figure(clause, lines)
        outcome, _, _, short = at_least(numerator, None, least)
        if figures.get("kelurahan"):
            spread = self.figure(clause | {"rule": "kelurahan_breadth"}, lines)
            short = max(short, figures["kelurahan"] - spread)
            outcome = "not_met" if short else "met"
        return outcome, numerator, None, short

    def reports(self, clause, group, months, least):
        days = []
        for one, month in ((one, before(month, 1)) for one in group for month in months):
            if last_day(month) < wib_day(self.partners[one]["created_at"]):
                continue
            if (one, month) in self.declared:
                days.append(days_between(last_day(month), wib_day(self.filed[one, month])))
            else:
                days.append(None)
        sent = sorted(one for one in days if one is not None)
        if not days:
            return "no_data", 0, None, None
        if clause["rule"] == "reporting_discipline":
            good = sum(one <= clause["figures"].get("days", 10) for one in sent)
            return at_least(good, len(days), Fraction(least * len(days), 10_000))
        if len(sent) < len(days):
            return "no_data", sent[-1] if sent else 0, None, None
        share = clause["figures"].get("percentile", 9_000)
        value = max(0, next(d for place, d in enumerate(sent, 1) if place * 10_000 >= share * len(sent)))
        return "not_met" if value > least else "met", value, None, max(0, value - least)

    def paying(self, clause, group, months, least):
        """Bills up to ten million whose fifteenth day is of these months."""
        due = [
            row
            for row in self.bills
            if row["payer_id"] in group and row["amount"] <= 10_000_000 and row["by"][:7] in months
        ]
        took = [max(0, days_between(row["since"], row["paid_on"])) for row in due if row["paid_on"]]
        if not due:
            return "no_data", 0, None, None
        if clause["rule"] == "paid_in_time":
            good = sum(days <= clause["figures"].get("days", 15) for days in took)
            found = at_least(good, len(due), Fraction(least * len(due), 10_000))
            said = sum(row["paid_on"] is None and (row["claimed_on"] or "9") <= row["by"] for row in due)
            return ("no_data", good, len(due), None) if 0 < found[3] <= said else found
        if len(took) < len(due):
            return "no_data", max(took, default=0), None, None
        share = clause["figures"].get("percentile", 9_000)
        value = next(d for place, d in enumerate(sorted(took), 1) if place * 10_000 >= share * len(took))
        return "not_met" if value > least else "met", value, None, max(0, value - least)

    def open_through(self, group, months):
        first, last = f"{months[0]}-01", last_day(months[-1])
        return [
            o["id"]
            for one in group
            for o in self.outlets[one]
            if o["from_on"] <= first and o["until_on"] >= last
        ]

    def by_outlet(self, clause, group, months, lines, least):
        """The weakest of them. One that lines without an outlet could lift is not known."""
        untold, found = [line for line in lines if line["outlet"] is None], []
        for outlet in self.open_through(group, months):
            own = [line for line in lines if line["outlet"] == outlet]
            one = self.sums(clause, group, months, own, least, {}, ())
            if (
                one[0] == "not_met"
                and self.sums(clause, group, months, own + untold, least, {}, ())[0] == "met"
            ):
                one = "no_data", one[1], one[2], None
            found.append(one)
        order = ["not_met", "no_data", "met"]
        found.sort(key=lambda one: (order.index(one[0]), -(one[3] or 0), one[1]))
        return found[0] if found else ("no_data", None, None, None)

    def figure(self, clause, lines):
        """Rupiah, or how many different things of which more was bought than returned."""
        thing = {
            "local_sku_count": "goods",
            "producer_breadth": "maker",
            "kelurahan_breadth": "kelurahan",
            "continuity": "month",
        }.get(clause["rule"])
        if thing is None:
            return sum(line["net"] for line in lines)
        sums = defaultdict(int)
        for line in lines:
            sums[line[thing]] += line["net"]
        return sum(1 for name, net in sums.items() if name is not None and net > 0)
