"""Where providers report back: kept raw and answered at once, read later."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newsletter.model.hook import Hook
from newsletter.web.needs import Newsletter


def routes(newsletter: Newsletter) -> Sequence[BaseRoute]:
    """``/hooks/{provider}``, with a slash at its end or without.

    Plain routes: nothing here is described, checked or injected by FastAPI, and
    a storm of reports comes by the thousand.
    """

    async def receive(request: Request) -> Response:
        """Hand one call over as it came; the newsletter knows the provider's language of answers."""
        hook = Hook(
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
            query=dict(request.query_params),
        )
        provider = request.path_params["provider"]
        status, headers = await run_in_threadpool(newsletter.receive, provider, hook)
        return Response(status_code=status, headers=dict(headers))

    return [
        Route(path, receive, methods=["POST"], include_in_schema=False)
        for path in ("/hooks/{provider}", "/hooks/{provider}/")
    ]
