"""A rendition reads to the parts of the article that it was made from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.model.article import Article
from newsletter.model.blocks import BulletList, Paragraph
from newsletter.sources.rendition import rendition
from tests.sources.shape_fixtures import ShapeFixture, blocks_of, shape_fixtures
from tests.sources.test_builders import BUILDERS, page_of
from tests.sources.test_builders import read as read_builder
from tests.sources.voices import VOICES, Voice, compact, full, old_compact, oldest
from tests.text.test_written_markdown import letters

READABLE = tuple(one for one in shape_fixtures() if not one.expected.get("refused"))
SAMPLES = tuple(sorted((Path(__file__).parents[2] / "issues" / "articles").glob("*.*")))
APART = {"left_out", "unplaced"}  # what the rendition does not hold


def parts(article: Article) -> dict[str, object]:
    facts = {key: value for key, value in sources.facts(article).items() if key not in APART}
    manner = [
        [(letters(item.text), item.level) for item in block.items]
        if isinstance(block, BulletList)
        else letters(block.text)
        if isinstance(block, Paragraph)
        else block
        for block in blocks_of(article)
    ]
    starts = [block.start for block in blocks_of(article) if isinstance(block, BulletList)]
    return {**facts, "manner": manner, "starts": starts, "language": article.language}


def read_again(article: Article) -> Article:
    return sources.read("stuk.md", rendition(article).encode())


def assert_reads_back(article: Article) -> None:
    assert parts(read_again(article)) == parts(article), rendition(article)


@pytest.mark.parametrize("fixture", READABLE, ids=lambda one: one.name)
def test_the_rendition_of_a_shape_reads_to_its_parts(fixture: ShapeFixture) -> None:
    assert_reads_back(fixture.read())


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_rendition_of_a_builders_page_reads_to_its_parts(builder: str) -> None:
    assert_reads_back(read_builder(page_of(builder)))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_rendition_of_a_sample_reads_to_its_parts(path: Path) -> None:
    assert_reads_back(sources.read(path.name, path.read_bytes()))


@pytest.mark.parametrize("form", [full, compact, old_compact, oldest])
@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.language)
def test_the_rendition_of_plain_text_reads_to_its_parts(
    voice: Voice, form: Callable[[Voice], str]
) -> None:
    assert_reads_back(sources.read("stuk.txt", form(voice).encode()))


def test_a_rendition_has_a_block_a_line() -> None:
    article = read_builder(page_of("gutenberg"))
    below = rendition(article).split("\n---\n", maxsplit=1)[1]
    texts = [block for block in below.strip().split("\n\n") if not block.startswith("- ")]
    assert all("\n" not in block for block in texts)
    assert rendition(read_again(article)) == rendition(article)
