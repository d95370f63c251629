"""Recording what editors do at the desk, and programs with a key, in the log."""

from typing import Final

from newsletter.app.container import Container
from newsletter.model.editor import Act, Actor, Doer, Editor, LogEntry

LONGEST_THING: Final = 200  # characters, as the columns of the log
_LONGEST_VALUE: Final = 100


def names(container: Container) -> dict[int, str]:
    """Return the names of all who act: of editors, and of programs with a key, by number."""
    with container.listing() as listing:
        programs = {-key.id: key.name for key in listing.api_keys()}
    return programs | {one.id: one.name for one in container.store.editors.all()}


def note(
    container: Container, act: Act, thing: str, by: Doer, *, before: str = "", after: str = ""
) -> None:
    """Append an act to the log, in the open transaction.

    Args:
        container: The publication's container.
        act: What was done.
        thing: The object, such as ``issue 12``. It is shortened if it is too long.
        by: The editor, or the program with a key.
        before: A hash or a value of the object before the act; empty if there is none.
        after: A hash or a value of the object after the act; empty if there is none.
    """
    container.store.log.add(
        LogEntry(
            at=container.now(),
            actor=Actor.DESK if isinstance(by, Editor) else Actor.API,
            act=act,
            thing=thing[:LONGEST_THING],
            editor=by.id,
            before=before[:_LONGEST_VALUE],
            after=after[:_LONGEST_VALUE],
        )
    )
