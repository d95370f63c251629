"""The form in which a letter is written: its text, and what is wrong with its fields."""

from starlette.datastructures import FormData

from newsletter.message import Message
from newsletter.model.writing import IssueFields, Unreadable

TITLE_MISSING = Message("letter-without-title")


def has_text(form: FormData) -> bool:
    """Return whether a form came from the page, and not from a button of another one."""
    return "text" in form or "body" in form


def typed_in(form: FormData) -> IssueFields | str:
    """Return the text of a form: in fields, or as the whole file."""
    if "body" not in form:
        return str(form.get("text", ""))
    names = ("head", "title", "subject", "preheader", "body")
    return IssueFields(**{name: str(form.get(name, "")) for name in names})


def field_of(unreadable: Unreadable, form: FormData) -> str:
    """Return the field of a form that makes its text unreadable; empty if none does."""
    return unreadable.field if unreadable.field in form else ""


def why_at(field: str, problem: Message) -> Message:
    """Return what is wrong with a field, for its own place on the page."""
    return TITLE_MISSING if (field, problem.code) == ("title", "key-absent") else problem


def line_in_box(form: FormData, typed: str, line: int | None) -> int | None:
    """Return a line of a typed text as its box counts them; ``None`` if it stands above that."""
    if line is None or "body" not in form:
        return line
    above = typed.count("\n") - str(form["body"]).count("\n")
    return line - above if line > above else None
