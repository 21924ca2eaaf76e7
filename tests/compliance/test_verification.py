import json
from dataclasses import asdict, replace
from datetime import date

import pytest
from sqlalchemy import select, text, update

from config import ROOT
from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.envelopes import envelope_of, seal, unseal
from marketplace.compliance.evaluation import without_lines
from marketplace.compliance.freezing import (
    MONTH,
    SliceText,
    canonical,
    read_document,
    read_month,
    read_partner,
    sha256,
    write_month,
)
from marketplace.compliance.frozen import inputs_in, partner_in
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.models import Report, ReportSlice
from marketplace.compliance.months import evaluate_all, evaluate_partner, gather
from marketplace.compliance.partner_parts import BOOKS, parts_of, read_books, write_parts
from marketplace.compliance.public_figures import public_figures
from marketplace.compliance.queries import frozen_month
from marketplace.compliance.services import make_provisional, publish_month
from marketplace.compliance.verification import look_at, verify, verify_alone, verify_report
from marketplace.journal.queries import verify as verify_journal
from marketplace.kernel.errors import Refused
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICER
from tests.compliance.tampering import drop_rules, rebuild_journal
from tests.compliance.test_services import LATER
from tests.factories.circulars import make_circular
from tests.factories.months import publish_as_before
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)


@pytest.fixture
def envelope(session, office, signer):
    make_circular(session)
    for number in range(6):
        partner = make_partner(session)
        make_purchase(session, partner, make_maker(session), 100_000 + number)
        declare(session, partner)
    with office(OFFICER) as uow:
        make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))
    with office(APPROVER, now=LATER) as uow:
        return envelope_of(publish_month(uow, signer, AUGUST))


def broken(session, signer, envelope):
    return {check.key for check in verify(session, signer, envelope).checks if not check.holds}


def resigned(envelope, signer, **changes):
    """A forger with a key of their own who keeps everything consistent."""
    document = canonical(json.loads(envelope.document) | changes)
    return replace(
        envelope,
        document=document,
        sha256=sha256(document),
        signature=signer.sign(document.encode()),
        public_key=signer.public_key,
    )


def put_in_place(session, envelope):
    """What somebody does who holds the database: the report's own row and its slices are written over."""
    drop_rules(session, "reports", "report_slices")
    names = ("document", "sha256", "signature", "public_key")
    session.execute(update(Report).values({name: getattr(envelope, name) for name in names}))
    for one in list(envelope.slices):
        changed = update(ReportSlice).filter_by(name=one.name).values(text=one.text, sha256=sha256(one.text))
        session.execute(changed)
    session.commit()
    session.expire_all()


def with_lines_tripled(envelope, forger):
    """The same report as it would be had each line been three times as much; consistent in itself."""
    month, *partners = envelope.slices
    salts = {one.name: json.loads(one.text)["salt"] for one in partners}
    whole = read_month(month.text)
    tripled = []
    for one in partners:
        if one.name.endswith(BOOKS):
            books = read_books(one.text)
            lines = tuple(line._replace(net=line.net * 3) for line in books.inputs.lines)
            inputs = replace(books.inputs, lines=lines)
            result = evaluate_partner(whole.inputs, inputs)
            tripled.append(parts_of(result, inputs, books.members, salts.__getitem__))
    results = gather(whole.inputs, [one.figures.result for one in tripled])
    slices = [SliceText(MONTH, write_month(replace(whole, results=results)))]
    slices += [slice_ for one in tripled for slice_ in write_parts(one)]
    return replace(
        resigned(
            envelope,
            forger,
            public_key=forger.public_key,
            office_key=fingerprint(forger.public_key),
            figures=asdict(public_figures(results)),
            slices=[sha256(one.text) for one in slices],
        ),
        slices=slices,
    )


def test_what_was_published_holds(session, signer, envelope):
    result = verify(session, signer, envelope)
    assert result.holds and not any(check.says for check in result.checks)
    assert [check.key for check in result.checks] == [
        "hash", "signature", "key", "named", "registered", "entry", "journal", "heads", "chain", "slices", "results",
    ]  # fmt: skip


def test_it_holds_after_a_journey_through_a_file(session, signer, envelope):
    assert verify(session, signer, unseal(seal(envelope))).holds


def test_a_stranger_without_the_annex_can_still_ask(session, signer, envelope):
    result = verify(session, signer, replace(envelope, slices=None))
    assert result.holds and "results" not in {check.key for check in result.checks}


def test_one_changed_letter_is_noticed(session, signer, envelope):
    changed = replace(envelope, document=envelope.document.replace('"2026-08"', '"2026-09"'))
    assert {"hash", "signature"} <= broken(session, signer, changed)


def test_a_forger_with_another_key_is_noticed(session, signer, envelope, tmp_path):
    forger = Ed25519Signer(tmp_path / "other.pem")
    forged = resigned(envelope, forger, public_key=forger.public_key)
    assert broken(session, signer, forged) == {"key", "registered", "entry"}


def test_lines_tripled_in_its_own_row_under_a_new_key_are_noticed(session, signer, envelope, tmp_path):
    forger = Ed25519Signer(tmp_path / "other.pem")
    forged = with_lines_tripled(envelope, forger)
    assert read_document(forged.document).figures.local == 3 * 600_015
    put_in_place(session, forged)

    row = session.scalars(select(Report)).one()
    assert broken(session, signer, envelope_of(row)) == {"key", "entry"}
    [seen] = look_at(session, signer, [row])
    said = {check.key: str(check.says) for check in seen.checks if not check.holds}
    assert set(said) == {"key", "entry"}
    assert spelled(fingerprint(forger.public_key)) in said["key"] and envelope.sha256 in said["entry"]


def test_a_forger_who_takes_the_office_key_along_leaves_the_journal_against_it(session, signer, envelope):
    put_in_place(session, resigned(envelope, signer, cause="lain"))
    assert broken(session, signer, envelope_of(session.scalars(select(Report)).one())) == {"entry"}


def test_a_journal_that_was_built_anew_disagrees_with_every_report(session, signer, envelope):
    """The entry of the publishing tells another hash, and every hash from the first entry on is made to fit."""
    rebuild_journal(session, lambda text: text.replace("2026-11-30", "2026-11-29"))
    assert verify_journal(session).whole
    assert broken(session, signer, envelope) == {"journal", "heads"}


def test_a_tail_that_was_cut_with_its_head_is_noticed(session, signer, envelope):
    drop_rules(session, "journal")
    session.execute(text("DELETE FROM journal"))
    session.execute(text("UPDATE journal_head SET seq = 0, hash = ''"))
    session.commit()
    assert broken(session, signer, envelope) == {"entry", "journal", "heads"}


def test_a_broken_link_before_the_publishing_is_named(session, signer, envelope):
    drop_rules(session, "journal")
    session.execute(text("UPDATE journal SET action = 'Lain' WHERE seq = 1"))
    session.commit()
    found = {check.key: str(check.says) for check in verify(session, signer, envelope).checks}
    assert "entri 1" in found["chain"]


def test_changed_results_are_noticed_even_under_the_office_key(session, signer, envelope):
    month, first, *rest = envelope.slices
    text = first.text.replace('"local":100000', '"local":100001')
    assert text != first.text
    slices = [month, SliceText(first.name, text), *rest]
    hashes = [sha256(one.text) for one in slices]
    changed = replace(resigned(envelope, signer, slices=hashes), slices=slices)
    assert broken(session, signer, changed) == {"registered", "entry", "results"}


def test_changed_public_figures_are_noticed(session, signer, envelope):
    figures = json.loads(envelope.document)["figures"]
    assert figures["local"] == 600_015
    changed = resigned(envelope, signer, figures=figures | {"local": 1})
    assert "results" in broken(session, signer, changed)


def test_a_head_that_is_not_in_the_chain_is_noticed(session, signer, envelope):
    changed = resigned(envelope, signer, journal={"seq": 1, "hash": "0" * 64})
    assert "journal" in broken(session, signer, changed)


def slices_told(session, signer, envelope):
    checks = {check.key: check for check in verify(session, signer, envelope).checks}
    assert checks["signature"].holds and checks["entry"].holds
    return str(checks["slices"].says)


def test_a_changed_slice_is_named(session, signer, envelope):
    month, first, second, *rest = envelope.slices
    changed = SliceText(second.name, second.text.replace('"net":', '"net": ', 1) + " ")
    assert second.name in slices_told(
        session, signer, replace(envelope, slices=[month, first, changed, *rest])
    )


def test_slices_that_are_missing_too_many_or_of_another_are_named(session, signer, envelope):
    month, first, second, *rest = envelope.slices
    assert "hilang" in slices_told(session, signer, replace(envelope, slices=[month, first, second]))
    more = [month, first, second, *rest, first]
    assert first.name in slices_told(session, signer, replace(envelope, slices=more))
    swapped = [month, SliceText(second.name, first.text), SliceText(first.name, second.text), *rest]
    assert slices_told(session, signer, replace(envelope, slices=swapped)) == ""
    assert "results" in broken(session, signer, replace(envelope, slices=swapped))


def test_a_report_of_the_first_form_is_read_and_verified(session, signer):
    make_circular(session)
    partner = make_partner(session)
    make_purchase(session, partner, make_maker(session), 100_000)
    declare(session, partner)
    report = publish_as_before(session, signer)
    live = evaluate_all(inputs_of(session, AUGUST))
    [one] = live.partners
    assert frozen_month(session, AUGUST) == replace(live, partners=(without_lines(one),))
    code = one.partner.public_id
    frozen = partner_in(session, report, code)
    assert (frozen.result, frozen.circular) == (one, live.circular)
    assert inputs_in(session, report, code) == inputs_of(session, AUGUST).partners[0]
    assert partner_in(session, report, "tidakada") is inputs_in(session, report, "tidakada") is None
    assert verify_report(session, signer, report).holds
    file = unseal(seal(envelope_of(report)))
    assert verify_alone(signer, file, [fingerprint(report.public_key)]).holds
    tripled = replace(file, annex=file.annex.replace("100000", "300000"))
    assert broken(session, signer, tripled) == {"annex", "results"}


def test_a_report_of_the_second_form_is_read_and_verified(session, signer):
    """As it was published when a partner had one slice, with all its lines."""
    file = unseal((ROOT / "tests" / "data" / "reports" / "report_form_2.json").read_text())
    assert verify_alone(signer, file, [fingerprint(file.public_key)]).holds
    month, first, second = file.slices
    tripled = [month, first, SliceText(second.name, second.text.replace("100001", "300003"))]
    said = verify_alone(signer, replace(file, slices=tripled), [fingerprint(file.public_key)])
    assert {one.key for one in said.checks if not one.holds} == {"slices", "results"}
    given = {
        name: getattr(file, name) for name in ("number", "document", "sha256", "signature", "public_key")
    }
    report = Report(**given, month=str(AUGUST), signed_by=None, signed_at=LATER)
    session.add(report)
    session.flush()
    for one in file.slices:
        session.add(ReportSlice(report_id=report.id, name=one.name, text=one.text, sha256=sha256(one.text)))
    session.commit()
    assert frozen_month(session, AUGUST) == read_month(month.text).results
    for rows in (False, True):
        frozen = partner_in(session, report, second.name, rows=rows)
        assert frozen.result == read_partner(second.text).result and frozen.weak.total == 0
        assert frozen.result.clauses[0].partly == ((frozen.result.clauses[0].counted[0], 60_000),)
    assert inputs_in(session, report, second.name) == read_partner(second.text).inputs
    assert partner_in(session, report, MONTH) is inputs_in(session, report, "tidakada") is None


def test_alone_a_file_needs_nothing_but_the_key(signer, envelope, tmp_path):
    stranger = Ed25519Signer(tmp_path / "none.pem")
    file, key = unseal(seal(envelope)), fingerprint(envelope.public_key)
    result = verify_alone(stranger, file, [key])
    assert result.holds
    assert [check.key for check in result.checks] == [
        "hash",
        "signature",
        "key",
        "named",
        "slices",
        "results",
    ]
    assert not (tmp_path / "none.pem").exists()
    forged = with_lines_tripled(file, Ed25519Signer(tmp_path / "other.pem"))
    failed = {check.key for check in verify_alone(stranger, forged, [key]).checks if not check.holds}
    assert failed == {"key"}


@pytest.mark.parametrize(
    "change", [lambda text: text.replace(":", ": ", 1), lambda text: text.replace("a", "\\u0061", 1)]
)
def test_a_file_that_is_written_otherwise_is_refused(envelope, change):
    with pytest.raises(Refused, match="diubah sesudah diunduh"):
        unseal(change(seal(envelope)))
    assert unseal(seal(envelope) + "\n").number == envelope.number


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": "mb2-report-1"}', '{"form": "lain"}', "null"])
def test_what_is_no_report_is_refused_with_a_sentence(text):
    with pytest.raises(Refused, match="bukan laporan"):
        unseal(text)


@pytest.mark.parametrize("document", ["", "[]", "{", '{"journal": 3}', '{"journal": {"seq": "x"}}'])
def test_nonsense_inside_is_no_crash(session, signer, envelope, document):
    assert "hash" in broken(session, signer, replace(envelope, document=document))
