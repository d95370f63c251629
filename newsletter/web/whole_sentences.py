"""Messages in other words for pages, where no file name precedes a sentence."""

import re
from collections.abc import Mapping
from typing import Final

from newsletter.message import Datum, Message

# The codes of sentences that name files, and those with other words for pages.
_WITHOUT_FILES: Final[Mapping[str, str]] = {
    "address-unknown": "address-unknown-on-page",
    "address-unknown-with-lead-in": "address-unknown-with-lead-in-on-page",
    "article-kind-unknown": "article-kind-unknown-on-page",
    "link-entry-unused": "link-entry-unused-on-page",
    "number-shared": "number-shared-on-page",
    "quote-missing": "quote-missing-on-page",
    "quote-not-verbatim": "quote-not-verbatim-on-page",
}
_ISSUE_FILE: Final = re.compile(r"(?:^|[/\\])issues[/\\]([0-9]{1,9})-[^/\\]*\.md(?::[0-9]+)?$")

# The sentences that give their subject to what follows a file name at the terminal: it is the
# text where somebody may have pasted that, too.
_SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "of-text-on-page": (
        "article-binary",
        "article-empty",
        "article-line-too-long",
        "article-too-large",
        "article-with-controls",
        "hints-too-long",
        "html-too-deep",
        "paragraph-of-article-too-long",
        "too-many-angle-brackets",
        "too-many-characters",
        "too-many-lines",
        "too-many-paragraphs",
        "too-many-square-brackets",
        "too-many-tags",
    ),
    "of-file-on-page": (
        "article-no-text",
        "charset-unknown",
        "charset-untrue",
        "encoding-damaged",
        "encoding-other",
        "html-attributes-too-many",
        "html-unreadable",
        "only-marks",
        "only-tags",
        "utf-16-without-mark",
        "utf-8-damaged",
        "word-file-damaged",
        "word-file-empty",
        "word-file-of-another-kind",
        "word-file-protected",
        "word-file-swells",
        "word-file-too-full",
        "word-file-too-large",
        "word-file-too-long",
        "word-file-with-doctype",
        "word-file-with-macros",
    ),
    "of-corrections-on-page": (
        "corrections-key-unknown",
        "corrections-no-entries",
        "corrections-no-toml",
        "corrections-without-hash",
    ),
}
_SUBJECT_OF: Final = {code: subject for subject, codes in _SUBJECTS.items() for code in codes}


def without_files(message: Message) -> Message:
    """Return a message with words that name no file and follow none, where it needs them.

    What is wrong with the file of a letter is said of the letter. Its line is left out: the
    letter's own page counts lines as its box shows them.
    """
    if message.code == "at-place" and (found := _ISSUE_FILE.search(str(message.data["place"]))):
        message = Message("issue-unreadable", issue=int(found[1]), problem=message.data["problem"])
    data: dict[str, Datum] = {
        name: without_files(value) if isinstance(value, Message) else value
        for name, value in message.items
    }
    whole = Message(_WITHOUT_FILES.get(message.code, message.code), **data)
    subject = _SUBJECT_OF.get(message.code)
    return Message(subject, problem=whole) if subject else whole
