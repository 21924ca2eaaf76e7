"""The code of a memorandum: what it tells anybody, and that a changed byte is named, wherever it was changed."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import text, update

from marketplace.circulars.commitment_services import add_commitment
from marketplace.files.models import Attachment
from marketplace.files.services import store_attachment
from marketplace.kernel.actor import SYSTEM
from marketplace.partners.memoranda import (
    Signatures,
    amend_mou,
    draft_mou,
    end_mou,
    redraft_mou,
    sign_mou,
)
from marketplace.partners.models import Mou
from marketplace.partners.states import MouAcceptance
from tests.factories.commitments import a_promise
from tests.factories.partners import make_partner
from tests.files.pictures import stripped
from tests.journeys.hostile import picture

DAYS = {"starts_on": date(2026, 1, 1), "ends_on": date(2098, 12, 31)}
BOTH = Signatures(
    city_signatory="Bambang Rahasia",
    city_position="Wali Kota",
    partner_signatory="Rahmat Rahasia",
    partner_position="Direktur",
)
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}
SAME = "Sama dengan yang ditandatangani, sampai huruf terakhir."


def accept_as_before(session, number):
    """As those of the time before the partner's yes was asked for stand in the table."""
    before = {"accepted_on": date(2025, 12, 1), "accepted_how": MouAcceptance.BEFORE}
    session.execute(update(Mou).where(Mou.id == number).values(before))
    session.commit()


@pytest.fixture
def does(app, session):
    """A service of the whole program, journaled as always."""

    def act(service, *args, **given):
        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            number = service(uow, *args, **given).id
        session.rollback()  # what was read before is old
        return number

    return act


@pytest.fixture
def draft(session, does):
    partner = make_partner(session, name="Toko Misal", mou=False)
    return does(draft_mou, partner.id, text="Pasal 1. Naskah yang rahasia.", **DAYS)


@pytest.fixture
def signed(app, session, does, draft):
    """With a commitment and a scan, as officers leave it."""

    tools, content = app.extensions["tools"], picture()
    kept = stripped(tools.sealer, content)

    def scanned(uow):
        row = store_attachment(
            uow, tools.storage, content=content, name="mou.jpg", picture=kept, organisation_id=1
        )
        sign_mou(uow, draft, signed_on=date(2026, 1, 1), signatures=BOTH, scan_id=row.id)
        return row

    does(add_commitment, draft, a_promise())
    does(scanned)
    accept_as_before(session, draft)
    return session.get(Mou, draft)


@pytest.fixture
def forge(session):
    """Raw SQL of somebody who may drop every trigger of a table."""

    def run(table, statement, **values):
        session.rollback()
        dialect = session.get_bind().dialect.name
        for name, on in session.execute(text(TRIGGERS[dialect])).all():
            if on == table:
                session.execute(
                    text(f"DROP TRIGGER {name}" + (f" ON {on}" if dialect == "postgresql" else ""))
                )
        session.execute(text(statement), values)
        session.commit()

    return run


def look(stranger, mou, on=""):
    """The page, and what it says of each part that is not as it was signed."""
    page = stranger.open(f"/verify/{mou.public_id}{on}")
    assert page.status_code == 200
    items = page.text.partition('id="h-uji"')[2].partition("</ul>")[0].split("<li>")[1:]
    bad = {
        item.partition("<b>")[2].partition("</b>")[0]: item.partition("mb-muted")[2]
        .partition(">")[2]
        .partition("<")[0]
        for item in items
        if "Tidak cocok" in item
    }
    return page.text, bad


class TestWhatIsTold:
    def test_number_parties_days_and_that_it_holds(self, signed, stranger):
        page, bad = look(stranger, signed)
        assert bad == {}
        for words in (
            signed.number,
            "Toko Misal",
            "Pemerintah Kota Metro",
            "1 Jan 2026",
            "31 Des 2098",
            "Berlaku",
        ):
            assert words in page
        assert SAME in page and signed.text_sha256 in page

    def test_neither_the_text_nor_the_scan_nor_who_signed(self, session, signed, stranger):
        page, _ = look(stranger, signed)
        scan = session.get(Attachment, signed.scan_id)
        for kept in ("Naskah yang rahasia", "Bambang", "Rahmat", scan.public_id, "Belanja dari pembuat"):
            assert kept not in page
        assert stranger.open(f"/files/{scan.public_id}").status_code in (302, 403, 404)

    @pytest.mark.parametrize(
        ("on", "words"),
        [
            ("2025-12-31", "Belum mulai pada hari itu"),
            ("2026-01-01", "berlaku pada 1 Jan 2026"),
            ("2098-12-31", "berlaku pada 31 Des 2098"),
            ("2099-01-01", "Masanya habis"),
        ],
    )
    def test_the_day_asked_about_is_told(self, signed, stranger, on, words):
        page, _ = look(stranger, signed, f"?on={on}")
        assert words in page and "bukan hari ini" in page

    def test_one_that_ended_early_says_when_and_not_why(self, does, signed, stranger):
        does(end_mou, signed.id, reason="tidak pernah melapor", last_day=date(2098, 6, 30))
        page, bad = look(stranger, signed, "?on=2098-07-01")
        assert "hari terakhirnya 30 Jun 2098" in page and bad == {}
        assert "tidak pernah melapor" not in page
        assert "berlaku pada 30 Jun 2098" in look(stranger, signed, "?on=2098-06-30")[0]

    def test_an_addendum_and_its_memorandum_lead_to_each_other(self, session, does, signed, stranger):
        number = does(amend_mou, signed.id)
        assert session.get(Mou, number).number not in look(stranger, signed)[0]
        days = {"starts_on": date(2026, 11, 1), "ends_on": signed.ends_on}
        does(redraft_mou, number, text="Pasal 2 diubah.", **days)
        does(sign_mou, number, signed_on=date(2026, 11, 1), signatures=BOTH)
        accept_as_before(session, number)
        addendum = session.get(Mou, number)
        page, bad = look(stranger, addendum)
        assert f"/verify/{signed.public_id}" in page and "Adendum" in page and bad == {}
        assert f"/verify/{addendum.public_id}" in look(stranger, signed)[0]

    def test_of_a_draft_nothing_is_told(self, session, draft, stranger):
        mou = session.get(Mou, draft)
        page, _ = look(stranger, mou)
        assert "Belum ditandatangani" in page
        for kept in (mou.number, "Toko Misal", "2098"):
            assert kept not in page
        assert stranger.open(f"/verify/{mou.public_id}/qr.svg").status_code == 404

    def test_its_qr_leads_back(self, signed, stranger):
        answer = stranger.open(f"/verify/{signed.public_id}/qr.svg")
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert "MoU" in answer.text

    def test_one_without_a_scan_is_as_good(self, does, session, draft, stranger):
        does(sign_mou, draft, signed_on=date(2026, 1, 1), signatures=BOTH)
        page, bad = look(stranger, session.get(Mou, draft))
        assert bad == {} and "Pindaian bertanda tangan" not in page
        assert "Tidak ada komitmen, seperti saat ditandatangani." in page


class TestAChangedByte:
    def test_in_the_text(self, signed, forge, stranger):
        forge("mous", "UPDATE mous SET text = REPLACE(text, 'Pasal 1', 'Pasal 2')")
        page, bad = look(stranger, signed)
        assert bad == {"Naskah": "Naskahnya berubah sesudah ditandatangani."}
        assert "Ada yang berubah sesudah ditandatangani" in page and "<b>Naskah</b>" in page

    def test_in_the_hash(self, signed, forge, stranger):
        forge("mous", "UPDATE mous SET text_sha256 = :hash", hash="0" * 64)
        page, bad = look(stranger, signed)
        assert bad == {"Sidik naskah": "Sidik yang disimpan diganti; jurnal mencatat sidik lain."}
        assert SAME in page

    def test_in_the_text_and_its_hash_alike(self, session, signed, forge, stranger):
        words = "Pasal 1. Naskah yang lain."
        forge(
            "mous",
            "UPDATE mous SET text = :text, text_sha256 = :hash",
            text=words,
            hash=hashlib.sha256(words.encode()).hexdigest(),
        )
        assert set(look(stranger, signed)[1]) == {"Naskah", "Sidik naskah"}

    @pytest.mark.parametrize(
        ("change", "part"),
        [
            ("number = '9999/MOU/I/2026'", "Nomor"),
            ("ends_on = '2099-12-31'", "Masa berlaku"),
            ("starts_on = '2025-01-01'", "Masa berlaku"),
            ("ended_on = '2026-06-30'", "Akhir sebelum waktunya"),
        ],
    )
    def test_in_its_number_or_days(self, signed, forge, stranger, change, part):
        forge("mous", f"UPDATE mous SET {change}")
        assert set(look(stranger, signed)[1]) == {part}

    def test_in_whose_it_is(self, session, signed, forge, stranger):
        session.rollback()
        other = make_partner(session, name="Toko Lain", mou=False)
        forge("mous", "UPDATE mous SET partner_id = :id", id=other.id)
        assert set(look(stranger, signed)[1]) == {"Mitra"}

    def test_in_an_end_that_was_taken_back(self, does, signed, forge, stranger):
        does(end_mou, signed.id, reason="pindah", last_day=date(2098, 6, 30))
        forge("mous", "UPDATE mous SET ended_on = NULL, state = 'signed'")
        assert set(look(stranger, signed)[1]) == {"Akhir sebelum waktunya"}

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE commitments SET text = 'lain'",
            "UPDATE commitments SET figures = '{\"least\": 1}'",
            "DELETE FROM commitments",
        ],
    )
    def test_in_what_was_promised(self, signed, forge, stranger, change):
        forge("commitments", change)
        assert look(stranger, signed)[1] == {"Komitmen": "Komitmennya berubah sesudah ditandatangani."}

    @pytest.mark.parametrize("folder", ["copies", "originals"])
    def test_in_the_stored_scan(self, app, session, signed, stranger, folder):
        digest = session.get(Attachment, signed.scan_id).sha256
        path = stored(app, f"{folder}/{digest}")
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.chmod(0o644)
        path.write_bytes(bytes(content))
        assert look(stranger, signed)[1] == {
            "Pindaian bertanda tangan": "Berkas pindaiannya berubah sesudah diunggah."
        }
        path.unlink()
        assert "hilang" in look(stranger, signed)[1]["Pindaian bertanda tangan"]

    def test_in_the_scan_and_its_hash_alike(self, app, session, signed, forge, stranger):
        other = picture("PNG")
        digest = hashlib.sha256(other).hexdigest()
        app.extensions["tools"].storage.put(digest, other)
        forge(
            "attachments",
            "UPDATE attachments SET sha256 = :hash WHERE id = :id",
            hash=digest,
            id=signed.scan_id,
        )
        assert set(look(stranger, signed)[1]) == {"Pindaian bertanda tangan"}

    def test_in_the_journal_itself(self, session, signed, forge, stranger):
        forge(
            "journal", "UPDATE journal SET stored = REPLACE(stored, 'MOU', 'MOV') WHERE action = 'MouSigned'"
        )
        _, bad = look(stranger, signed)
        assert "rantainya putus" in bad["Catatan penandatanganan di jurnal"]
        assert {"Nomor", "Mitra", "Masa berlaku", "Sidik naskah"} <= set(bad)


def stored(app, key):
    """The file on the disk; wherever the storage keeps it."""
    (path,) = [
        path
        for path in app.extensions["settings"].instance.rglob("*")
        if key in path.as_posix() and path.is_file()
    ]
    return path


class TestWhoSignedAndAccepted:
    def test_other_signatories_are_named(self, signed, forge, stranger):
        forge("mous", "UPDATE mous SET partner_signatory = 'Orang Lain'")
        assert set(look(stranger, signed)[1]) == {"Penanda tangan"}

    def test_another_scan_is_named_though_it_was_uploaded_too(self, app, session, signed, forge, stranger):
        tools, content = app.extensions["tools"], picture(size=(330, 240))
        given = {"name": "lain.jpg", "organisation_id": 1, "picture": stripped(tools.sealer, content)}
        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            other = store_attachment(uow, tools.storage, content=content, **given).id
        forge("mous", "UPDATE mous SET scan_id = :other", other=other)
        assert set(look(stranger, signed)[1]) == {"Pindaian bertanda tangan"}

    def test_a_yes_that_the_journal_does_not_know_is_named(self, signed, forge, stranger):
        forge("mous", "UPDATE mous SET accepted_how = 'scan'")
        assert set(look(stranger, signed)[1]) == {"Persetujuan mitra"}

    def test_one_that_waits_says_so(self, session, does, draft, stranger):
        does(sign_mou, draft, signed_on=date(2026, 1, 1), signatures=BOTH)
        page, bad = look(stranger, session.get(Mou, draft))
        assert bad == {} and "belum berlaku" in page and "belum menyetujui" in page
