"""The pages for readers, the JSON API and the webhooks, over HTTP.

Requests come in, the app is asked, and answers go out. The package knows no SQL and,
of the other packages, the app alone. The web framework is loaded when pages are built, not when this
package is imported.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from newsletter.app import Newsletter

__all__ = ["build"]


def build(newsletter: "Newsletter") -> "ASGIApp":
    """Return the whole web side of one publication, ready for an ASGI server.

    Serve it without an access log: its lines would hold readers' tokens.
    """
    from newsletter.web.site import assemble

    return assemble(newsletter)
