"""``newsletter sandbox``: a provider on this machine that takes mail and mails nobody."""

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.terminal import say


def sandbox(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes a free one.")] = 8025,
    log: Annotated[Path, typer.Option(help="One line for every mail that it accepted.")] = Path(
        "sandbox.log"
    ),
    knobs: Annotated[
        str,
        typer.Option(
            help='Misfortunes, such as {"faults": [{"answer": "drop", "taken": "all", "at": [3]}]}.'
        ),
    ] = "{}",
    hooks: Annotated[
        str,
        typer.Option(
            help="Report there what became of the mails, such as http://127.0.0.1:8000/hooks."
        ),
    ] = "",
    hook_secret: Annotated[
        str,
        typer.Option(help="Signs the reports: the signing key or the password in your settings."),
    ] = "",
) -> None:
    """Serve a provider that speaks Mailgun, Postmark and Resend, and shows what it accepted."""
    from newsletter.app.sandbox import serve

    def tell(address: str) -> None:
        say(f"sandbox on {address}: open it in a browser to see what it accepted")
        say(
            f'to send through it: [provider] name = "mailgun", and under [provider.mailgun] base = "{address}"'
        )

    serve(host, port, log, knobs, tell, (hooks, hook_secret) if hooks else None)
