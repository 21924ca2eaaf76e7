"""The one file that knows Flask-Login: who is visiting, read from current rows at each request.

The signed cookie carries a token and when it was last seen; everything else stands in the session's row, so
that a session can be listed and revoked. Passwords are judged outside of any writing transaction, because
hashing takes a while on purpose and must not keep others waiting.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user

from marketplace.accounts import hashing, queries
from marketplace.accounts.models import User
from marketplace.accounts.represented import represented
from marketplace.accounts.services import (
    code_guesses,
    password_guesses,
    passwords,
    representing,
    signing_in,
)
from marketplace.accounts.services.attempts import SIGN_IN
from marketplace.accounts.services.erasing import erase_person
from marketplace.accounts.services.password_guesses import PasswordTry
from marketplace.accounts.services.signing_in import LIFE, Opened
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.actor import NOBODY, Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId
from marketplace.web import guess_limits, known_devices
from marketplace.web.context import reading, tools, transact
from marketplace.web.visitor import Visitor

log = logging.getLogger(__name__)

IDLE = timedelta(minutes=30)  # for whoever holds an office seat
SEEN_ANEW = timedelta(minutes=1)  # how exact "last seen" is; in between the cookie stays as it is


def init_app(app: Flask) -> None:
    app.config.update(PERMANENT_SESSION_LIFETIME=LIFE, SESSION_REFRESH_EACH_REQUEST=False)
    manager = LoginManager(app)
    manager.session_protection = None  # a telephone changes its address all day
    manager.user_loader(_load)
    app.before_request(recognise)


def recognise() -> None:
    """Before anything else: whose request this is."""
    if (request.endpoint or "").rpartition(".")[2] == "static":
        return
    _introduce(current_user._get_current_object() if "_user_id" in session else None)
    visitor = visiting()
    if visitor is None:
        session.pop("_user_id", None)
    elif visitor.official and _idle() > IDLE:
        session.clear()
        _introduce(None)
    elif visitor.official and _idle() > SEEN_ANEW:
        session["seen"] = int(clock.now().timestamp())


def visiting() -> Visitor | None:
    """The person behind the cookie, perhaps without their second factor yet."""
    found: Visitor | None = g.get("visitor")
    return found


def pending() -> Visitor | None:
    """The person whose password was right and whose second factor is awaited."""
    visitor = visiting()
    return visitor if visitor is not None and visitor.pending else None


def known() -> Visitor:
    """The visitor of a page that only opens to people. Raises NotFound."""
    visitor = visiting()
    if visitor is None:
        raise NotFound("nobody is signed in")
    return visitor


def sign_in(name: str, password: str) -> bool:
    """Open a session for an e-mail address or telephone number.

    False for a wrong pair, with no word about which half was wrong. Raises TooMany.
    """
    account = queries.plain_name(name)
    device = known_devices.mark_here(account)
    tried = PasswordTry(account, device or guess_limits.address(), known=device is not None)
    noted = transact(lambda uow: password_guesses.note_password(uow, tried))
    password_guesses.refuse_crowd(reading(), tried, noted)
    user = signing_in.who_has(reading(), account, password)
    if user is None:
        log.warning("sign-in refused from %s", guess_limits.address())
        return False
    user_id = user.id
    renewed = hashing.renewed(user.password_hash, password)

    def enter(uow: UnitOfWork) -> Opened:
        password_guesses.password_was_right(uow, tried, noted)
        if before := visiting():
            _leave(uow, before)
        return signing_in.open_session(
            uow, user_id, device=request.user_agent.string, address=guess_limits.address(), renewed=renewed
        )

    _enter(transact(enter, Actor(user_id)))
    if known().pending:
        start_second_factor()
    else:
        _know_device()
    return True


def start_second_factor() -> None:
    """Whoever has none is given a secret to set it up with, also somebody who has to before anything opens."""
    mine = known().session
    if not mine.totp_confirmed:
        transact(lambda uow: signing_in.start_second_factor(uow, sealer=tools().sealer), Actor(mine.user_id))


def pass_second_factor(code: str) -> bool:
    """Let the visitor in once the code is right; False for a wrong or used one.

    Raises TooMany after too many wrong ones; then the sign-in has ended.
    """
    visitor = known()
    opened = _judged(visitor, code)
    if opened is None:
        _refuse_guesses(visitor)
        return False
    _enter(opened)
    _know_device()
    return True


def _judged(visitor: Visitor, code: str) -> Opened | None:
    """None for a wrong code, and for any where too many were wrong: it is counted before it is judged."""
    user_id = visitor.session.user_id
    noted = transact(lambda uow: code_guesses.note_code(uow, user_id))
    if not noted or code_guesses.too_many(reading(), user_id, noted=1):
        return None

    def enter(uow: UnitOfWork) -> Opened | None:
        opened = signing_in.pass_second_factor(uow, visitor.session.sign_in_id, code, sealer=tools().sealer)
        if opened is not None:
            code_guesses.code_was_right(uow, user_id, noted)
        return opened

    try:
        opened = transact(enter, Actor(user_id))
    except NotFound:  # the sign-in was ended meanwhile
        return None
    if opened is None:
        log.warning("second factor of user %s refused from %s", user_id, guess_limits.address())
    return opened


def _refuse_guesses(visitor: Visitor) -> None:
    """Raises TooMany where no try is left; a sign-in that waited for a code has ended then, the visitor is nobody."""
    user_id = visitor.session.user_id
    if not visitor.pending:
        over = code_guesses.too_many(reading(), user_id)
    elif over := transact(lambda uow: code_guesses.stop_guessing(uow, user_id), Actor(user_id)):
        session.clear()
        _introduce(None)
    if over:
        log.warning("too many codes for user %s, the last from %s", user_id, guess_limits.address())
        raise over


def change_password(old: str, new: str) -> None:
    """Raises Refused."""
    visitor = known()
    account = f"user {visitor.session.user_id}"
    noted = guess_limits.begin(SIGN_IN, account)
    guess_limits.refuse_crowds(SIGN_IN, account)

    judged = passwords.judged_change(reading(), visitor.session.user_id, old=old, new=new)

    def change(uow: UnitOfWork) -> Opened:
        passwords.change_password(uow, visitor.session.user_id, judged, here=visitor.session.sign_in_id)
        guess_limits.was_right(uow, SIGN_IN, noted, account)
        return signing_in.renew(uow, visitor.session.sign_in_id)

    _enter(transact(change, Actor(visitor.session.user_id)))
    _know_device()


def renew() -> None:
    """After a change of role: the session goes on under a new token, with the rights the visitor has now."""
    mine = known().session
    _enter(transact(lambda uow: signing_in.renew(uow, mine.sign_in_id), Actor(mine.user_id)))


def choose_organisation(public_id: str) -> None:
    """Act for another organisation from here on. Raises NotFound where the visitor has no seat."""
    mine = known().session
    choose = signing_in.choose_organisation
    _enter(transact(lambda uow: choose(uow, mine.sign_in_id, public_id), Actor(mine.user_id)))


def represent(organisation_id: OrganisationId, *, reason: str, page: str) -> None:
    """Act on behalf of a business from here on. Raises Forbidden, or Refused without a reason."""
    sign_in_id = known().session.sign_in_id
    opened = transact(
        lambda uow: representing.represent(uow, sign_in_id, organisation_id, reason=reason, page=page)
    )
    _enter(opened)


def stop_representing() -> None:
    """Be an official again."""
    mine = known().session
    _enter(transact(lambda uow: representing.stop_representing(uow, mine.sign_in_id), Actor(mine.user_id)))


def erase() -> None:
    """Erase the visitor's account, and forget here who they were. Raises Refused for the last of their kind."""
    transact(erase_person, Actor(known().session.user_id))
    session.clear()
    _introduce(None)


def sign_out() -> None:
    visitor = visiting()
    if visitor is not None:
        transact(lambda uow: _leave(uow, visitor), Actor(visitor.session.user_id))
    session.clear()
    _introduce(None)


def _load(token: str) -> Visitor | None:
    """Two statements: the session with its person, and the seats they hold now; a third while they represent."""
    uow = reading()
    found = queries.live_session(uow.session, token, uow.now)
    if found is None:
        return None
    number = found.representation_id
    business = represented(uow.session, number, uow.now) if number is not None else None
    return Visitor(token, found, queries.seats(uow.session, found.user_id, uow.now), business)


def _introduce(visitor: Visitor | None) -> None:
    """What pages ask of `g`. Until the second factor has passed, the visitor is nobody."""
    if not isinstance(visitor, Visitor):
        visitor = None
    g.visitor = visitor
    known = visitor if visitor is not None and not visitor.pending else None
    g.actor = known.actor if known else NOBODY
    g.locale = visitor.session.locale if visitor else None
    g.user_name = known.session.user_name if known else ""
    g.unread = known.session.unread if known else 0
    g.acts_for = known.acts_for if known else None
    g.organisation_name = known.works_for if known else ""


def _enter(opened: Opened) -> None:
    """The session goes on under a new token, and nothing from before is kept."""
    visitor = _load(opened.token)
    session.clear()
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    login_user(visitor)
    _introduce(visitor)


def _know_device() -> None:
    """Once all that is asked of the visitor is proven, also their second factor where they have one."""
    known_devices.remember(reading().get(User, known().session.user_id))


def _leave(uow: UnitOfWork, visitor: Visitor) -> None:
    if uow.actor.user_id == visitor.session.user_id:
        signing_in.revoke(uow, visitor.session.sign_in_id)


def _idle() -> timedelta:
    return timedelta(seconds=clock.now().timestamp() - session.get("seen", 0))
