"""An hour of the day, as it stands on posters: 08.30."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from wtforms.widgets import TimeInput

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web.fields.values import Read

WRITTEN = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?::00)?", re.ASCII)


class HourField(Read):
    """08.30 or 08:30, in Metro (WIB)."""

    data: Any  # a time once the form is valid, None where it may stay empty
    widget = TimeInput()

    def read(self, text: str) -> time:
        if not (written := WRITTEN.fullmatch(text)):
            raise Refused(_l("“%(text)s” bukan jam; tulis misalnya 08.30.", text=text))
        return time(int(written[1]), int(written[2]))

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"
