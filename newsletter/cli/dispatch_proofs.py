"""``newsletter dispatch proof``: signed counts of a dispatch, and checking them."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer

from newsletter.cli.terminal import AsJson, local, print_json, print_table, publication, say
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
    app = publication(context)
    proofs = DispatchProofs.of(app)
    found = proofs.make(dispatch) if dispatch is not None else proofs.check(_read(verify))
    if not found.is_own:
        raise DeskError("proof-of-another-key", key=found.facts["public_key"])
    if as_json:
        print_json(found.facts)
        return
    if verify is not None:
        say(Message("proof-holds"))
    _say(found.facts, app.zone)


def _read(file: Path | None) -> bytes:
    assert file is not None, "it is given if no dispatch is"  # noqa: S101  # narrows the type for mypy
    return file.read_bytes()


def _say(facts: Mapping[str, Any], zone: tzinfo) -> None:
    from newsletter.app.dispatch_list import DispatchStatus
    from newsletter.model.dispatch import DeliveryState

    def at(name: str) -> str:
        return local(datetime.fromisoformat(facts[name]), zone)

    state = Message.of(DispatchStatus(facts["state"]))
    names = ("dispatch", "issue", "subject", "provider")
    say(Message("proof-of", state=state, **{name: facts[name] for name in names}))
    say(Message("proof-edition", sha256=facts["edition_sha256"]))
    say(Message("proof-frozen", at=at("frozen_at")))
    if facts["first_handed_over_at"]:
        first, last = at("first_handed_over_at"), at("last_handed_over_at")
        say(Message("proof-handed-over", first=first, last=last))
    say(Message("proof-recipients", count=facts["recipients"]))
    counts = facts["counts"].items()
    print_table(
        ("column-state", "column-readers"),
        ((Message.of(DeliveryState(state)), many) for state, many in counts),
        Message("recipients-none"),
    )
    if facts["skipped"]:
        reasons = tuple(f"{reason} {many}" for reason, many in facts["skipped"].items())
        say(Message("proof-skipped", reasons=reasons))
    say(Message("proof-made", program=facts["program"], at=at("made_at")))
    say(Message("proof-key", key=facts["public_key"]))
    say(Message("proof-signature", signature=facts["signature"]))
