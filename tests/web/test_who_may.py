"""Whoever adds a page states who may open it: the whole map of addresses is walked here."""

import re

import pytest
from sqlalchemy import event

from marketplace.adapters.database import database
from marketplace.kernel.policy import in_person
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, PROVINCE, SYSADMIN, VIEWER
from marketplace.web.access import (
    ANYONE,
    anyone,
    approver,
    auditor,
    officer,
    owner,
    province,
    representing,
    signed_in,
    sysadmin,
    viewer,
)
from marketplace.web.access import partner as partner_rule
from marketplace.web.access import producer as producer_rule
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

STATIC = "static"
OFFICIALS = (officer, approver, auditor, viewer, province, sysadmin)
OF_A_DOOR = {  # whom the pages behind a door are for; a page may be for fewer of them
    "producer": {producer_rule.name},
    "partner": {partner_rule.name},
    "office": {rule.name for rule in OFFICIALS},
    "account": {anyone.name, signed_in.name, in_person.name, owner.name, representing.name},
    "public": {anyone.name, signed_in.name},
}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)", re.IGNORECASE)


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != STATIC]


def verbs(rule):
    return set(rule.methods) - {"HEAD", "OPTIONS"}


def stated(app, rule):
    return getattr(app.view_functions[rule.endpoint], "may", None)


def door_of(rule):
    return rule.endpoint.partition("_")[0]


def without_questions(app, verb="GET"):
    """Addresses that need nothing filled in."""
    return sorted(rule.rule for rule in rules(app) if verb in verbs(rule) and not rule.arguments)


@pytest.fixture
def visitors(session, as_seat, stranger):
    """One of everybody, by name."""
    return {
        "stranger": stranger,
        "maker": as_seat(OWNER, at=make_maker(session).id),
        "shop": as_seat(OWNER, at=make_partner(session).id),
        "officer": as_seat(OFFICER),
        "approver": as_seat(APPROVER),
        "auditor": as_seat(AUDITOR),
        "viewer": as_seat(VIEWER),
        "province": as_seat(PROVINCE),
        "sysadmin": as_seat(SYSADMIN),
    }


class TestTheMap:
    def test_every_route_states_who_may(self, app):
        silent = [f"{rule.rule} ({rule.endpoint})" for rule in rules(app) if stated(app, rule) is None]

        assert silent == []
        assert len(rules(app)) > 80

    def test_every_method_states_it_for_itself(self, app):
        """So that no POST is guarded by the permission of its GET."""
        shared = [f"{rule.rule} {sorted(verbs(rule))}" for rule in rules(app) if len(verbs(rule)) != 1]

        assert shared == []

    def test_only_reading_and_sending_forms_is_known(self, app):
        assert set().union(*map(verbs, rules(app))) == {"GET", "POST"}

    def test_what_is_behind_a_door_is_for_the_people_of_that_door(self, app):
        wrong = []
        for rule in rules(app):
            named = set(re.findall(r"\w+", stated(app, rule).name)) - {"or", "and"}
            if not named or not named <= OF_A_DOOR[door_of(rule)]:
                wrong.append(f"{rule.rule}: {stated(app, rule).name}")

        assert wrong == []

    def test_a_province_comes_to_published_months_and_no_further(self, app, as_seat):
        seat = as_seat(PROVINCE).actor
        opens = {
            rule.endpoint
            for rule in rules(app)
            if door_of(rule) in ("office", "partner", "producer") and stated(app, rule).allows(seat, None)
        }

        assert opens == {
            "office_home.show",
            "office_published.index",
            "office_published.show",
            "office_published.letter",
            "office_published.export",
        }

    def test_every_address_stands_under_its_door(self, app):
        outside = [
            rule.rule
            for rule in rules(app)
            if door_of(rule) != "public" and not rule.rule.startswith(f"/{door_of(rule)}/")
        ]

        assert outside == []

    def test_what_changes_something_is_open_to_strangers_only_at_the_front_door(self, app):
        """Signing in, recovering a password, choosing a language; a place at a visit; what gateways tell."""
        open_to_all = {
            rule.endpoint.partition(".")[0]
            for rule in rules(app)
            if "POST" in verbs(rule) and stated(app, rule) is ANYONE
        }

        assert open_to_all == {
            "account_invitations",
            "account_language",
            "account_recovery",
            "account_register",
            "account_second_factor",
            "account_sign_in",
            "public_events",
            "public_passes",
            "public_tickets",
            "public_webhooks",  # signed by whom it is from
        }


class TestVisits:
    def test_each_page_opens_to_whom_it_says_and_to_nobody_else_and_writes_nothing(self, app, visitors):
        wrong, written = [], []

        def record(*args):
            if WRITES.match(args[2]):
                written.append(args[2])

        with app.app_context():
            event.listen(database.engine, "before_cursor_execute", record)
        for name, visitor in visitors.items():
            for path in without_questions(app):
                rule = next(rule for rule in rules(app) if rule.rule == path and "GET" in verbs(rule))
                allowed = stated(app, rule).allows(visitor.actor, None)
                answer = visitor.open(path)
                if answer.status_code != _expected(answer, allowed, name):
                    wrong.append(f"{name} at {path}: {answer.status_code}, allowed: {allowed}")

        assert wrong == []
        assert written == []

    def test_nobody_sends_what_they_may_not(self, app, visitors):
        wrong = []
        for name, visitor in visitors.items():
            for path in without_questions(app, "POST"):
                rule = next(rule for rule in rules(app) if rule.rule == path and "POST" in verbs(rule))
                if not stated(app, rule).allows(visitor.actor, None):
                    answer = visitor.send(path, {}, page="/account/sign-in")
                    if answer.status_code != 403:
                        wrong.append(f"{name} at {path}: {answer.status_code}")

        assert wrong == []

    def test_no_form_is_taken_without_its_token(self, app, visitors):
        tokenless = {"/account/language"}  # stands on kept pages; its origin is checked instead
        taken = [
            f"{name} at {path}"
            for name, visitor in visitors.items()
            for path in set(without_questions(app, "POST")) - tokenless
            if visitor.send_blindly(path).status_code not in (400, 403)
        ]

        assert taken == []


def _expected(answer, allowed, name):
    """200, unless the visitor is sent to sign in, or on to the page that the address stands for."""
    if allowed:
        return answer.status_code if answer.status_code in (200, 302, 303, 404) else 200
    return 302 if name == "stranger" else 403
