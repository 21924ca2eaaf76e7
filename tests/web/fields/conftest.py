from contextlib import ExitStack

import pytest

from marketplace.web.forms import Form
from tests.web.shell import small_app


@pytest.fixture
def sent():
    """A field after its form was judged: sent(Text("Nama"), "Keripik"); without text it was left out."""
    app = small_app()
    with ExitStack() as requests:

        def send(field, *texts):
            class OneField(Form):
                x = field

            data = {"other": "1", "x": list(texts)} if texts else {"other": "1"}
            requests.enter_context(app.test_request_context("/", method="POST", data=data))
            form = OneField()
            form.validate()
            return form.x

        yield send
