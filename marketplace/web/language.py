"""The visitor's language. Labels come up from the kernel in Indonesian and are said here, for all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, g, request
from flask_babel import Babel, force_locale, format_date, get_locale, get_translations, gettext
from markupsafe import Markup, escape

from marketplace.kernel import clock
from marketplace.kernel.labels import Label
from marketplace.kernel.money import half_up, spell
from marketplace.kernel.names import same_name
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.units import Unit
from marketplace.producers.locality import locality_label

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "lang"
NOTHING = "—"
NBSP = "\u00a0"
SOON = 3  # days from which a deadline is near


def init_app(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "finalize": translate}  # so no template can forget it
    Babel(
        app,
        default_locale="id",
        default_timezone="Asia/Jakarta",
        default_translation_directories=str(app.config["ROOT"] / "translations"),
        locale_selector=choose,
    )
    app.jinja_env.globals.update(
        _=fill,
        gettext=fill,
        ngettext=fill_counted,
        word=word,
        LANGUAGES=LANGUAGES,
        language=language,
        today=today,
    )
    app.jinja_env.filters.update(
        rupiah=rupiah,
        day=day,
        weekday=weekday,
        hour=hour,
        moment=moment,
        share=share,
        quantity=quantity,
        unit=unit,
        number=number,
        size=size,
        month=month,
        deadline=deadline,
        urgency=urgency,
        within=within,
        translate=translate,
        locality=locality,
    )


def choose() -> str:
    """The person's own choice, else this browser's, else what the browser asks for."""
    for wish in (g.get("locale"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES, "id") or "id"


class Speech(NamedTuple):
    language: str
    dictionary: Any


def language() -> str:
    return _speech().language


def translate(value: object) -> object:
    """A label in the visitor's language, the labels within it too; anything else as it is."""
    return value.translated(_speech().dictionary.gettext) if isinstance(value, Label) else value


def by_name(labels: Iterable[Label]) -> Mapping[str, Label]:
    """Each by what it is called in any of our languages, as `same_name` has it; the Indonesian word goes before."""
    labels, found = list(labels), dict[str, Label]()
    for other in LANGUAGES:
        with force_locale(other):
            dictionary = get_translations()
        found |= {same_name(one.translated(dictionary.gettext)): one for one in labels}
    return found | {same_name(one): one for one in labels}


def within(label: object) -> str:
    """A label in the middle of a sentence: said, with a small first letter unless it begins with NIB or the like."""
    text = str(translate(label))
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def word(text: str) -> str:
    """What a row is called in the visitor's language, such as a category: data, so a page escapes it as any other."""
    called: str = _speech().dictionary.gettext(text) if text else text
    return called


def fill(text: str, /, **values: object) -> Markup:
    """`_("… %(state)s", state=order.state.label)` in a template: labels among the values are said too."""
    if not values:
        return _plain(_speech().dictionary, text)
    return Markup(_speech().dictionary.gettext(text) % _safe(values))


def fill_counted(one: str, many: str, count: int, /, **values: object) -> Markup:
    """`ngettext("%(num)s file", "%(num)s files", count)` in a template: 5820 is written as 5.820."""
    text = _speech().dictionary.ngettext(one, many, count)
    return Markup(text % {"num": number(count), **_safe(values)})


def _safe(values: Mapping[str, object]) -> Mapping[str, object]:
    return {
        name: value if isinstance(value, int | float) else escape(translate(value))
        for name, value in values.items()
    }


@lru_cache(maxsize=10_000)
def _plain(dictionary: Any, text: str) -> Markup:
    """Most of what templates say has nothing to fill in."""
    return Markup(dictionary.gettext(text)) % {}


def _speech() -> Speech:
    """Settled once per request; Flask-Babel by itself looks it up for each word."""
    try:
        speech: Speech = g.speech
    except AttributeError:
        speech = g.speech = _looked_up()
    except RuntimeError:  # outside of the program nobody asks for a language
        speech = _looked_up()
    return speech


def _looked_up() -> Speech:
    return Speech(str(get_locale() or "id"), get_translations())


def today() -> date:
    return clock.day_of(clock.now())


def _day_of(given: date) -> date:
    return clock.day_of(given) if isinstance(given, datetime) else given


def rupiah(amount: int | None) -> str:
    """Rp1.250.000, and −Rp1.250.000 below zero."""
    if amount is None:
        return NOTHING
    return f"−{spell(-amount)}" if amount < 0 else spell(amount)


def number(count: int | None) -> str:
    return NOTHING if count is None else f"{count:,}".replace(",", ".")


def quantity(milli: int | None) -> str:
    """Thousandths of a unit as people write them: 1500 → 1,5."""
    return NOTHING if milli is None else Quantity(milli).text


def unit(code: str) -> str:
    """BKS → bungkus; a word that is none of our units stays as it was written."""
    return str(translate(Unit(code).label)) if code in list(Unit) else code


def size(count: int) -> str:
    """Bytes of a file, in kB or MB."""
    if count < 1_000_000:
        return f"{max(1, half_up(count, 1000))}{NBSP}kB"
    return f"{half_up(count, 100_000) / 10:.1f}{NBSP}MB".replace(".", ",")


def share(given: int | tuple[int, int] | None) -> str:
    """Half up. What was measured, (part, whole), has two decimals; what was laid down, basis points, only if needed."""
    if given is None or (isinstance(given, tuple) and given[1] == 0):
        return str(gettext("Belum ada data"))
    points = half_up(given[0] * 10_000, given[1]) if isinstance(given, tuple) else given
    whole, decimals = divmod(abs(points), 100)
    tail = f",{decimals:02}" if decimals or isinstance(given, tuple) else ""
    return f"{'−' if points < 0 else ''}{number(whole)}{tail}{NBSP}%"


def day(given: date | None) -> str:
    """24 Nov 2026; a moment is said as its day in Metro."""
    return NOTHING if given is None else _written(_day_of(given), "d MMM y", language())


def locality(since: date | None) -> str:
    """What `producers.locality.local_since` found: since when a maker counts as local, or that it does not."""
    return str(translate(locality_label(since, day)))


def weekday(given: date) -> str:
    """Selasa, 24 Nov 2026"""
    return _written(_day_of(given), "EEEE, d MMM y", language())


@lru_cache(maxsize=4096)
def _written(given: date, pattern: str, _language: str) -> str:
    """In the language asked for. Writing one costs more than a paragraph, and the same few hundred stand everywhere."""
    return str(format_date(given, pattern, rebase=False))


def hour(given: datetime) -> str:
    return f"{given.astimezone(clock.WIB):%H.%M} WIB"


def moment(given: datetime | None) -> str:
    """24 Nov 2026 pukul 08.20 WIB"""
    if given is None:
        return NOTHING
    return str(gettext("%(day)s pukul %(hour)s", day=day(given), hour=hour(given)))


def month(given: str | Month | MonthSpan | None) -> str:
    """2026-08 → Agustus 2026; 2026-07..2026-09 → Juli 2026 s.d. September 2026."""
    if given is None:
        return NOTHING
    return str(translate((MonthSpan.parse(given) if isinstance(given, str) else given).label))


def deadline(due: date, now: datetime | None = None) -> str:
    """How near it is, in words: Hari ini, 17.00 WIB · Besok, Rabu 25 Nov · 1 Des · 7 hari lagi · Lewat 2 hari."""
    now = now or clock.now()
    on, at = _day_of(due), hour(due) if isinstance(due, datetime) else None
    left = (on - clock.day_of(now)).days
    if left < 0:
        return str(gettext("Lewat %(days)s hari", days=number(-left)))
    if left == 0:
        if isinstance(due, datetime) and due < now:
            return str(gettext("Lewat sejak %(hour)s", hour=at))
        return str(gettext("Hari ini, %(hour)s", hour=at) if at else gettext("Hari ini"))
    if left == 1:
        return str(gettext("Besok, %(day)s", day=_written(on, "EEEE d MMM", language())))
    this_year = on.year == clock.day_of(now).year
    text = _written(on, "d MMM" if this_year else "d MMM y", language())
    return str(gettext("%(day)s · %(days)s hari lagi", day=text, days=number(left)))


def urgency(due: date | None, now: datetime | None = None) -> str:
    """`now` for today and what is late, `soon` for the next three days, else nothing."""
    if due is None:
        return ""
    left = (_day_of(due) - clock.day_of(now or clock.now())).days
    return "now" if left <= 0 else "soon" if left <= SOON else ""
