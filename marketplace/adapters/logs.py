"""What the program tells whoever runs it: on standard error, as text to read or as JSON to collect."""

import logging
import sys
from typing import Any, Literal, TextIO

import structlog

SECRET = ("password", "secret", "token", "code", "cookie", "authorization", "nik")


def configure(log: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Once at start; whatever libraries log by the standard library comes out in the same form."""
    first: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log == "json":
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last += [
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=first, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *first,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> Any:
    """`logger("jobs").info("delivered", row=17)`: an event and its values, never a sentence with values in it."""
    return structlog.get_logger(name)


def bind(**values: object) -> None:
    """Values that every line of this request or job carries from here on."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**values)


def hide_secrets(_logger: Any, _method: str, event: Any) -> Any:
    return {name: "***" if _is_secret(name) else value for name, value in event.items()}


def _is_secret(name: str) -> bool:
    return any(part in SECRET for part in name.lower().split("_"))
