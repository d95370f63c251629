"""Where providers report back: kept raw and answered at once, read later."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newsletter.app import Newsletter
from newsletter.model.hook import Hook
from newsletter.web.bodies import allow_body


def routes(newsletter: Newsletter) -> Sequence[BaseRoute]:
    """``/hooks/{provider}``, with a slash at its end or without.

    Plain routes: nothing here is described, checked or injected by FastAPI, and
    a storm of reports comes by the thousand.
    """

    async def receive(request: Request) -> Response:
        """Hand one call over as it came; the newsletter knows the provider's language of answers."""
        provider = request.path_params["provider"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        head = Hook(headers=headers, body=b"", query=dict(request.query_params))
        admission = newsletter.admit(provider, head)
        if admission.refusal is not None:
            # the connection ends, whatever of the body is still on its way
            refused = {**admission.headers, "connection": "close"}
            return Response(status_code=admission.refusal, headers=refused)
        allow_body(request, admission.largest_bytes, busy=admission.busy)
        hook = replace(head, body=await request.body())
        status, answer = await run_in_threadpool(newsletter.receive, provider, hook)
        return Response(status_code=status, headers=dict(answer))

    return [
        Route(path, receive, methods=["POST"], include_in_schema=False)
        for path in ("/hooks/{provider}", "/hooks/{provider}/")
    ]
