"""Signed proofs of dispatches at the desk, to print or to download; for owners alone."""

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.dispatch_proofs import DispatchProof, DispatchProofs
from newsletter.errors import DeskError
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.routes import PageRoutes


class DispatchProofPages:
    """``/desk/dispatches/{number}/proof``, with its file ``proof.json``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes, door, may = PageRoutes(), self._door, Permission.READERS  # it tells who has left
        path = "/desk/dispatches/{number}/proof"
        routes.add(path, door.shows(may, self.show))
        routes.add(f"{path}.json", door.shows(may, self.file))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the proof of a dispatch as a page to print."""
        proof = self._proof(visit)
        facts = proof.facts
        first, last = facts["first_handed_over_at"], facts["last_handed_over_at"]
        return self._door.show(
            visit,
            "dispatch_proof",
            line=self._newsletter.desk.dispatch_views.line(facts["dispatch"]),
            proof=facts,
            text=proof.to_json(),
            begun=datetime.fromisoformat(first) if first else None,
            ended=datetime.fromisoformat(last) if last else None,
            made_at=datetime.fromisoformat(facts["made_at"]),
        )

    def file(self, visit: Visit) -> Response:
        """Send the proof of a dispatch as a file."""
        proof = self._proof(visit)
        return Response(
            proof.to_json(),
            media_type="application/json",
            headers={
                "content-disposition": f'attachment; filename="proof-{proof.facts["dispatch"]}.json"',
                "cache-control": "no-store",
            },
        )

    def _proof(self, visit: Visit) -> DispatchProof:
        """Return the proof of the dispatch in the URL.

        Raises:
            HTTPException: 404, if there is no such dispatch.
        """
        try:
            return DispatchProofs.of(self._newsletter).make(number_in(visit))
        except DeskError as error:
            if error.code != "dispatch-unknown":
                raise
            raise HTTPException(404) from error
