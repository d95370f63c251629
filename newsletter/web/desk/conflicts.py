"""The page of two texts: what an editor typed, and what was saved meanwhile."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.writing import MergedText, OpenIssue, SaveConflict, Side
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import packed, unpacked
from newsletter.web.desk.typed_numbers import whole_number

_MOST_CLASHES = 150  # conflicts that are asked about; in any others, both texts are kept


class ConflictPage:
    """Shows both texts, to keep either or to merge them."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def show(
        self,
        visit: Visit,
        conflict: SaveConflict,
        *,
        typed: str,
        base: str,
        base_text: str | None,
        corrects: int | None = None,
    ) -> Response:
        """Show both texts; saving one's own from here replaces the other, which is then kept.

        Args:
            visit: The request.
            conflict: The text in the file, and how it differs.
            typed: The text that was to be saved.
            base: The SHA-256 of the text from which it was made.
            base_text: That text, if the page brought it back.
            corrects: The issue on whose correction page it was typed, to which it then leads
                back; ``None`` if it was typed on another page.
        """
        names = self._newsletter.desk.names()
        return self._door.show(
            visit,
            "conflict",
            status=409,
            theirs=conflict.theirs,
            by=names.get(conflict.by or 0, ""),
            is_own=conflict.by == visit.editor.id,
            typed=typed,
            mine=self._newsletter.desk.writing.take_apart(conflict.theirs.number, typed),
            wrong={},
            base=base,
            base_text=packed(base_text or ""),
            expected_text=packed(conflict.theirs.text),
            differences=conflict.differences,
            corrects=corrects,
        )

    def merge(
        self,
        visit: Visit,
        form: FormData,
        opened: OpenIssue,
        typed: str,
        *,
        corrects: int | None = None,
    ) -> MergedText | Response:
        """Merge a typed text with the file's current one, without saving it.

        Args:
            visit: The request.
            form: The form of this page, or of the one that asks.
            opened: The issue as it is now.
            typed: The text that was to be saved.
            corrects: As of ``show``.

        Returns:
            The merged text; or the page that asks which to keep where both changed the same lines.
        """
        # the choices refer to conflicts with the file's current text, not an earlier one
        kept = _chosen(form) if form.get("against") == opened.sha256 else {}
        base, text = str(form.get("base", "")), unpacked(form, "base_text")
        merge = self._newsletter.desk.writing.merge
        found = merge(opened.number, typed, base, kept, base=text)
        if kept or not found.clashes:
            return found
        more: dict[str, object] = {"typed": typed, "base": base, "corrects": corrects}
        more |= {"base_text": packed(text or ""), "clashes": found.clashes[:_MOST_CLASHES]}
        return self._door.show(visit, "merge", status=200, opened=opened, **more)


def corrects_in(form: FormData) -> int | None:
    """Return the issue from whose correction page a form of this page came, if it did."""
    return whole_number(str(form.get("corrects", "")))


def _chosen(form: FormData) -> dict[int, Side]:
    """Return the chosen side of each conflict; other fields are ignored."""
    sides = {side.value: side for side in Side}
    return {
        place: sides[choice]
        for place in range(_MOST_CLASHES)
        if (choice := str(form.get(f"keep-{place}"))) in sides
    }
