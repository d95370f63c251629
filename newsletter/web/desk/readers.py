"""Readers at the desk: figures for everybody, the list for owners, adding and unsubscribing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.reader_acts import tags_in
from newsletter.app.reader_list import ReaderFigures, ReaderList, ReaderPage
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.audience import Standing
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.reader_search import ReaderSearch, ReaderSearches, tidy
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.guard import client_of
from newsletter.web.routes import WRITE, PageRoutes

READERS: Final = "/desk/readers"
_LONGEST_ECHO: Final = 320  # characters of a typed text that are shown again
_WIDTH, _HEIGHT = 600, 120  # of the line, in its own units


class ReaderPages:
    """``/desk/readers``, ``/desk/readers/add`` and ``/desk/readers/unsubscribe``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._searches = ReaderSearches(newsletter)

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes, door = PageRoutes(), self._door
        routes.add(READERS, door.shows(Permission.WRITE, self.list))
        routes.add(f"{READERS}/search", door.acts(Permission.READERS, self.search), WRITE)
        routes.add(f"{READERS}/add", door.shows(Permission.READERS, self.ask))
        routes.add(f"{READERS}/add", door.acts(Permission.READERS, self.add), WRITE)
        routes.add(
            f"{READERS}/unsubscribe",
            door.acts(Permission.UNSUBSCRIBE, self.unsubscribe, at_pace=True),
            WRITE,
        )
        return routes

    def list(self, visit: Visit) -> Response:
        """Show figures without names and, to owners, readers fifty by fifty."""
        return self._list(visit)

    def _list(
        self, visit: Visit, *, typed: str = "", wrong: Mapping[str, Message] | None = None
    ) -> Response:
        search, sees = self._searches.asked(visit.request), visit.sees_readers
        readers, asked = self._newsletter.desk.readers, _Choice.of(visit, search)
        with self._newsletter.container.snapshot():
            people = asked.page_of(readers) if sees else None
            figures = None if sees and asked.is_narrow else readers.figures(is_exact=sees)
            tags = readers.tags() if sees else ()
            is_nobody = people is not None and not people.lines
            suppression = readers.suppression_of(search.text) if is_nobody else None
        return self._door.show(
            visit,
            "readers",
            status=422 if wrong else 200,
            figures=figures,
            line=None if figures is None else _line(figures),
            people=people,
            suppression=suppression,
            asked=asked,
            standings=tuple(Standing),
            tags=tags,
            older=asked.address(people.after) if people is not None and people.after else "",
            may_unsubscribe=visit.editor.may(Permission.UNSUBSCRIBE),
            typed=typed[:_LONGEST_ECHO],
            wrong=wrong or {},
            done=visit.request.query_params.get("done", ""),
        )

    def search(self, visit: Visit, form: FormData) -> Response:
        """Go to the readers who fit what was typed and chosen.

        An exact address leads to its reader at once, which is an act in the log.
        """
        text = tidy(str(form.get("search", "")))
        if not form.get("standing") and not form.get("tag"):
            number = self._newsletter.desk.reader_acts.open_address(text, visit.editor)
            if number is not None:
                return self._searches.keep(self._door.go(f"{READERS}/{number}"), "")
        chosen = {
            "search": self._searches.token(text),
            "standing": str(form.get("standing", "")),
            "tag": str(form.get("tag", "")),
        }
        return self._searches.keep(self._door.go(_address(chosen)), text)

    def unsubscribe(self, visit: Visit, form: FormData) -> Response:
        """Unsubscribe a reader by the exact address. The answer does not say whether there is one."""
        address = str(form.get("email", ""))
        client = client_of(visit.request, self._newsletter.readers.trusted_proxies)
        try:
            self._newsletter.desk.reader_acts.unsubscribe_address(address, visit.editor, client)
        except (BadAddress, DeskError) as error:
            return self._list(visit, typed=address, wrong={"email": _of_address(address, error)})
        return self._door.go(f"{READERS}?done=unsubscribed")

    def ask(self, visit: Visit) -> Response:
        """Show the form that adds one person."""
        return self._ask(visit, {}, {})

    def _ask(
        self, visit: Visit, typed: Mapping[str, str], wrong: Mapping[str, Message]
    ) -> Response:
        return self._door.show(
            visit,
            "add_reader",
            status=422 if wrong else 200,
            typed={name: value[:_LONGEST_ECHO] for name, value in typed.items()},
            wrong=wrong,
        )

    def add(self, visit: Visit, form: FormData) -> Response:
        """Add one person, with a statement of how they agreed."""
        fields = ("email", "name", "tags", "statement", "health")
        typed = {field: str(form.get(field, "")) for field in fields}
        acts, tags = self._newsletter.desk.reader_acts, tags_in(typed["tags"])
        wrong = acts.mistakes(typed["email"], typed["statement"])
        warning = None if typed["health"] else self._about_health(tags)
        if warning is not None:
            wrong["tags"] = warning
        if wrong:
            return self._ask(visit, typed, wrong)
        try:
            is_new = acts.add(
                typed["email"],
                first_name=typed["name"],
                tags=tags,
                statement=typed["statement"],
                by=visit.editor,
            )
        except DeskError as error:  # the reader left, or gets no mail for another reason
            return self._ask(visit, typed, {"email": error.message})
        return self._door.go(f"{READERS}?done={'added' if is_new else 'known'}")

    def _about_health(self, tags: tuple[str, ...]) -> Message | None:
        """Return what to consider about tags; ``None`` if nothing is."""
        warnings = map(self._newsletter.people.warning, tags)
        return next((one for one in warnings if one is not None), None)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which readers the list shows."""

    search: ReaderSearch
    standing: Standing | None
    tag: str | None
    after: int

    @classmethod
    def of(cls, visit: Visit, search: ReaderSearch) -> "_Choice":
        """Read it from the address; what makes no sense there is left out."""
        asked = visit.request.query_params
        return cls(
            search=search,
            standing=next((one for one in Standing if one.value == asked.get("standing")), None),
            tag=asked.get("tag") or None,
            after=whole_number(asked.get("after", ""), 9) or 0,
        )

    def page_of(self, readers: ReaderList) -> ReaderPage:
        """Return the readers of this choice, fifty at most."""
        return readers.page(
            search=self.search.text, standing=self.standing, tag=self.tag, after=self.after
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some readers are left out."""
        return bool(self.search.text or self.standing or self.tag or self.after)

    def address(self, after: int | None) -> str:
        """Return the address of the page after a number, or of the first one."""
        chosen = {
            "search": self.search.token,
            "standing": self.standing.value if self.standing else "",
            "tag": self.tag or "",
            "after": str(after or ""),
        }
        return _address(chosen)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of numbers, drawn.

    Attributes:
        points: As SVG writes them, in a box of ``width`` by ``height``.
        low: The number at the bottom of the box.
        high: The number at its top.
    """

    points: str
    low: int
    high: int
    width: int = _WIDTH
    height: int = _HEIGHT


def _line(figures: ReaderFigures) -> _Line:
    """Return the line of the readers week by week."""
    counts = [week.readers for week in figures.weeks]
    low, high = min(counts), max(counts)
    if low < high / 2:
        low = 0  # else a tenth more readers would look like a leap
    reach, step = max(high - low, 1), _WIDTH / max(len(counts) - 1, 1)
    points = " ".join(
        f"{place * step:.1f},{_HEIGHT - (count - low) * _HEIGHT / reach:.1f}"
        for place, count in enumerate(counts)
    )
    return _Line(points, low, high)


def _address(chosen: Mapping[str, str]) -> str:
    """Return the address of the page under a choice."""
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{READERS}?{query}" if query else READERS


def _of_address(address: str, error: BadAddress | DeskError) -> Message:
    """Return what is wrong with a typed address."""
    return error.message if address.strip() else Message("reader-address-missing")
