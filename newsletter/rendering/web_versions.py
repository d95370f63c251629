"""An issue as a page in the archive: the text of its email, for everybody."""

from collections.abc import Mapping
from dataclasses import replace

from newsletter.model.blocks import Image
from newsletter.model.issue import Issue
from newsletter.model.web_version import Labels, WebVersion
from newsletter.rendering.pictures import Picture
from newsletter.rendering.reading import with_question_titles
from newsletter.rendering.settings import LetterSettings
from newsletter.rendering.theme import ThemeWords
from newsletter.text.first_names import filled_issue


def web_version(
    issue: Issue, words: ThemeWords, letter: LetterSettings, images: Mapping[str, Picture]
) -> WebVersion:
    """Return an issue's page, with hosted pictures and without a reader's name."""
    issue = with_question_titles(filled_issue(issue), words, letter.imprint.language)
    blocks = tuple(
        Image(images[block.source].name, block.alt.strip()) if isinstance(block, Image) else block
        for block in issue.blocks
    )
    own = letter.voice.sign_off
    sign_off = own if own is not None else issue.sign_off
    return WebVersion(
        issue=replace(issue, blocks=blocks, lines=(), unrendered=(), sign_off=sign_off),
        labels=Labels(
            prompt=words.prompt,
            questions=words.questions,
            postscript=words.postscript,
            origin=words.origin,
            cross_link=words.cross_link,
            care=words.care,
            care_line=letter.voice.care_line,
        ),
    )
