"""One edition with defaults, for every package."""

from typing import Any

from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.edition import Edition, Field, FieldPlace


def an_edition(issue: int = 1, title: str = "Stilte", **changes: Any) -> Edition:
    """A short edition with a greeting in it; its subject is its title."""
    values: dict[str, Any] = {
        "issue": issue,
        "title": title,
        "template": "helder-moment",
        "language": "nl",
        "sender": Mailbox("Een helder moment", EmailAddress("brief", "example.org")),
        "reply_to": EmailAddress("antwoord", "example.org"),
        "subject": (title,),
        "html": ("<p>", Field("greeting", FieldPlace.HTML), "</p>"),
        "text": (Field("greeting", FieldPlace.TEXT),),
        "headers": (),
    }
    return Edition(**(values | changes))
