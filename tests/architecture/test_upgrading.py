"""A database of the release before, with what its people filled in, becomes one of today's."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, MetaData, String, create_engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from marketplace.catalog.queries import photos_of
from marketplace.catalog.snapshots import revisions_of, snapshot_of
from marketplace.db.outbox import Outbox, undelivered
from marketplace.db.seals import list_of
from marketplace.db.sqlite import tune
from marketplace.files.models import Rendition
from marketplace.journal.proving import find_faults
from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.purchases.counted import REFUSED
from marketplace.purchases.models.answers import RefusalAnswer
from marketplace.purchases.models.ledger import PurchaseLine
from tests.servers import migrate

THEN = datetime(2026, 11, 1)  # noqa: DTZ001  # the columns of that time know no zone
LATER = datetime(2126, 11, 1, tzinfo=UTC)
OFFICE, MAKER, SHOP = 1, 7, 8
ANY = ((Integer, 0), (Boolean, False), (String, "x"), (DateTime, THEN), (Date, THEN.date()), (JSON, {}))


@pytest.fixture(scope="session")
def releases():
    """The patterns there are of databases at a revision, by server; each is migrated once."""
    return set()


@pytest.fixture
def upgrade(server, releases):
    """A database of one's own at a revision, and then brought to today's."""
    own = []

    def run(revision="head"):
        if own:
            migrate(own[0], revision)
        else:
            pattern = f"at_{revision}"
            if (server.version, pattern) not in releases:
                migrate(server.begin(pattern), revision)
                releases.add((server.version, pattern))
            own.append(server.copy(pattern))
        return create_engine(own[0], poolclass=NullPool)

    yield run
    server.drop(own[0])


class Rows:
    """Rows of the older tables, as they stand there and not as the models say today."""

    def __init__(self, connection):
        self.connection, self.tables = connection, MetaData()
        self.tables.reflect(connection)

    def put(self, name, /, **given):
        table = self.tables.tables[name]
        needed = [one for one in table.columns if not one.nullable and not one.server_default]
        blank = {one.name: next(value for kind, value in ANY if isinstance(one.type, kind)) for one in needed}
        self.connection.execute(table.insert().values(blank | given))


def fill(rows):
    """A maker with a product in each state, each with two revisions and two photos."""
    rows.put("organisations", id=MAKER, kind="producer", name="Keripik Bu Tini")
    rows.put("categories", id=3, code="dry-food", name="Camilan")
    rows.put("producers", id=MAKER, slug="tini", state="approved", version=1)
    for product_id, state in ((1, "approved"), (2, "submitted"), (3, "draft")):
        named = {"public_id": f"p{product_id}", "slug": f"keripik-{product_id}", "name": "Keripik Baru"}
        rows.put("products", id=product_id, producer_id=MAKER, category_id=3, state=state, version=1, **named)
        for number, name in ((1, "Keripik Lama"), (2, "Keripik Baru")):
            rows.put(
                "product_revisions",
                id=product_id * 10 + number,
                product_id=product_id,
                number=number,
                name=name,
            )
        for position in (2, 1):
            picture = product_id * 10 + position
            kept = {"public_id": f"a{picture}", "sha256": f"{picture:064}", "kind": "public_image", "size": 9}
            rows.put("attachments", id=picture, organisation_id=MAKER, **kept)
            rows.put(
                "product_photos",
                product_id=product_id,
                attachment_id=picture,
                position=position,
                alt=f"{position}",
            )
            for width in (320, 1280):
                rows.put("renditions", attachment_id=picture, width=width, height=width // 2, sha256=f"{width:064}",
                         media_type="image/webp")  # fmt: skip


def called_off(rows, number, by=None, because=None, confirmed_at=None, state="cancelled"):
    who = {"partner_id": SHOP, "producer_id": MAKER, "outlet_id": 1, "group_id": 1, "version": 1}
    fields = {"cancelled_by": by, "cancelled_because": because, "confirmed_at": confirmed_at}
    rows.put("orders", id=number, public_id=f"o{number}", number=f"{number}", state=state, **who, **fields)


def test_orders_that_came_to_nothing_keep_how(upgrade):
    before = upgrade("0005")
    with before.begin() as connection:
        rows = Rows(connection)
        for one, kind in ((MAKER, "producer"), (SHOP, "partner")):
            rows.put("organisations", id=one, kind=kind, public_id=kind, name=kind)
        rows.put("producers", id=MAKER, slug="tini", state="approved", version=1)
        rows.put("partners", id=SHOP, kind="retailer", version=1)
        rows.put("outlets", id=1, public_id="o1", partner_id=SHOP, name="Gerai")
        rows.put("order_groups", id=1, public_id="g1", partner_id=SHOP, outlet_id=1)
        called_off(rows, 1, MAKER, "habis")
        called_off(rows, 2, MAKER, "habis", THEN)
        called_off(rows, 3, SHOP, "salah")
        called_off(rows, 4, OFFICE, "ganda")
        called_off(rows, 5, None, "Pembuat tidak menjawab sampai batas waktu.")
        called_off(rows, 6, None, "Toko tidak menjawab usulan pembuat sampai batas waktu.")
        called_off(rows, 7, None, "kata orang dahulu")
        called_off(rows, 8, state="confirmed")
    after = upgrade()
    tune(after)

    with Session(after) as session:
        found = session.execute(text("SELECT ending, cancelled_because FROM orders ORDER BY id")).all()
        assert [tuple(row) for row in found] == [
            ("declined", "habis"),
            ("by-maker", "habis"),
            ("by-shop", "salah"),
            ("by-office", "ganda"),
            ("maker-silent", None),
            ("shop-silent", None),
            (None, "kata orang dahulu"),  # who called it off was not kept then
            (None, None),
        ]


def test_what_counts_of_a_document_and_what_handovers_hold_is_known(upgrade):
    """Rows that count twice already go on doing so, told apart by their occurrence."""
    before = upgrade("0011")
    with before.begin() as connection:
        rows = Rows(connection)
        for one, kind in ((MAKER, "producer"), (SHOP, "partner")):
            rows.put("organisations", id=one, kind=kind, public_id=kind, name=kind)
        rows.put("producers", id=MAKER, slug="tini", state="approved", version=1)
        rows.put("partners", id=SHOP, kind="retailer", version=1)
        rows.put("outlets", id=1, public_id="o1", partner_id=SHOP, name="Gerai")
        rows.put("order_groups", id=1, public_id="g1", partner_id=SHOP, outlet_id=1)
        called_off(rows, 1, state="closed")
        who = {"producer_id": MAKER, "partner_id": SHOP, "outlet_id": 1, "issuer_id": MAKER, "version": 1}
        how = {"state": "agreed", "agreed_how": "account", "kind": "delivery", "trade": "outright"}
        rows.put(
            "handovers",
            id=1,
            public_id="h1",
            number="0001/SJ/XI/2026",
            order_id=1,
            loss_on="maker",
            **who,
            **how,
        )
        paper = {"issuer_id": MAKER, "year": 2026, "sequence": 1, "handover_id": 1}
        rows.put("papers", id=1, kind="BAST", number="0001/BAST/XI/2026", **paper)
        for number, given in enumerate(
            (
                {"source": "handover", "source_ref": "h1", "producer_id": MAKER},
                {"source": "import", "document_number": "FAKTUR F-1", "seller_text": "Toko A"},
                {"source": "manual", "document_number": "F1", "seller_text": "toko a"},
                {"source": "manual", "seller_text": "Toko A"},
                {"source": "manual", "document_number": "F-9", "seller_text": "Toko A"},
                {"source": "manual", "document_number": "F-9", "seller_text": "Toko A", "reverses_id": 5},
            ),
            1,
        ):
            row = {"public_id": f"p{number}", "source_ref": f"{number}", "recognition": "received"} | given
            rows.put("purchases", id=number, partner_id=SHOP, **row)
            rows.put("purchase_lines", id=number, purchase_id=number, text="Kemeja", quantity_milli=1)
    after = upgrade()

    with after.connect() as connection:
        live = connection.execute(
            text("SELECT document, item, occurrence, purchase_id FROM live_items ORDER BY purchase_id")
        )
        assert [tuple(row) for row in live] == [
            ("f1", "tokoa kemeja", 1, 2), ("f1", "tokoa kemeja", 2, 3), ("@2026-11-01", "tokoa kemeja", 1, 4),
        ]  # fmt: skip
        held = connection.execute(
            text("SELECT document, handover, producer_id, purchase_id FROM held_documents ORDER BY 1")
        )
        assert [tuple(row) for row in held] == [
            ("0001bast-xi2026", "h1", MAKER, 1), ("0001sj-xi2026", "h1", MAKER, 1), ("1", "h1", MAKER, 1),
        ]  # fmt: skip


@pytest.mark.parametrize(("secret", "jobs"), [("JBSWY3DPEHPK3PXP", ["seal_second_factors"]), (None, [])])
def test_second_factors_that_stand_in_clear_are_given_to_a_job_to_seal(upgrade, secret, jobs):
    before = upgrade("0008")
    with before.begin() as connection:
        Rows(connection).put("users", public_id="u", name="Budi", email="b@contoh.id", totp_secret=secret)
    after = upgrade()
    tune(after)

    with Session(after) as session:
        waiting = session.scalars(select(Outbox)).all()
        assert [(row.job, row.payload) for row in waiting] == [(job, {}) for job in jobs]
        assert [row.id for row in waiting] == undelivered(session, before=LATER, now=LATER)


@pytest.mark.parametrize(
    ("media_type", "jobs"), [("image/heic", ["seal_pictures"]), ("application/pdf", []), (None, [])]
)
def test_pictures_that_lie_in_clear_are_given_to_a_job_to_seal(upgrade, media_type, jobs):
    before = upgrade("0011")
    if media_type:
        with before.begin() as connection:
            rows = Rows(connection)
            rows.put("organisations", id=MAKER, kind="producer", public_id="m", name="Tini")
            file = {"name": "a", "size": 1, "sha256": "0" * 64, "uploaded_at": THEN}
            rows.put(
                "attachments",
                organisation_id=MAKER,
                public_id="a",
                kind="evidence",
                media_type=media_type,
                **file,
            )
    after = upgrade()
    tune(after)

    with Session(after) as session:
        assert session.scalars(select(Outbox.job)).all() == jobs


def test_what_was_approved_stays_shown_with_its_photos(upgrade):
    before = upgrade("0003")
    with before.begin() as connection:
        fill(Rows(connection))
    after = upgrade()
    tune(after)

    with Session(after) as session:
        shown = session.execute(text("SELECT id, approved_number FROM products ORDER BY id")).all()
        assert [tuple(row) for row in shown] == [(1, 2), (2, None), (3, None)]
        outcomes = {one: [row.outcome for row in revisions_of(session, one)] for one in (1, 2, 3)}
        assert outcomes == {1: [APPROVED, None], 2: [SUBMITTED, None], 3: [DRAFT, None]}
        newest, oldest = snapshot_of(session, 1, 2), snapshot_of(session, 1, 1)
        assert (newest.category, [photo.alt for photo in newest.photos]) == ("Camilan", ["1", "2"])
        assert (oldest.text.name, oldest.photos) == ("Keripik Lama", [])
        front, _ = photos_of(session, [1])[1]
        assert (front.alt, front.width, front.height) == ("1", 1280, 640)
        assert len(session.scalars(select(Rendition.sha256).filter_by(attachment_id=11)).all()) == 2
        jobs = session.scalars(text("SELECT count(*) FROM outbox WHERE job = 'develop_picture'")).one()
        assert jobs == 6


def test_letters_that_were_given_up_lose_their_words(upgrade):
    before = upgrade("0005")
    lost = {"given_up_at": THEN}
    with before.begin() as connection:
        rows = Rows(connection)
        for number, (job, given) in enumerate(
            (("send_mail", lost), ("send_mail", {}), ("index_products", lost))
        ):
            rows.put("outbox", id=number, job=job, payload={"number": number}, written_at=THEN, **given)
    after = upgrade()

    with after.connect() as connection:
        left = connection.execute(text("SELECT id, payload FROM outbox ORDER BY id")).all()
    assert ["number" in str(payload) for _, payload in left] == [False, True, True]


@pytest.mark.parametrize(("email", "marks"), [("petugas@mb2.test", 1), ("tini@mb2.test.id", 0)])
def test_a_base_with_people_of_the_demo_is_marked_as_one(upgrade, email, marks):
    before = upgrade("0008")
    with before.begin() as connection:
        Rows(connection).put("users", id=1, email=email)
    after = upgrade()

    with after.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM demo_mark")) == marks


def refused_lines(rows, count):
    rows.put("organisations", id=SHOP, kind="partner", public_id="toko", name="Toko")
    rows.put("partners", id=SHOP, kind="minimarket", version=1)
    for number in range(1, count + 1):
        bought = {
            "public_id": f"p{number}",
            "source_ref": f"{number}",
            "bought_on": date(2026, 7 + number, 5),
        }
        rows.put(
            "purchases", id=number, partner_id=SHOP, seller_text="UD Rekaan", recognition="received", **bought
        )
        rows.put("purchase_lines", id=number, purchase_id=number, quantity_milli=1, unit_price=1, net=1)
        rows.put("refusals", id=number, public_id=f"r{number}", line_id=number)


def test_what_shops_answered_before_auditors_decided_is_kept(upgrade):
    before = upgrade("0011")
    with before.begin() as connection:
        rows = Rows(connection)
        refused_lines(rows, 2)
        rows.put("refusal_answers", refusal_id=1, text="ya")
    after = upgrade()
    with Session(after) as session:
        decided = session.execute(text("SELECT refusal_id, ruling, decided_by FROM refusal_decisions")).all()
    assert decided == [(1, "accepted", None)]


def seals_of_then(rows):
    """Digests as they were made before answers had a number of their own."""
    then = '"2026-11-01T00:00:00+00:00"'
    listed = {
        "refusal_answers": [
            f'refusal_answers{{"answered_at":{then},"refusal_id":1,"text":"ya"}}',
            f'refusal_answers{{"answered_at":{then},"evidence_id":9,"refusal_id":3,"text":"ini"}}',
        ],
        "refusal_decisions": [
            f'refusal_decisions{{"decided_at":{then},"refusal_id":1,"ruling":"accepted"}}',
            f'refusal_decisions{{"decided_at":{then},"reason":"kabur","refusal_id":3,"ruling":"refused"}}',
        ],
    }
    lists = {
        name: list_of([(1,), (3,)], [sha256(said.encode()).digest() for said in texts])
        for name, texts in listed.items()
    }
    rows.put("journal", seq=1, prev_hash="", stored=json.dumps({"payload": {}, "seals": {"lists": lists}}))


def test_answers_get_a_number_and_the_journal_still_has_them(upgrade):
    before = upgrade("0045")
    with before.begin() as connection:
        rows = Rows(connection)
        refused_lines(rows, 3)
        kept = {"kind": "evidence", "public_id": "a9", "sha256": "0" * 64, "size": 9}
        rows.put("attachments", id=9, organisation_id=SHOP, **kept)
        rows.put("refusal_answers", refusal_id=1, text="ya")
        rows.put("refusal_answers", refusal_id=3, text="ini", evidence_id=9)
        rows.put("refusal_decisions", refusal_id=1, ruling="accepted", reason="")
        rows.put("refusal_decisions", refusal_id=3, ruling="refused", reason="kabur")
        seals_of_then(rows)
    after = upgrade()
    tune(after)
    with Session(after) as session:
        tables = ("refusal_answers", "refusal_decisions")
        assert [str(one) for one in find_faults(session) if one.table in tables] == []
        marks = session.execute(text("SELECT month, partner_id FROM uptake_marks ORDER BY month")).all()
        assert marks == [("2026-08", SHOP), ("2026-09", SHOP), ("2026-10", SHOP)]
        assert list(session.scalars(select(PurchaseLine.id).where(REFUSED))) == [1, 2, 3]
        answer = {"evidence_id": 9, "answered_by": None, "answered_at": LATER}
        session.add(RefusalAnswer(refusal_id=3, text="lagi", **answer))
        session.add(RefusalAnswer(refusal_id=1, text="lagi", **answer))
        session.flush()
        ids = session.execute(text("SELECT id, refusal_id FROM refusal_answers ORDER BY id")).all()
        assert [tuple(row) for row in ids[:2]] == [(1, 1), (3, 3)] and ids[2].id == 4
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE refusal_answers SET text = 'lain'"))
