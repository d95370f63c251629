"""An issue in the archive: its resolved text and the words around it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    RichText,
    Rule,
    Span,
    Subheading,
)
from newsletter.model.issue import Issue

# Never rename: databases store these names.
_KINDS: Mapping[str, type[Any]] = {
    "paragraph": Paragraph,
    "subheading": Subheading,
    "list": BulletList,
    "quote": PullQuote,
    "prompt": Prompt,
    "cross_link": CrossLink,
    "button": Button,
    "questions": Questions,
    "postscript": PostScript,
    "image": Image,
    "rule": Rule,
}
_NAMES = {made: name for name, made in _KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The template's own words in the letter. Empty ones are left out.

    Attributes:
        care: The heading over ``care_line``, which says where to turn for help.
    """

    prompt: str = ""
    questions: str = ""
    postscript: str = "P.S."
    origin: str = ""
    cross_link: str = ""
    care: str = ""
    care_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebVersion:
    """An issue for the public archive, without any reader's data.

    Attributes:
        issue: With its links, origin and sign-off as the letter has them, and
            each picture under the name by which the pages host it. Its slug is
            the last part of the address that "view in browser" leads to.
        labels: The words around the text.
    """

    issue: Issue
    labels: Labels = field(default_factory=Labels)


def is_same_text(one: WebVersion, other: WebVersion) -> bool:
    """Return whether two versions have the same text, apart from slugs and labels."""
    return _text(one.issue) == _text(other.issue)


def _text(issue: Issue) -> tuple[object, ...]:
    return issue.title, issue.subject, issue.preheader, issue.blocks, issue.origin


def to_json(version: WebVersion) -> str:
    """Return the version as one line of JSON, for keeping."""
    issue = version.issue
    kept = {
        "number": issue.number,
        "slug": issue.slug,
        "title": issue.title,
        "subject": issue.subject,
        "preheader": issue.preheader,
        "article": issue.article,
        "template": issue.template,
        "origin": _origin(issue.origin),
        "sign_off": issue.sign_off,
        "blocks": [{"kind": _NAMES[type(block)], **asdict(block)} for block in issue.blocks],
    }
    return json.dumps({"issue": kept, "labels": asdict(version.labels)}, ensure_ascii=False)


def _origin(origin: CrossLink | None) -> dict[str, str | None] | None:
    return {"text": origin.text, "url": origin.url} if origin else None


def from_json(kept: str) -> WebVersion:
    """Read what ``to_json`` wrote."""
    read = json.loads(kept)
    issue = read["issue"]
    origin = issue.pop("origin")
    blocks = issue.pop("blocks")
    return WebVersion(
        issue=Issue(
            **issue,
            origin=CrossLink(origin["text"], origin["url"]) if origin else None,
            blocks=tuple(map(_block, blocks)),
        ),
        labels=Labels(**read["labels"]),
    )


def _block(kept: dict[str, Any]) -> Block:
    values = dict(kept)
    made = _KINDS[values.pop("kind")]
    if made in (Paragraph, Prompt):
        values["text"] = _rich(values["text"])
    elif made is CrossLink:
        values["lead_in"] = _rich(values.get("lead_in", []))  # absent in what older releases kept
    elif made is PostScript:
        values["answer"] = _rich(values["answer"])
    elif made is BulletList:
        items = values["items"]
        values["items"] = tuple(ListItem(_rich(item["text"]), item["level"]) for item in items)
    elif made is Questions:
        values["items"] = tuple(Question(**item) for item in values["items"])
    block: Block = made(**values)
    return block


def _rich(spans: list[dict[str, Any]]) -> RichText:
    return tuple(Span(**span) for span in spans)
