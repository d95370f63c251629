"""What depends on nothing but its arguments, kept for the other tests of a process.

Most tests begin with the same few letters and the same template, each in a publication
of its own: laying them out and looking them over anew took a fifth of such a test.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock
from typing import Any

import typer.main
from jinja2.sandbox import ImmutableSandboxedEnvironment as Letters
from starlette import routing

from newsletter.editorial.checks import finding
from newsletter.rendering import compile as rendering

_MOST = 256  # results of each kind, some ten kilobytes each


def share() -> None:
    """Let letters be laid out and looked over, templates compiled and commands put together, once."""
    rendering.to_html = _kept(
        rendering.to_html, lambda marked, template, page: (marked, template.folder, page)
    )
    rendering.inline = _kept(rendering.inline, lambda html: html)
    finding.run = _kept(
        finding.run, lambda inputs, *, without=(): (repr(inputs), frozenset(without))
    )
    # every publication's site has the same two hundred addresses
    routing.compile_path = cache(routing.compile_path)
    typer.main.get_command = cache(typer.main.get_command)
    # of letters alone: a page's constants are filled in for its language while it is compiled
    Letters.compile = _kept(Letters.compile, lambda _, *of: of)


def _kept(made: Callable[..., Any], key_of: Callable[..., Hashable]) -> Callable[..., Any]:
    """Return the function with its latest results; an error is raised anew each time."""
    known: OrderedDict[Hashable, Any] = OrderedDict()
    lock = Lock()

    def again(*given: Any, **named: Any) -> Any:
        key = key_of(*given, **named)
        try:
            result = known[key]
        except KeyError:
            result = made(*given, **named)
        with lock:
            known[key] = result
            known.move_to_end(key)
            if len(known) > _MOST:
                known.popitem(last=False)
        return result

    return again
