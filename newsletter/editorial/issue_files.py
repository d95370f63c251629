"""Issue files such as ``issues/012-moeite-met-nee-zeggen.md``.

Front matter in YAML, a body in Markdown. What ``text_of`` writes, ``parse``
reads back as the same issue.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from newsletter.editorial import heads, markdown_in
from newsletter.editorial.editor_notes import with_escapes
from newsletter.editorial.heads import KEYS, TEXTS, file_name, number_and_slug, slug_of
from newsletter.editorial.links import heal
from newsletter.editorial.markdown_out import markdown_of
from newsletter.editorial.subject import candidates, subjects
from newsletter.errors import ArticleError, AuthorError, DeskError
from newsletter.model.issue import Issue
from newsletter.text import files, front_matter
from newsletter.text.folding import clean, fold_spaces
from newsletter.text.front_matter import FrontMatter
from newsletter.text.vocabulary import vocabulary

__all__ = [
    "KEYS",
    "blank",
    "file_name",
    "heal",
    "parse",
    "read",
    "read_all",
    "save",
    "survey",
    "text_of",
    "with_moment",
    "write",
]


def text_of(issue: Issue, *, zone: tzinfo = UTC, language: str = "nl") -> str:
    """Return the complete file of an issue.

    Args:
        issue: Its origin and sign-off are not in the file: they come from the article.
        zone: The clock on which ``send_at`` is written, with its offset.
        language: For the words before a cross link.
    """
    lines = ["---", f"number: {issue.number}", _entry("title", issue.title)]
    lines += [_entry("subject", issue.subject)]
    lines += [front_matter.alternative(text) for text in issue.subject_alternatives]
    lines += [_entry("preheader", issue.preheader)]
    lines += [front_matter.alternative(text) for text in issue.preheader_alternatives]
    if issue.article is not None:
        lines += [_entry("article", issue.article)]
    if issue.sections:
        lines += [front_matter.entry("sections", issue.sections)]
    if issue.template is not None:
        lines += [_entry("template", issue.template)]
    if issue.audience.readers_of is not None:
        lines += [f"correction_of: {issue.audience.readers_of}"]
    else:
        lines += [_entry("audience", str(issue.audience))]
    if issue.send_at is not None:
        lines += [f"send_at: {_written_moment(issue.send_at, zone)}"]
    body = markdown_of(issue.blocks, language)
    return "\n".join([*lines, "---", *([""] if body else []), body])


def _entry(key: str, value: str) -> str:
    return front_matter.entry(key, with_escapes(value))


def _written_moment(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    exact = local.second or local.microsecond
    return local.isoformat(sep=" ", timespec="auto" if exact else "minutes")


def with_moment(text: str, at: datetime | None, path: Path, zone: tzinfo = UTC) -> str:
    """Return an issue file's text with another ``send_at``, or without one.

    Args:
        text: The whole file, with LF as line ends.
        at: The moment; ``None`` if the issue is sent in queue order.
        path: Where the file is.
        zone: The clock on which the moment is written, with its offset.

    Raises:
        AuthorError: The text cannot be read as an issue, or its front matter does not
            allow the line to be changed without changing something else.
    """
    before = parse(text, path, zone)
    if before.send_at == at:
        return text
    lines = text.split("\n")
    fences = (number for number, line in enumerate(lines) if clean(line).rstrip() == "---")
    end = next((number for number in fences if number), 1)
    old = [number for number in range(1, end) if lines[number].startswith("send_at:")]
    new = [] if at is None else [f"send_at: {_written_moment(at, zone)}"]
    where = old[0] if old else end
    changed = "\n".join([*lines[:where], *new, *lines[where + len(old) :]])
    try:
        after = parse(changed, path, zone)
    except AuthorError:
        after = None
    if len(old) > 1 or after is None or _unplaced(after) != _unplaced(replace(before, send_at=at)):
        raise AuthorError("send-at-not-settable", path, old[0] + 1 if old else end)
    return changed


def _unplaced(issue: Issue) -> Issue:
    """Return an issue without its blocks' lines, which shift with the front matter."""
    unrendered = tuple(replace(one, line=0) for one in issue.unrendered)
    return replace(issue, lines=(), unrendered=unrendered)


def parse(text: str, path: Path, zone: tzinfo = UTC) -> Issue:
    """Read an issue file's text.

    Args:
        text: The whole file.
        path: The file's path; its name holds the number and the slug.
        zone: The clock of a ``send_at`` that names no offset.

    Raises:
        AuthorError: It cannot be used as it is; with file and line.
    """
    try:
        return _issue(front_matter.read(clean(text), KEYS, texts=TEXTS), path, zone)
    except AuthorError as error:
        raise AuthorError(error.problem, path, error.line) from error


def _issue(matter: FrontMatter, path: Path, zone: tzinfo) -> Issue:
    number, slug = heads.numbered(matter, path)
    body = markdown_in.read(matter.body, matter.body_line)
    head = heads.head_of(matter, number, slug, zone)
    return Issue(
        number=number,
        slug=slug,
        title=head.title,
        subject=head.subject,
        preheader=head.preheader,
        blocks=tuple(block for block, _ in body.blocks),
        lines=tuple(line for _, line in body.blocks),
        unrendered=body.unrendered,
        article=head.article,
        sections=head.sections,
        template=head.template,
        audience=head.audience,
        send_at=head.send_at,
        subject_alternatives=matter.alternatives.get("subject", ()),
        preheader_alternatives=matter.alternatives.get("preheader", ()),
    )


def read(path: Path, zone: tzinfo = UTC) -> Issue:
    """Read one issue file.

    Raises:
        AuthorError: It cannot be read or used as it is; with file and line.
    """
    return parse(files.text_of(heads.bytes_of(path), path), path, zone)


def survey(
    directory: Path, zone: tzinfo = UTC
) -> tuple[tuple[Issue, ...], tuple[AuthorError, ...]]:
    """Read every numbered issue file of a folder; see ``heads.survey``."""
    return heads.survey(directory, lambda path: read(path, zone))


def read_all(directory: Path, zone: tzinfo = UTC) -> tuple[Issue, ...]:
    """Read every numbered issue of a folder, by number.

    Raises:
        AuthorError: The first file that cannot be used, or has another's number.
    """
    issues, wrong = survey(directory, zone)
    for error in wrong:
        raise error
    return issues


def blank(number: int, title: str, *, language: str = "nl") -> Issue:
    """Return a new issue with only a heading, for the editor to fill in.

    Raises:
        DeskError: The title has no words.
    """
    if not any(char.isalnum() for char in title):
        raise DeskError("title-needed")
    title = fold_spaces(clean(title))
    words = vocabulary(language)
    subject = subjects(candidates(title, (), (), (), words), words)[0].text
    return Issue(
        number=number, slug=slug_of(subject), title=title, subject=subject, preheader="", blocks=()
    )


def write(issue: Issue, directory: Path, *, zone: tzinfo = UTC, language: str = "nl") -> Path:
    """Write a new issue file atomically; return its path.

    Raises:
        AuthorError: There is a file of that name, or one with that number.
    """
    path = directory / file_name(issue)
    for other in sorted(directory.glob(f"*{issue.number}-*.md")):
        named = number_and_slug(other.name)
        if named and named[0] == issue.number and other != path:
            raise AuthorError("number-taken", other, issue=issue.number)
    files.put_new(path, text_of(issue, zone=zone, language=language))
    return path


def write_drawn(
    drawn: Sequence[tuple[Issue, str]], directory: Path, *, zone: tzinfo = UTC
) -> tuple[Path, ...]:
    """Write the files of drawn issues, each with its article's language; return their paths.

    Raises:
        ArticleError: The file of an issue could not be read again, because a paragraph or the
            whole text is too long. None is written.
        AuthorError: There is a file of that name, or one with that number.
    """
    for issue, language in drawn:
        path, text = directory / file_name(issue), text_of(issue, zone=zone, language=language)
        try:
            if (size := len(text.encode())) > heads.LARGEST_BYTES:
                raise AuthorError("issue-too-large", path, size=size)  # noqa: TRY301  # as what cannot be read
            parse(text, path, zone)
        except AuthorError as error:
            raise ArticleError(
                "issue-not-drawable", title=issue.title, why=error.problem
            ) from error
    return tuple(write(issue, directory, zone=zone, language=language) for issue, language in drawn)


def save(text: str, path: Path, *, zone: tzinfo = UTC) -> Issue:
    """Save an edited text to its file, if it is a valid issue; return the issue.

    Raises:
        AuthorError: It cannot be used as it is; the file stays as it was.
    """
    issue = parse(text.replace("\r\n", "\n"), path, zone)
    files.replace(path, text.replace("\r\n", "\n"))
    return issue
