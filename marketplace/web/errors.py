"""Domain errors become pages here, and only here. Each page says what to do and reveals nothing."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from marketplace.adapters import logs
from marketplace.db.faults import meaning_of
from marketplace.kernel.errors import BrokenOff, Busy, Forbidden, NoRoom, NotFound, Refused, Unavailable
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.paging import PastTheEnd
from marketplace.kernel.roles import OFFICE
from marketplace.web.access import who_may
from marketplace.web.context import actor
from marketplace.web.doors import here

log = logging.getLogger(__name__)

PAGES: dict[int, tuple[Label, Label]] = {
    400: (
        _l("Permintaan ini tidak dapat dibaca"),
        _l("Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi."),
    ),
    403: (_l("Anda belum berwenang membuka halaman ini"), _l("Masuk dengan akun yang berhak.")),
    404: (
        _l("Halaman ini tidak ada"),
        _l("Mungkin alamatnya salah ketik, atau isinya sudah tidak tersedia untuk Anda."),
    ),
    405: (
        _l("Tindakan ini tidak tersedia di sini"),
        _l("Kembali ke halaman sebelumnya dan ulangi dari sana."),
    ),
    413: (
        _l("Berkas terlalu besar"),
        _l("Paling besar 10 MB tiap berkas dan 16 MB sekali kirim; kecilkan berkasnya, lalu kirim lagi."),
    ),
    415: (_l("Jenis berkas ini tidak diterima"), _l("Kirim foto (JPG, PNG, WebP) atau PDF.")),
    429: (
        _l("Terlalu banyak percobaan"),
        _l("Tunggu beberapa menit, lalu coba lagi. Data Anda tidak berubah."),
    ),
    503: (
        _l("MB2 sedang tidak dapat melayani"),
        _l("Coba lagi beberapa menit lagi. Data Anda tidak berubah."),
    ),
}
STALE = (
    _l("Formulir ini sudah kedaluwarsa"),
    _l("Kembali, muat ulang halamannya, lalu kirim lagi. Isian yang sudah tersimpan tidak hilang."),
)
ENDED = (
    _l("Anda sudah tidak masuk"),
    _l("Sesi Anda berakhir, jadi yang baru Anda kirim belum tersimpan. Masuk lagi, lalu kirim ulang."),
)
WHOM_TO_ASK = {
    "producer": _l("Halaman ini untuk pembuat. Minta pemilik usaha menambahkan Anda, atau ganti usaha Anda."),
    "partner": _l(
        "Halaman ini untuk toko mitra. Minta pemilik toko menambahkan Anda, atau ganti usaha Anda."
    ),
    "office": _l(
        "Halaman ini untuk petugas Dinas. Minta pengelola sistem di Dinas Koperasi memberi Anda peran."
    ),
}
ANOTHER_ROLE = _l("Peran Anda tidak mencakup halaman ini. Minta pemilik usaha Anda, atau ganti usaha Anda.")
ANOTHER_OFFICE_ROLE = _l(
    "Peran Anda di Dinas tidak mencakup halaman ini. Minta pengelola sistem di Dinas Koperasi bila Anda memerlukannya."
)
NOT_ON_BEHALF = (
    _l("Ini tidak dapat dilakukan atas nama usaha"),
    _l(
        "Langkah ini hanya dapat diambil usahanya sendiri, atau halaman ini milik akun atau Dinas Anda. Tekan Selesai"
        " bila Anda sudah tidak bertindak atas nama usaha itu."
    ),
)
CROWDED = (
    _l("Banyak yang menyimpan pada saat yang sama"),
    _l(
        "Yang baru Anda kirim belum tersimpan; data Anda tidak berubah. Muat ulang halaman ini untuk mengirimnya lagi."
    ),
)
MANY_FILES = (
    _l("Banyak berkas sedang dibaca"),
    _l(
        "Berkas Anda belum dibaca, dan belum ada yang tersimpan. Tunggu sebentar, lalu muat ulang halaman ini untuk"
        " mengirimnya lagi."
    ),
)
WAIT = {"Retry-After": "5"}  # seconds
NO_ROOM = (
    _l("Ruang penyimpanan MB2 penuh"),
    _l(
        "Yang baru Anda kirim belum tersimpan; data Anda tidak berubah. Coba lagi nanti, atau hubungi Dinas dengan"
        " kode di bawah ini."
    ),
)
BROKEN = (
    _l("Ada yang rusak di pihak kami"),
    _l("Kejadian ini sudah dicatat. Coba lagi; bila tetap gagal, hubungi Dinas dengan kode di bawah ini."),
)


def init_app(app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).insert(0, number_request)
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # break_down says it, without secrets
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(NotFound, lambda _: page(404, *PAGES[404]))
    app.register_error_handler(Forbidden, forbid)
    app.register_error_handler(PastTheEnd, turn_back)
    app.register_error_handler(BrokenOff, ask_again)
    app.register_error_handler(Busy, lambda _: (*page(503, *MANY_FILES), WAIT))
    app.register_error_handler(CSRFError, lambda _: sign_in_again(400) or page(400, *STALE))
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(SecurityError, turn_away)
    app.register_error_handler(InternalServerError, break_down)


def number_request() -> None:
    """Every line that is logged from here on carries the code that an error page shows."""
    g.code = secrets.token_hex(4)
    logs.bind(request=g.code)


def refuse(error: Refused) -> ResponseReturnValue:
    return page(409, _l("Belum bisa dilakukan"), error.sentence)


def turn_back(error: PastTheEnd) -> ResponseReturnValue:
    """To the last page, as an empty one looks as if nothing were found."""
    return redirect(here(page=error.last if error.last > 1 else None))


def ask_again(error: BrokenOff) -> ResponseReturnValue:
    """Every try was broken off: nobody's fault, so no 500."""
    log.warning("given up at %s %s: %s", request.method, _where(), error)
    return *page(503, *CROWDED), WAIT


def forbid(error: Forbidden) -> ResponseReturnValue:
    log.warning("forbidden to user %s: %s", actor().user_id, error)
    title, otherwise = PAGES[403]
    if actor().user_id is None:
        return sign_in_again(403) or page(403, title, otherwise)
    if actor().on_behalf_of is not None:
        return page(403, *NOT_ON_BEHALF)
    return page(403, title, _whom_to_ask())


def _whom_to_ask() -> Label:
    door = (request.blueprint or "").partition("_")[0]
    if actor().kind == door:  # let in, and not as far as this
        return ANOTHER_OFFICE_ROLE if actor().kind is OFFICE else ANOTHER_ROLE
    return WHOM_TO_ASK.get(door, _l("Minta pemilik usaha Anda atau petugas Dinas memberi Anda peran."))


def answer(error: HTTPException) -> ResponseReturnValue:
    """Whatever else the framework says no to; a redirect passes."""
    if error.code is None or error.code < 400:
        return error
    text, status = page(error.code, *PAGES.get(error.code, PAGES[400]))
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return text, status, kept


def turn_away(_: SecurityError) -> ResponseReturnValue:
    """The request names a host that is not ours, so no page with addresses can be drawn."""
    return "Alamat ini bukan alamat MB2.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def break_down(error: InternalServerError) -> ResponseReturnValue:
    """A fault that nothing else answers: of ours, or of what we stand on, met while reading too."""
    fault = error.original_exception
    meaning = meaning_of(fault) or fault
    if isinstance(meaning, Refused):
        return refuse(meaning)
    if isinstance(meaning, BrokenOff):
        return ask_again(meaning)
    if isinstance(meaning, Unavailable):
        log.error("unavailable at %s %s: %s", request.method, _where(), meaning)
        said = NO_ROOM if isinstance(meaning, NoRoom) else PAGES[503]
        return *_broken(503, *said), WAIT
    log.error("error %s at %s %s", g.code, request.method, _where(), exc_info=fault)
    return _broken(500, *BROKEN)


def _broken(status: int, title: Label, sentence: Label) -> tuple[str, int]:
    """Drawn without a menu, because asking for it may be what failed."""
    return render_template("errors/broken.html", title=title, sentence=sentence, code=g.code), status


def _where() -> str:
    """The address without a secret that opens something."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "***") if secret else request.path


def sign_in_again(status: int) -> tuple[str, int] | None:
    """For whoever sent a form as somebody and is nobody by now; None where nobody may send it too."""
    who = who_may(request.endpoint) if request.endpoint else None
    if who is None or actor().user_id is not None or who.allows(actor(), None):
        return None
    return page(status, *ENDED, again=url_for("account_sign_in.show", next=_came_from()))


def page(status: int, title: Label, sentence: Label, *, again: str | None = None) -> tuple[str, int]:
    return render_template(
        "errors/page.html",
        status=status,
        title=title,
        sentence=sentence,
        again=again,
        back=_way_back(),
        code=g.code,
    ), status


def _way_back() -> str | None:
    """The page of ours that led here."""
    came_from = _came_from()
    return None if came_from is None or urlsplit(came_from).path == request.path else came_from


def _came_from() -> str | None:
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
