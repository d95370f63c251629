"""What the archive keeps of an issue is read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.archive import Namesake, free_slug
from newsletter.model.blocks import (
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
    Span,
    Subheading,
)
from newsletter.model.issue import Issue
from newsletter.model.web_version import Labels, WebVersion, from_json, to_json

words = st.text(max_size=12)
maybe = st.none() | words
spans = st.builds(Span, words, strong=st.booleans(), emphasis=st.booleans(), url=maybe)
rich = st.lists(spans, max_size=3).map(tuple)
items = st.lists(st.builds(ListItem, rich, st.integers(0, 3)), max_size=3).map(tuple)
asked = st.lists(st.builds(Question, words, maybe), max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(Paragraph, rich),
    st.builds(Subheading, words),
    st.builds(BulletList, items, st.booleans()),
    st.builds(PullQuote, words, maybe),
    st.builds(Prompt, rich),
    st.builds(CrossLink, words, maybe, rich),
    st.builds(Button, words, maybe),
    st.builds(Questions, words, asked),
    st.builds(PostScript, words, rich),
    st.builds(Image, words, words),
)
issues = st.builds(
    Issue,
    number=st.integers(1, 999),
    slug=st.just("een-brief"),
    title=words,
    subject=words,
    preheader=words,
    blocks=st.lists(blocks, max_size=6).map(tuple),
    article=maybe,
    template=maybe,
    origin=st.none() | st.builds(CrossLink, words, maybe),
    sign_off=maybe,
)
versions = st.builds(WebVersion, issue=issues, labels=st.builds(Labels, prompt=words, care=words))


@given(versions)
def test_what_is_kept_is_read_back_as_it_was(version: WebVersion) -> None:
    assert from_json(to_json(version)) == version


@given(versions, st.lists(st.builds(Namesake, slug=st.sampled_from(["een-brief", "een-brief-2", "een-brief-3"]), issue=st.integers(1, 4), is_sent=st.booleans(), version=st.none()), max_size=5))  # fmt: skip
def test_an_address_that_shows_another_letter_is_never_taken(version, namesakes) -> None:
    slug = free_slug(version, namesakes)
    others = {one.slug for one in namesakes if one.issue != version.issue.number or one.is_sent}
    assert slug not in others
    assert slug.startswith("een-brief")
