"""No address stands in the log, whoever wrote the line."""

import logging
from io import StringIO

import pytest

from newsletter.cli.publications import WithoutAddresses


@pytest.fixture
def log() -> tuple[logging.Logger, StringIO]:
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(WithoutAddresses("%(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, told


@pytest.mark.parametrize(
    "line",
    [
        "anna@example.org",
        "Key (mailbox)=(anna@example.org) already exists",
        "<Anna.de.Vries+brief@mail.example.org>: unknown",
        "to='anna@example.org',",
        "GET /unsubscribe?email=anna%40x&b=anna@example.org HTTP/1.1",
        "жена@пример.example.org",
    ],
)
def test_an_address_is_blotted_out(log: tuple[logging.Logger, StringIO], line: str) -> None:
    logger, told = log
    logger.warning("%s", line)
    assert "example.org" not in told.getvalue()
    assert "…@…" in told.getvalue()


def test_a_traceback_is_blotted_out_with_what_caused_it(
    log: tuple[logging.Logger, StringIO],
) -> None:
    logger, told = log
    odd = ValueError("bram@example.org is odd")
    odd.__cause__ = KeyError("anna@example.org")
    logger.error("this failed", exc_info=odd)
    assert "KeyError" in told.getvalue()
    assert "is odd" in told.getvalue()
    assert "example.org" not in told.getvalue()


def test_what_is_no_address_stays(log: tuple[logging.Logger, StringIO]) -> None:
    logger, told = log
    logger.warning("postgresql://host/name at 10:15, @decorator, 3 @ 4")
    assert told.getvalue() == "postgresql://host/name at 10:15, @decorator, 3 @ 4\n"
