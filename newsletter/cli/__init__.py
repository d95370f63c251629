"""The command line: one module per noun.

Arguments come in, the app is asked, and results come out for people or, with ``--json``,
for programs. Exit codes: 0 done, 1 refused with a reason, 2 wrong use.
"""

import atexit
import gc
import io
import sys
from typing import Final

_INTERRUPTED: Final = 130  # 128 + SIGINT, as shells count
# Python's default is 700: a tenth of a short command would be searches for cycles that are not
# there. A dispatch and a check make 180,000, most of them while they import, and end.
_OBJECTS_OF_A_COMMAND: Final = 300_000


def main() -> None:
    """Run one command. Every expected error becomes one message and exit code 1."""
    gc.set_threshold(_OBJECTS_OF_A_COMMAND)
    atexit.register(gc.freeze)  # else the last search takes longer than many a command
    from newsletter.cli.commands import commands
    from newsletter.cli.logs import mask_other_commands
    from newsletter.errors import NewsletterError

    mask_other_commands()
    _speak_to_any_terminal()
    try:
        commands(prog_name="newsletter")
    except NewsletterError as error:
        from newsletter.cli.terminal import with_hints

        _leave(with_hints(error.message))
    except OSError as error:
        from newsletter.cli.terminal import sentence, trouble

        _leave(sentence(trouble(error)))
    except SystemExit as left:
        if left.code == _INTERRUPTED:  # Typer turns Ctrl-C into this code, without a word
            from newsletter.cli.terminal import sentence
            from newsletter.message import Message

            print(sentence(Message("command-stopped")), file=sys.stderr)  # noqa: T201  # for a person, like the error below
        raise
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None


def _leave(why: str) -> None:
    from newsletter.cli.terminal import without_controls

    print(without_controls(why), file=sys.stderr)  # noqa: T201  # the one place where an error meets a person
    raise SystemExit(1) from None


def _speak_to_any_terminal() -> None:
    """Print a question mark where the terminal cannot show a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
