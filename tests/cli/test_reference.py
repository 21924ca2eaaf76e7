"""A base that is no demo gets its categories and requirements by a command of their own."""

import pytest
from sqlalchemy import func, select, text

from marketplace.catalog.models import Category
from marketplace.certification.models import Requirement


@pytest.fixture
def load(whole_app):
    return lambda: whole_app.test_cli_runner().invoke(args=["reference", "load"])


def test_it_fills_a_new_base_once_and_marks_nothing(load, session):
    first, again = load(), load()

    session.rollback()
    requirements = session.scalar(select(func.count()).select_from(Requirement))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == f"{requirements} new requirements\n" and requirements > 0
    assert again.stdout == "0 new requirements\n"
    assert session.scalar(select(func.count()).select_from(Category)) > 0
    assert session.scalar(text("SELECT count(*) FROM users")) == 0
