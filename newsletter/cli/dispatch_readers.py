"""``newsletter dispatch show --reader``: why one reader got a letter, or did not."""

from typing import TYPE_CHECKING

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import print_json, say
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app import Newsletter
    from newsletter.app.dispatch_readers import NextLetter, ReaderOfDispatch


def show_reader(app: "Newsletter", dispatch: int, reader: int, *, as_json: bool) -> None:
    """Print what became of a dispatch for one reader, and whether the next letter goes to them."""
    from newsletter.app.dispatch_readers import DispatchReaders

    answers = DispatchReaders.of(app)
    found, following = answers.show(dispatch, reader), answers.next_for(reader)
    if as_json:
        print_json({**_facts(found), "next": _following(following)})
        return
    say(
        Message(
            "reader-of-dispatch",
            reader=reader,
            dispatch=dispatch,
            issue=found.issue,
            why=found.why,
        )
    )
    if following is not None:
        say(following.sentence(app.zone))


def _facts(found: "ReaderOfDispatch") -> dict[str, object]:
    return {
        "dispatch": found.dispatch,
        "issue": found.issue,
        "reader": found.reader,
        "state": found.state,
        "exclusion": found.exclusion.value if found.exclusion else None,
        "at": found.at.isoformat() if found.at else None,
        "why": fact_of(found.why),
    }


def _following(one: "NextLetter | None") -> dict[str, object] | None:
    """Return the next letter for machines; ``None`` for a reader who was erased."""
    if one is None:
        return None
    return {
        "issue": one.issue or None,
        "at": one.at.isoformat(),
        "gets": one.exclusion is None,
        "exclusion": one.exclusion.value if one.exclusion else None,
    }
