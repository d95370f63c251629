"""No address, name, token or secret stands in the log, whoever wrote the line and whichever format it has."""

import ast
import json
import logging
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from newsletter.app import Newsletter
from newsletter.cli import logs
from newsletter.cli.logs import FIELDS, JsonLines, TextLines, lines_of, secrets_of
from newsletter.config import load
from newsletter.errors import BadAddress, ConfigError, FetchError, StoreAway
from newsletter.message import Message
from newsletter.testing.sandbox import Sandbox
from tests import patience
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reports import MAILGUN
from tests.cli.test_running import running
from tests.measures import ROOT
from tests.ports import a_free_port
from tests.web.builders import browser

FORMATS = [TextLines, JsonLines]
ADDRESS = "anna@example.org"
NAME = "Annelotte Bramenburg"
TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_Ab"  # as long as those in links
SECRET = "hunter2-and-more"
PLANTED = ("example.org", "anna%40", "Annelotte", "Bramenburg", TOKEN, SECRET)


def logger_to(formatter: logging.Formatter, name: str) -> tuple[logging.Logger, StringIO]:
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter)
    logger = logging.Logger(name)
    logger.addHandler(handler)
    return logger, told


@pytest.fixture(params=FORMATS)
def log(request: pytest.FixtureRequest) -> tuple[logging.Logger, StringIO]:
    return logger_to(request.param([SECRET]), "newsletter.test")


def clean(told: StringIO) -> str:
    """What was written, of which nothing that was planted is a part."""
    written = told.getvalue()
    assert written
    assert [one for one in PLANTED if one in written] == []
    return written


@pytest.mark.parametrize(
    "line",
    [
        ADDRESS,
        f"Key (mailbox)=({ADDRESS}) already exists",
        "<Anna.de.Vries+brief@mail.example.org>: unknown",
        f"to='{ADDRESS}',",
        f"GET /unsubscribe?email=anna%40example.org&b={ADDRESS} HTTP/1.1",
        "жена@пример.example.org",
        f"GET /preferences/{TOKEN} HTTP/1.1",
        f"GET /decide/{TOKEN}?x={NAME.replace(' ', '+')} HTTP/1.1",
        f"authorization: Bearer {SECRET}",
        f"authorization: Bearer {TOKEN[:20]}",
        f"the key is {SECRET}.",
        TOKEN,
    ],
)
def test_what_is_personal_or_secret_is_masked(
    log: tuple[logging.Logger, StringIO], line: str
) -> None:
    logger, told = log
    logger.warning("%s", line)
    assert "…" in clean(told)


def failing(error: Exception, cause: Exception | None = None) -> Exception:
    """The error as it is when it was raised here."""

    def fail() -> None:
        raise error from cause

    try:
        fail()
    except type(error) as raised:
        return raised
    raise AssertionError


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"{NAME} <{ADDRESS}> is odd"),
        KeyError(NAME),
        RuntimeError(SECRET, TOKEN),
        BadAddress("address-form", text=f"{NAME} {ADDRESS}"),
        ConfigError(Message("setting-wrong", key="base_url", problem=Message.in_own_words(NAME))),
        StoreAway("database-silent", database="x", reason=f'invalid input: "{NAME}"'),
        IntegrityError(
            "INSERT …", {"name": NAME, "mailbox": ADDRESS}, Exception(f"'{NAME}' twice")
        ),
        ExceptionGroup(NAME, [ValueError(NAME)]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_told_by_its_kind_and_place_without_what_it_quotes(
    log: tuple[logging.Logger, StringIO], error: Exception
) -> None:
    logger, told = log
    logger.error("this failed", exc_info=failing(RuntimeError("wrapped"), failing(error)))
    logger.warning("this failed: %s", error)
    logger.warning("this failed", extra={"why": error})
    written = clean(told)
    assert written.count(type(error).__name__) >= 3
    assert "test_logs.py" in written
    assert "RuntimeError" in written


def test_what_another_handler_kept_of_an_error_is_not_repeated(
    log: tuple[logging.Logger, StringIO],
) -> None:
    logger, told = log
    raw = logging.StreamHandler(StringIO())  # it writes the whole text and keeps it in the record
    logger.handlers.insert(0, raw)
    logger.error("this failed", exc_info=failing(ValueError(NAME)))
    clean(told)


def test_the_arguments_of_other_libraries_are_no_part_of_the_log() -> None:
    for form in FORMATS:
        logger, told = logger_to(form([SECRET]), "uvicorn.access")
        logger.warning('%s - "%s %s" %d', "127.0.0.1:9", "GET", f"/x/{NAME}", 200)
        logger.warning("of %(who)s", {"who": NAME})
        logger.warning("%d is no number", NAME)  # the line stays, however odd
        assert "200" in clean(told)


def test_what_an_error_is_about_stays() -> None:
    logger, told = logger_to(TextLines(), "newsletter.test")
    logger.error("one", exc_info=failing(AttributeError("'NoneType' object has no attribute 'x'")))
    logger.error("two: %s", StoreAway("database-silent", database="sqlite:///x", reason="locked"))
    logger.error("three: %s", OSError(28, "No space left on device", "/srv/x"))
    logger.error("four: %s", FetchError("https://example.org/x?who=anna", "fetch-status"))
    written = told.getvalue()
    assert "object has no attribute 'x'" in written
    assert "StoreAway: database-silent (database=sqlite:///x): locked" in written
    assert "address=https://example.org/x?…" in written
    assert "[28] No space left on device: /srv/x" in written


def test_what_is_no_address_stays() -> None:
    logger, told = logger_to(TextLines(), "newsletter.test")
    logger.warning("%s", "postgresql://host/name at 10:15, @decorator, 3 @ 4")
    assert told.getvalue() == "WARNING postgresql://host/name at 10:15, @decorator, 3 @ 4\n"


def test_a_line_of_json_has_its_fields_in_the_one_form_of_time() -> None:
    logger, told = logger_to(JsonLines(), "newsletter.app.x")
    at = datetime(2026, 3, 8, 8, 0, 0, 5, tzinfo=UTC)
    facts = {
        "dispatch": 3,
        "why": Message("paused-by-hand"),
        "next_slot": at,
        "slot": date(2026, 3, 8),
    }
    logger.warning(
        "dispatch paused", extra={**facts, "seconds": timedelta(minutes=1), "name_of": NAME}
    )
    logger.error("twice\nover", exc_info=failing(ValueError("x")))
    first, second = (json.loads(line) for line in told.getvalue().splitlines())
    moment = datetime.strptime(first.pop("time"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - moment) < timedelta(hours=1)
    assert first == {
        "level": "warning",
        "logger": "newsletter.app.x",
        "event": "dispatch paused",
        "slot": "2026-03-08",
        "dispatch": 3,
        "why": "paused-by-hand",
        "seconds": 60.0,
        "next_slot": "2026-03-08T08:00:00Z",
    }
    assert "ValueError" in second["error"]


def test_a_line_of_text_has_its_fields_after_its_event() -> None:
    logger, told = logger_to(TextLines(), "newsletter.app.x")
    logger.info("dispatch begun", extra={"issue": 2, "dispatch": 3, "slot": None})
    assert told.getvalue() == "INFO dispatch begun issue=2 dispatch=3\n"


def extras() -> Iterator[tuple[str, str]]:
    """Every name that our code gives a line of the log, with its place."""
    for path in sorted((ROOT / "newsletter").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if isinstance(call.func.value, ast.Name) and call.func.value.id == "log":
                for one in (kept.value for kept in call.keywords if kept.arg == "extra"):
                    for key in (key for node in ast.walk(one) for key in getattr(node, "keys", [])):
                        if isinstance(key, ast.Constant):
                            yield str(key.value), path.name


def test_our_lines_name_nothing_but_the_fields_of_the_log() -> None:
    named = set(extras())
    assert len(named) > 10
    assert {one for one in named if one[0] not in FIELDS} == set()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[logging.Logger]:
    """The root's logger, put back as it was."""
    ours, root = logging.getLogger("newsletter"), logging.getLogger()
    before, level = list(root.handlers), ours.level
    yield root
    root.handlers[:] = before
    ours.setLevel(level)


OWN_SECRET = "a-secret-of-32-characters-at-least"
SETTINGS = f"""secret = "{OWN_SECRET}"
[log]
format = "{{form}}"
level = "debug"
{MAILGUN}"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_publication_that_works_and_fails_logs_nobody(
    tmp_path: Path, kept: logging.Logger, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    clock = SetClock()
    with Sandbox(tmp_path / "sandbox.log") as sandbox:
        extra = SETTINGS.replace("{form}", form).replace("{base}", sandbox.url)
        app = a_publication(tmp_path / "own", clock, extra)
        logs.keep_log(app.settings)
        with_issues_approved(app)
        app.startup.log()
        clock.pass_by(days=1)
        app.rounds.make_at_once()
        app.rounds.make()
        visit(app, clock)
        odd_call(app, clock)
    written = capsys.readouterr().err
    for event in ("newsletter started", "dispatch begun", "dispatch ended", "hook batch read"):
        assert event in written
    assert "event unread" in written
    assert "mailbox" in written  # the statement that failed
    planted = (*PLANTED, "anna", "bram", OWN_SECRET, *secrets_of(app.settings))
    assert [one for one in planted if one in written.lower() or one in written] == []
    if form == "json":
        assert {type(json.loads(line)) for line in written.splitlines()} == {dict}


def visit(app: Newsletter, clock: SetClock) -> None:
    """Have pages asked for with what nobody may read in a log, and a statement fail."""
    pages = browser(app)
    for path in (f"/unsubscribe/{TOKEN}", f"/confirm/{TOKEN}?email={ADDRESS}", "/data?x=anna"):
        pages.get(path)
    logging.getLogger("uvicorn.access").info('%s - "GET %s"', "127.0.0.1", f"/data/{TOKEN}")
    try:
        with app.container.store.database.write() as connection:
            row = {"mailbox": ADDRESS, "name": NAME}
            connection.execute(
                text("INSERT INTO subscribers (mailbox, nam) VALUES (:mailbox, :name)"), row
            )
    except Exception:
        logging.getLogger("newsletter.app.x").exception("no such column of mailbox")


def odd_call(app: Newsletter, clock: SetClock) -> None:
    """Take a call with an event that cannot be read, and quotes whom it is about."""
    from tests.app.test_reports import a_call

    odd = {"event-data": {"event": NAME}}
    call = a_call("failed", "x.1", ADDRESS, clock().timestamp(), "a" * 50, **odd)
    assert app.receive("mailgun", call)[0] == 200
    strange = a_call(f"odd {NAME}", "x.99999999999", ADDRESS, clock().timestamp(), "b" * 50)
    assert app.receive("mailgun", strange)[0] == 200
    app.rounds.make()


def test_the_secrets_of_the_settings_are_found_wherever_they_are(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    around = {
        "NEWSLETTER_SECRET": "one" * 9,
        "NEWSLETTER_OLD_SECRETS": "two" * 9,
        "NEWSLETTER_DATABASE": "postgresql://news:th%40ree@db/x",
    }
    settings = load(app.container.folder, around)
    assert {"one" * 9, "two" * 9, "th%40ree", "th@ree"} <= set(secrets_of(settings))


def test_the_format_and_the_level_are_settings(
    tmp_path: Path, kept: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    app = a_publication(tmp_path / "own", SetClock(), '[log]\nformat = "json"\nlevel = "warning"\n')
    assert type(lines_of(app.settings.log)) is JsonLines
    logs.keep_log(app.settings)
    logging.getLogger("newsletter.x").info("not this")
    assert capsys.readouterr().err == ""
    logs.keep_log(app.settings, is_verbose=True)
    logging.getLogger("newsletter.x").debug("but this")
    assert "but this" in capsys.readouterr().err


def test_a_command_without_a_log_masks_what_python_prints_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = StringIO()
    last = logging.StreamHandler(told)
    monkeypatch.setattr(logging, "lastResort", last)
    logs.mask_other_commands()
    last.handle(logging.makeLogRecord({"name": "newsletter", "msg": "of %s", "args": (ADDRESS,)}))
    clean(told)


def test_a_process_that_logs_json_writes_nothing_else(tmp_path: Path) -> None:
    a_publication(tmp_path / "own", SetClock(), '[log]\nformat = "json"\n').close()
    with running(tmp_path / "own", a_free_port()) as process:
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=patience.SECONDS)
    lines = [json.loads(line) for line in told.splitlines()]
    events = {one["event"]: one for one in lines}
    assert lines[-1]["event"] == "run-stopped"
    assert "address=http://127.0.0.1:" in events["pages-served"]["why"]
    (started,) = [one for one in lines if one["event"] == "newsletter started"]
    assert started["provider"] == "outbox"
    assert started["database"].startswith("sqlite:///")
    assert [one for one in lines if set(one) < {"time", "level", "logger", "event"}] == []
