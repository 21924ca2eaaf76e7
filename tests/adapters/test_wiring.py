"""The settings choose the tools."""

import pytest

from config import Settings, SettingsError
from marketplace.adapters.mail.file_mail import FileMail
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.mail.smtp_mail import SmtpMail
from marketplace.adapters.queue.huey_queue import HueyQueue
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.search.memory import MemorySearch
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.adapters.storage.folder import FolderStorage
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.adapters.storage.obstore_storage import ObstoreStorage
from marketplace.adapters.wiring import toolbox


@pytest.fixture
def tools(tmp_path):
    return lambda **given: toolbox(Settings(instance=tmp_path / "instance", **given))


def test_without_a_setting_everything_is_embedded(tools, tmp_path, any_day):
    box = tools()

    assert isinstance(box.queue, HueyQueue)
    box.queue.close()
    assert isinstance(box.search, WhooshSearch)
    assert isinstance(box.storage, FolderStorage)
    assert isinstance(box.mail, FileMail)

    box.storage.put("a/b.txt", b"kept")
    box.mail.send(to="ani@mb2.test", subject="Halo", body="Isi\n")
    assert (tmp_path / "instance" / "files" / "a" / "b.txt").read_bytes() == b"kept"
    assert len(list((tmp_path / "instance" / "mail").glob("*.eml"))) == 1


def test_tests_can_have_everything_in_memory(tools):
    box = tools(queue="memory", search="memory", storage_url="memory:", mail_url="memory:")

    assert isinstance(box.queue, MemoryQueue)
    assert isinstance(box.search, MemorySearch)
    assert isinstance(box.storage, MemoryStorage)
    assert isinstance(box.mail, MemoryMail)


def test_addresses_choose_services(tools):
    box = tools(
        storage_url="s3://berkas/mb2?endpoint=http://127.0.0.1:9000", mail_url="smtps://u:p@post.test"
    )

    assert isinstance(box.storage, ObstoreStorage)
    assert isinstance(box.mail, SmtpMail)


def test_postgresql_searches_in_the_database_of_the_program_and_in_no_other(tools):
    assert isinstance(
        tools(search="postgres", database_url="postgresql+psycopg://mb2@db/mb2").search, PostgresSearch
    )
    with pytest.raises(SettingsError, match="MB2_DATABASE_URL must start with postgresql"):
        tools(search="postgres")


def test_an_address_of_an_unknown_kind_is_a_fault_at_start(tools):
    with pytest.raises(SettingsError) as wrong:
        tools(mail_url="pigeon://roof:secret@home")

    assert str(wrong.value) == "MB2_MAIL_URL must start with one of memory:, file:, smtp:, smtps:."


def test_the_office_signs_with_the_key_of_the_settings(tools, tmp_path):
    box = tools(signing_key_file=tmp_path / "key.pem", queue="memory")

    assert box.signer.verify(b"x", box.signer.sign(b"x"), box.signer.public_key)
    assert (tmp_path / "key.pem").exists()
