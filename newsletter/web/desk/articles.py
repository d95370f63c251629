"""Articles at the desk: pasted, uploaded, fetched, listed and removed."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, AuthorError, DeskError, FetchError, NewsletterError
from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes


class ArticlePages:
    """``/desk/articles``, and the removal of one."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door = Permission.WRITE, self._door
        one = "/desk/articles/{name}"
        routes.add("/desk/articles", door.shows(write, self.list))
        routes.add("/desk/articles", door.acts(write, self.paste), WRITE)
        for name, act, files in (
            ("address", self.fetch, 0),
            ("file", self.upload, 1),
            ("example", self.example, 0),
        ):
            endpoint = door.acts(write, act, files=files)
            routes.add(f"/desk/articles/{name}", endpoint, WRITE)
        for name, act in (
            ("remove", self.remove),
            ("restore", self.restore),
            ("replace", self.replace),
        ):
            routes.add(f"{one}/{name}", door.acts(Permission.DISCARD, act), WRITE)
        return routes

    def list(self, visit: Visit) -> Response:
        """Show every article, and a field to paste a new one into."""
        return self._list(visit)

    def paste(self, visit: Visit, form: FormData) -> Response:
        """Save a pasted article and go to its page; on failure, show the text again."""
        text = str(form.get("text", ""))
        try:
            name = self._newsletter.desk.additions.paste(text, visit.editor)
        except AuthorError as error:
            return self._list(visit, typed=text, wrong={"text": error.problem}, status=422)
        except OSError:  # such as a full disk
            return self._list(
                visit, typed=text, wrong={"text": Message("desk-cannot-write")}, status=507
            )
        return self._door.go(f"/desk/articles/{name}")

    def fetch(self, visit: Visit, form: FormData) -> Response:
        """Save the article at an address, once the form says whose text it is."""
        address = str(form.get("address", "")).strip()
        try:
            name = self._newsletter.desk.additions.fetch(address, rights_of(form), visit.editor)
        except (AuthorError, FetchError, DeskError) as error:
            asks = error.code == "rights-unknown"
            why = Message("rights-asked") if asks else _why(error)
            wrong = {"address": why}
            return self._list(visit, address=address, asks_rights=asks, wrong=wrong, status=422)
        except OSError:
            return self._not_kept(visit, "address", address)
        return self._door.go(f"/desk/articles/{name}")

    def upload(self, visit: Visit, form: FormData) -> Response:
        """Save an uploaded file."""
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return self._list(visit, wrong={"file": Message("upload-missing")}, status=422)
        data = file.file.read()
        try:
            name = self._newsletter.desk.additions.upload(file.filename, data, visit.editor)
        except (AuthorError, DeskError) as error:
            return self._list(visit, wrong={"file": _why(error)}, status=422)
        except OSError:
            return self._not_kept(visit, "file")
        return self._door.go(f"/desk/articles/{name}")

    def example(self, visit: Visit, _form: FormData) -> Response:
        """Save the example article that comes with the program."""
        try:
            name = self._newsletter.desk.additions.example(visit.editor)
        except DeskError as error:
            return self._list(visit, why=_why(error), status=422)
        except OSError:
            return self._list(visit, why=Message("article-not-kept"), status=507)
        return self._door.go(f"/desk/articles/{name}")

    def remove(self, visit: Visit, _form: FormData) -> Response:
        """Move an article aside; the next page offers to restore it."""
        name = str(visit.request.path_params["name"])
        try:
            self._newsletter.desk.removed.remove(name, visit.editor)
        except ArticleError as error:
            if error.code == "article-removed-already":
                return self._list(visit, why=error.problem, status=409)
            raise HTTPException(404) from error
        return self._door.go(f"/desk/articles?removed={quote(name)}")

    def restore(self, visit: Visit, _form: FormData) -> Response:
        """Restore a removed article."""
        name = str(visit.request.path_params["name"])
        self._newsletter.desk.removed.restore(name, visit.editor)
        return self._door.go(f"/desk/articles/{quote(name)}")

    def replace(self, visit: Visit, form: FormData) -> Response:
        """Use an article in place of an older version of it, and show that."""
        name, older = article_name(self._newsletter, visit), str(form.get("older", ""))
        self._newsletter.desk.versions.replace(name, older, visit.editor)
        return self._door.go(f"/desk/articles/{quote(older)}?replaced=yes")

    def _removed(self, visit: Visit) -> tuple[str, str] | None:
        """Return the name and title of the article just removed, to offer its return."""
        name, removed = visit.request.query_params.get("removed", ""), self._newsletter.desk.removed
        return (name, removed.title(name)) if removed.has(name) else None

    def _not_kept(self, visit: Visit, field: str, address: str = "") -> Response:
        """Say at a field that an article cannot be written, such as on a full disk."""
        wrong = {field: Message("article-not-kept")}
        return self._list(visit, address=address, wrong=wrong, status=507)

    def refuse(self, visit: Visit, why: Message) -> Response:
        """Return the list with the reason why a proposal was not answered."""
        return self._list(visit, proposal_why=why, status=422)

    def _list(
        self,
        visit: Visit,
        *,
        typed: str = "",
        address: str = "",
        asks_rights: bool = False,
        why: Message | None = None,
        wrong: Mapping[str, Message] | None = None,
        proposal_why: Message | None = None,
        status: int = 200,
    ) -> Response:
        return self._door.show(
            visit,
            "articles",
            status=status,
            rows=self._newsletter.article_list.rows(),
            proposals=self._newsletter.feeds.proposals(),
            proposal_why=proposal_why,
            followed=self._newsletter.feeds.followed(),
            may_discard=visit.editor.may(Permission.DISCARD),
            removed=self._removed(visit),
            typed=typed,
            address=address,
            asks_rights=asks_rights,
            why=why,
            wrong=wrong or {},
        )


def article_name(newsletter: Newsletter, visit: Visit) -> str:
    """Return the name of the article in the URL.

    Raises:
        HTTPException: 404, if there is no such article.
    """
    name = str(visit.request.path_params["name"])
    if all(name != path.name for path in newsletter.articles.paths()):
        raise HTTPException(404)
    return name


def _why(error: NewsletterError) -> Message:
    """Return the error's message, without paths on the server."""
    is_taken = error.code == "article-there-already"
    return Message("article-there-here") if is_taken else error.problem


def rights_of(form: FormData) -> Rights | None:
    """Return the rights that the form states; ``None`` if it states none."""
    match form.get("whose"):
        case "own":
            return Rights()
        case "permission" if name := str(form.get("permission_of", "")).strip():
            return Rights(name)
        case _:
            return None
