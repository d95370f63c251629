"""``newsletter dispatch proof``: signed counts of a dispatch, and checking them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from newsletter.cli.terminal import AsJson, print_json, print_table, publication, say
from newsletter.errors import DeskError
from newsletter.message import Message


def proof(
    context: typer.Context,
    dispatch: Annotated[
        int | None, typer.Argument(metavar="DISPATCH", help="Its number.", show_default=False)
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Check a proof that was written with --json.", dir_okay=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print a signed proof of a dispatch: its text, its counts and its times, without addresses."""
    from newsletter.app.dispatch_proofs import DispatchProofs

    if (dispatch is None) == (verify is None):
        raise typer.BadParameter("give the number of a dispatch, or --verify FILE")
    proofs = DispatchProofs.of(publication(context))
    found = proofs.make(dispatch) if dispatch is not None else proofs.check(_read(verify))
    if not found.is_own:
        raise DeskError("proof-of-another-key", key=found.facts["public_key"])
    if as_json:
        print_json(found.facts)
        return
    if verify is not None:
        say(Message("proof-holds"))
    _say(found.facts)


def _read(file: Path | None) -> bytes:
    assert file is not None, "it is given if no dispatch is"  # noqa: S101  # for mypy
    return file.read_bytes()


def _say(facts: Mapping[str, Any]) -> None:
    names = ("dispatch", "issue", "subject", "provider", "state")
    say(Message("proof-of", **{name: facts[name] for name in names}))
    say(Message("proof-edition", sha256=facts["edition_sha256"]))
    say(Message("proof-frozen", at=facts["frozen_at"]))
    if facts["first_handed_over_at"]:
        first, last = facts["first_handed_over_at"], facts["last_handed_over_at"]
        say(Message("proof-handed-over", first=first, last=last))
    say(Message("proof-recipients", count=facts["recipients"]))
    print_table(
        ("column-state", "column-readers"), facts["counts"].items(), Message("recipients-none")
    )
    if facts["skipped"]:
        reasons = tuple(f"{reason} {many}" for reason, many in facts["skipped"].items())
        say(Message("proof-skipped", reasons=reasons))
    say(Message("proof-made", program=facts["program"], at=facts["made_at"]))
    say(Message("proof-key", key=facts["public_key"]))
    say(Message("proof-signature", signature=facts["signature"]))
