"""The page "Your letter": what an owner changes without a file."""

import re
from collections.abc import Mapping
from itertools import count, takewhile
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from newsletter.app import Newsletter, own_recipients
from newsletter.app.own_letter import (
    OwnChanged,
    OwnConflict,
    OwnLetterForm,
    OwnLetterInput,
    OwnWrong,
)
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import packed_values, unpacked_values
from newsletter.web.routes import WRITE, PageRoutes

_LETTERHEAD: Final = "/desk/letterhead"
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# characters of a typed text that are shown again: more than may be saved of any field
_LONGEST_ECHO: Final = 3000
_SLOT: Final = re.compile(r"([a-z]{3}) (\d\d:\d\d)")


class LetterheadPage:
    """``/desk/letterhead``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add(_LETTERHEAD, self._door.shows(Permission.OWN, self.show))
        routes.add(_LETTERHEAD, self._door.acts(Permission.OWN, self.save, files=1), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the form."""
        form = self._newsletter.desk.settings.own.look()
        return self._show(visit, form, form.values)

    def save(self, visit: Visit, form: FormData) -> Response:
        """Save what was changed; show what is wrong with it, or what was changed elsewhere."""
        own = self._newsletter.desk.settings.own
        typed, picture = _typed(form), _picture(form)
        given = OwnLetterInput(
            typed=typed,
            expected=str(form.get("expected", "")),
            picture=(picture.filename or "", picture.file) if picture else None,
            without_portrait=form.get("no_portrait") == "yes",
        )
        answer = own.save(given, visit.editor)
        if isinstance(answer, OwnChanged):
            done = "slots" if "schedule.slots" in answer.keys else "saved"
            return self._door.go(f"{_LETTERHEAD}?done={done if answer.keys else 'same'}")
        now = own.look()
        if isinstance(answer, OwnConflict):
            return self._conflict(visit, now, typed, form)
        return self._show(visit, now, typed, answer=answer, form=form)

    def _conflict(
        self, visit: Visit, now: OwnLetterForm, typed: Mapping[str, str], form: FormData
    ) -> Response:
        """Show what was typed and what was changed elsewhere, together; nothing was saved."""
        opened = unpacked_values(form, "opened") or {}
        mine = {name for name, text in typed.items() if _plain(text) != opened.get(name)}
        theirs = {name for name, text in now.values.items() if text != opened.get(name)}
        both = {
            name: _in_words(name, now.values[name])
            for name in sorted(mine & theirs)
            if _plain(typed[name]) != now.values[name]
        }
        together = {**now.values, **{name: typed[name] for name in mine}}
        return self._show(visit, now, together, status=409, both=both, form=form)

    def _show(
        self,
        visit: Visit,
        now: OwnLetterForm,
        typed: Mapping[str, str],
        *,
        status: int = 200,
        answer: OwnWrong | None = None,
        both: Mapping[str, str] | None = None,
        form: FormData | None = None,
    ) -> Response:
        return self._door.show(
            visit,
            "letterhead",
            status=422 if answer else status,
            form=now,
            typed={**now.values, **_cut(typed, now.values)},
            slots=_rows(typed.get("slots", now.values["slots"])),
            days=_DAYS,
            companies=_companies(
                typed.get("recipients", now.values["recipients"]), now.values["recipients"]
            ),
            opened=packed_values(now.values),
            wrong=answer.wrong if answer else {},
            why=answer.why if answer else None,
            both=both,
            lost_picture=form is not None and _picture(form) is not None,
            done="" if form is not None else visit.request.query_params.get("done", ""),
            **self._around(),
        )

    def _around(self) -> Mapping[str, object]:
        """Return what the page shows next to the form."""
        own = self._newsletter.desk.settings.own
        outdated = self._newsletter.desk.settings.requeueing.outdated()
        return {
            "usual": self._newsletter.container.letter,
            "outdated": outdated,
            "waiting": own.waiting(),
            # the others that differ are not in the queue, such as those of the series
            "differing": [one for one in own.differing() if one not in outdated.numbers],
            "in_fleet": self._newsletter.settings.fleet.enabled,
        }


def _picture(form: FormData) -> UploadFile | None:
    """Return the picture that was chosen."""
    file = form.get("portrait")
    return file if isinstance(file, UploadFile) and file.filename else None


def _typed(form: FormData) -> dict[str, str]:
    """Return the text of each field; moments of sending and companies come from several each."""
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    for made_of_several in ("slots", "recipients"):
        typed.pop(made_of_several, None)
    places = [place for place in range(len(_DAYS)) if f"day-{place}" in typed]
    if places:
        typed["slots"] = "\n".join(
            f"{day} {typed.get(f'time-{place}', '')}".strip()
            for place in places
            if (day := typed[f"day-{place}"])
        )
    rows = list(takewhile(lambda place: f"recipient-name-{place}" in typed, count()))
    if rows:
        typed["recipients"] = own_recipients.text_of(
            [typed.get(f"recipient-{key}-{place}", "") for key in own_recipients.KEYS]
            for place in rows
        )
    return typed


def _cut(typed: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return what is shown again of each text: all of one that is as it was."""
    return {
        name: text if _plain(text) == now.get(name) else text[:_LONGEST_ECHO]
        for name, text in typed.items()
    }


def _companies(text: str, now: str) -> list[dict[str, str]]:
    """Return the values of each company by key, with a free row at the end.

    None is left out, for the form is saved as it was shown.
    """
    known = own_recipients.rows_of(now)
    filled = [
        dict(
            zip(
                own_recipients.KEYS,
                row if row in known else [value[:_LONGEST_ECHO] for value in row],
                strict=True,
            )
        )
        for row in own_recipients.rows_of(text)
    ]
    return [*filled, dict.fromkeys(own_recipients.KEYS, "")]


def _in_words(name: str, text: str) -> str:
    """Return a value as a sentence can name it."""
    if name != "recipients":
        return text
    return ", ".join(row[0] for row in own_recipients.rows_of(text))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")


def _rows(slots: str) -> list[tuple[str, str]]:
    """Return the day and the time of each moment, with a free row at the end.

    A moment that cannot be read keeps its day, if it has one.
    """
    rows = []
    for line in slots.split("\n")[: len(_DAYS)]:
        found = _SLOT.fullmatch(line)
        day = line[:3] if line[:3] in _DAYS else ""
        if found or day:
            rows.append((day, found[2] if found else ""))
    return [*rows, ("", "")][: len(_DAYS)]
