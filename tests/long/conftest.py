import shutil
import socket

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.browser.conftest import demo_pattern, shared_folder
from tests.journeys.conftest import app, city, people, rows
from tests.long.serving import Served

__all__ = ["app", "city", "demo_pattern", "people", "rows", "shared_folder"]


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def own_city(demo_pattern, tmp_path):
    """For processes of its own."""
    return shutil.copytree(demo_pattern, tmp_path / "city")


@pytest.fixture
def books(own_city):
    engine = create_engine(f"sqlite:///{own_city / 'mb2.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def served(own_city, port):
    served = Served(own_city, port)
    try:
        served.start()
        yield served
    finally:
        served.close()
