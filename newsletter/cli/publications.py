"""Commands for a publication as a whole: start, check, run, sandbox."""

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import (
    AsJson,
    complain,
    fail_if,
    print_json,
    publication,
    say,
    speech,
)
from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app import Newsletter

log = logging.getLogger(__name__)
Verbose = Annotated[bool, typer.Option("--verbose", help="Log also what did nothing.")]
Knobs = Annotated[
    str,
    typer.Option(
        metavar="JSON",
        help='Faults to simulate, such as {"faults": [{"answer": "drop", "taken": "all", "at": [3]}]}.',
    ),
]


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    language: Annotated[
        str, typer.Option(help="Language of the emails and the pages: nl or en.")
    ] = "nl",
) -> None:
    """Create a publication: settings with explanations, and templates to adapt."""
    from newsletter.app.publication import init as make

    speech.language = language
    for message in make(folder, language):
        say(message)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """List everything that is wrong or missing."""
    from newsletter.app.doctor import examine
    from newsletter.app.publication import language_of

    folder = context.find_root().obj
    speech.language = language_of(folder)
    findings = examine(folder)
    if as_json:
        print_json([{**one.facts(), "told": fact_of(one.message)} for one in findings])
    else:
        for one in findings:
            say(Message("diagnosis-line", sign=one.weight.value, about=one.about, what=one.message))
    fail_if(any(finding.is_wrong for finding in findings))


def run(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    verbose: Verbose = False,
) -> None:
    """Serve the pages and send what is due, until stopped."""
    import signal

    from newsletter.app.listening import address_of, noted
    from newsletter.web.site import listen, serve

    app = _served(context)
    tell = _keep_log(app, is_verbose=verbose)
    web = app.settings.web
    host, port = host or web.host, web.port if port is None else port
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stops as Ctrl-C does
    try:
        with listen(host, port) as listening:  # first: a process that cannot serve starts nothing
            address = address_of(host, listening.getsockname()[1])
            app.container.served_at = address
            app.startup.wait_for_database(tell)
            with noted(app.container.folder, address):
                _greet(app, address, tell)
                app.startup.log()
                with app.rounds.running():
                    serve(app, listening)
    except KeyboardInterrupt:
        pass
    tell(Message("run-stopped"))


def _served(context: typer.Context) -> "Newsletter":
    """Return the publication, for a process that runs until it is stopped."""
    from newsletter.system import collect_for_long

    collect_for_long()
    return publication(context)


def _greet(app: "Newsletter", address: str, tell: Callable[[Message], object]) -> None:
    tell(Message("pages-served", name=app.settings.publication.name, address=address))
    if (stray := app.container.stray_links) is not None:
        tell(Message("letters-lead-elsewhere", address=stray))
    for message in app.startup.words():
        tell(message)
    # only at a terminal: others read logs, and the address makes its first visitor an owner
    if sys.stderr.isatty() and not app.desk.editors.are_there():
        complain(Message("desk-first-link", address=app.desk.sign_in.first_link()))


def _keep_log(app: "Newsletter", *, is_verbose: bool) -> Callable[[Message], object]:
    """Begin the log, and return how to notify a person: by its lines if programs read them."""
    from newsletter.cli.logs import keep_log
    from newsletter.config import LogFormat

    keep_log(app.settings, is_verbose=is_verbose)
    return _log if app.settings.log.format is LogFormat.JSON else _complain_if_possible


def _complain_if_possible(message: Message) -> None:
    """Print a message, unless its disk is full or its reader gone, which must stop no letter."""
    with suppress(OSError):
        complain(message)


def _log(message: Message) -> None:
    log.info(message.code, extra={"why": message})


def worker(
    context: typer.Context,
    metrics: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Serve metrics, such as at 127.0.0.1:9109.")
    ] = "",
    verbose: Verbose = False,
) -> None:
    """Send batches as one of several machines on one PostgreSQL database, until stopped."""
    app = _served(context)
    tell = _keep_log(app, is_verbose=verbose)
    if metrics:
        app.liveness.metrics.serve(*_split(metrics))
    app.fleet.work(ready=lambda: tell(Message("worker-ready")))


def _split(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise typer.BadParameter("write an address and a port, such as 127.0.0.1:9109")
    return host.strip("[]"), int(port)


def demo(
    article: Annotated[Path | None, typer.Argument(help="An article; by default a sample.")] = None,
    folder: Annotated[
        Path,
        typer.Option(
            "--into", metavar="DIR", help="Folder for the demonstration, emptied each time."
        ),
    ] = Path("demo"),
) -> None:
    """Run the whole job from article to mailbox, with a clock that is set forward, and report."""
    from newsletter.cli.demonstration import run_demo

    fail_if(not run_demo(article, folder))


def sandbox(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8025,
    log: Annotated[
        Path, typer.Option(metavar="FILE", help="File with one line for every accepted mail.")
    ] = Path("sandbox.log"),
    knobs: Knobs = "{}",
    hooks: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Address to report outcomes to, such as http://127.0.0.1:8000/hooks.",
        ),
    ] = "",
    hook_secret: Annotated[
        str,
        typer.Option(
            metavar="SECRET",
            help="Secret of the reports: the signing key or password in your settings.",
        ),
    ] = "",
) -> None:
    """Serve a test provider that imitates Mailgun, Postmark and Resend, and shows accepted mails."""
    _serve_sandbox(host, port, log, knobs, (hooks, hook_secret) if hooks else None)


def _serve_sandbox(
    host: str, port: int, log: Path, knobs: str, hooks: tuple[str, str] | None
) -> None:
    from newsletter.system import reason_of
    from newsletter.testing.knobs import read as read_knobs
    from newsletter.testing.reporting import Hooks
    from newsletter.testing.sandbox import serve

    faults = read_knobs(knobs)
    reports = Hooks(url=hooks[0].rstrip("/"), secret=hooks[1]) if hooks else None
    try:
        serve(host, port, log, faults, ready=_say_where, hooks=reports)
    except OSError as error:
        raise DeskError("sandbox-not-started", reason=reason_of(error)) from error


def _say_where(address: str) -> None:
    say(Message("sandbox-served", address=address))
    say(Message("sandbox-to-send-through", address=address))
