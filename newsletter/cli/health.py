"""``newsletter health``: whether the newsletter runs and is well, for people and monitors."""

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import AsJson, fail_if, print_json, publication, say
from newsletter.message import Message


def health(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the running newsletter on this machine whether it is well; exit with 1 if it is ill."""
    from newsletter.app.loopback import ask

    problems = ask(publication(context))
    if as_json:
        status = "ill" if problems else "well"
        messages, codes = [fact_of(one) for one in problems], [one.code for one in problems]
        print_json({"status": status, "problems": messages, "codes": codes})
    else:
        for one in problems or (Message("newsletter-well"),):
            say(one)
    fail_if(bool(problems))
