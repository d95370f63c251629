"""Reading, adding and finding articles."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from newsletter import sources
from newsletter.config import Settings
from newsletter.editorial import links
from newsletter.errors import ArticleError, AuthorError, DeskError
from newsletter.model.article import Article
from newsletter.model.corrections import Correction, Corrections
from newsletter.system import reason_of
from newsletter.text import files
from newsletter.text.slugs import slug

REMOVED = "removed"  # the folder of articles that an editor removed
_RENDERED = frozenset({".docx"})
_MOST_OF_ONE_NAME = 100
PLACES = ".places.toml"  # appended to an article's file name for its file of corrections

# The issues of one article are processed in a row, and each reads it twice.
_parsed = lru_cache(maxsize=4)(sources.read)


class Articles:
    """The publication's ``issues/articles/``, and article files elsewhere."""

    def __init__(self, publication: Path, *, keep_campaign: bool = False) -> None:
        """Set the folder that contains ``issues/``, and whether links keep ``utm_`` parameters."""
        self._folder = publication / "issues" / "articles"
        self._links = publication / "issues" / "links.toml"
        self._keep_campaign = keep_campaign

    @classmethod
    def of(cls, settings: Settings) -> "Articles":
        """Return the articles of the publication with these settings."""
        return cls(settings.folder, keep_campaign=settings.site.keep_campaign_parameters)

    def read(self, path: Path) -> Article:
        """Return a parsed article, with its corrections.

        Raises:
            ArticleError: It cannot be read. The message says what to do.
            AuthorError: Its file of corrections cannot be used.
        """
        data = _bytes(path)
        corrections = _corrections(path)
        try:
            return _parsed(
                path.name, data, corrections=corrections, keep_campaign=self._keep_campaign
            )
        except AuthorError as error:
            raise ArticleError(error.problem, path, error.line) from error

    @staticmethod
    def digest(path: Path) -> str:
        """Return the hash by which a file of corrections names its article."""
        return sources.digest(_bytes(path))

    @staticmethod
    def state(path: Path) -> str:
        """Return a hash of an article's bytes and its corrections, which changes with either."""
        places = _places_of(path)
        corrections = places.read_bytes() if places.exists() else b""
        return sources.digest(_bytes(path) + b"\0" + corrections)

    @staticmethod
    def corrections(path: Path) -> Corrections | None:
        """Return the corrections of an article, or ``None``.

        Raises:
            AuthorError: The file cannot be used.
        """
        return _corrections(path)

    def with_corrections(self, path: Path, lines: Sequence[Correction]) -> Article:
        """Return an article as it would be read with these corrections instead of its own.

        Raises:
            ArticleError: It cannot be read.
        """
        # without a hash, corrections that do not fit are no error
        tried = Corrections("", tuple(lines))
        return _parsed(
            path.name, _bytes(path), corrections=tried, keep_campaign=self._keep_campaign
        )

    @staticmethod
    def put_corrections(path: Path, lines: Sequence[Correction]) -> None:
        """Write the corrections of an article, or remove their file if there are none.

        Raises:
            OSError: The file cannot be written. It is unchanged.
        """
        places = _places_of(path)
        if lines:
            made_for = sources.digest(_bytes(path))
            files.replace(places, sources.corrections_text(Corrections(made_for, tuple(lines))))
        else:
            places.unlink(missing_ok=True)

    facts = staticmethod(sources.facts)
    opaque_links = staticmethod(sources.opaque_links)

    def add(self, path: Path, address: str | None = None) -> Path:
        """Copy an article in with its corrections, note its address, and return the copy's path.

        A Word file has no lines to read and correct. Its rendition becomes the article,
        and the file itself is stored as its original.

        Raises:
            ArticleError: It cannot be read.
            AuthorError: Its file of corrections cannot be used.
            DeskError: Another article, or other corrections, have that name already.
            OSError: It cannot be written. Nothing of it was stored.
        """
        article = self.read(path)
        if path.suffix.lower() in _RENDERED:
            named = replace(article, address=address or article.address)
            return self.keep(named, path.read_bytes(), path.suffix)
        copy = self._folder / path.name
        wanted = {_places_of(copy): _places_of(path), copy: path}
        given = {new: old.read_bytes() for new, old in wanted.items() if old.exists()}
        for new, data in given.items():
            if new.exists() and new.read_bytes() != data:
                raise DeskError("article-there-already", file=new)
        with files.all_or_nothing() as written:
            for new, data in given.items():
                if not new.exists():
                    written(new, data)
            if address:
                links.add(self._links, article.short_title or article.title, address)
        return copy

    def keep(self, article: Article, original: bytes, ending: str) -> Path:
        """Store an article from elsewhere as its rendition, together with the original bytes.

        The same bytes change nothing, and neither do others with the same rendition, so
        that an editor's corrections of it are kept.

        Raises:
            ArticleError: The rendition is too large to be read again.
            DeskError: Another article has that name already.
        """
        from newsletter.sources.rendition import rendition

        return self.keep_rendition(rendition(article), original, ending)

    def keep_rendition(self, text: str, original: bytes, ending: str) -> Path:
        """Store a rendition under its article's title; see ``keep``.

        Raises:
            ArticleError: The rendition is too large to be read again.
            DeskError: Another article has that name already.
            OSError: It cannot be written. Nothing of it was stored.
        """
        article = sources.read("article.md", text.encode())
        copy = self._folder / f"{slug(article.title, empty='article')}.md"
        kept = self._folder / "originals" / f"{copy.stem}{ending}"
        if copy.exists():
            is_same = kept.is_file() and kept.read_bytes() == original
            if not is_same and copy.read_text(encoding="utf-8") != text:
                raise DeskError("article-there-already", file=copy)
            return copy
        with files.all_or_nothing() as written:
            written(kept, original)
            written(copy, text)
            if article.address:
                links.add(self._links, article.short_title or article.title, article.address)
        return copy

    def rows(self) -> list[tuple[str, str]]:
        """Return the file name and title of every added article."""
        return [(path.name, self.read(path).title) for path in self.paths()]

    def title(self, path: Path) -> str:
        """Return an article's title, or its file name if it cannot be read."""
        try:
            return self.read(path).title
        except AuthorError:
            return path.name

    def paths(self) -> list[Path]:
        """Return the articles in ``issues/articles``, sorted by name, without their corrections."""
        return sorted(
            path
            for path in self._folder.glob("*")
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(PLACES)
        )

    def by_name(self, name: str) -> Path:
        """Return the path of an added article by its exact file name, never another file's.

        Raises:
            ArticleError: There is none of that name.
        """
        for path in self.paths():
            if path.name == name:
                return path
        raise ArticleError("article-unknown-here", name=name)

    def paste(self, text: str) -> str:
        """Store an article that was typed or pasted, and return its file name.

        The same text gives the same article. Another article with the same title gets a
        number after its name.

        Raises:
            ArticleError: It cannot be read. The message says what to do.
        """
        text = text.replace("\r\n", "\n")
        data = text.encode()
        article, ending = self._read_pasted(text, data)
        self.demand_content(article)
        stem = slug(article.short_title or article.title, empty="article")
        for path in self.paths():  # it may be here as the other kind
            if path.name.startswith(stem) and path.read_bytes() == data:
                return path.name
        for number in range(1, _MOST_OF_ONE_NAME):
            name = stem if number == 1 else f"{stem}-{number}"
            copy = self._folder / f"{name}{ending}"
            try:
                files.put_new(copy, data)
            except AuthorError:  # a file of that name exists
                if copy.read_bytes() == data:
                    return copy.name
            else:
                return copy.name
        raise ArticleError("article-name-taken", name=stem)

    @staticmethod
    def _read_pasted(text: str, data: bytes) -> tuple[Article, str]:
        """Return the article of a pasted text, and the ending of its file."""
        from newsletter.sources.content_kind import ContentKind, kind_of_pasted

        if kind_of_pasted(text) is ContentKind.MARKDOWN:
            with suppress(ArticleError):  # no Markdown after all
                return sources.read("article.md", data), ".md"
        return sources.read("article.txt", data), ".txt"

    @staticmethod
    def demand_content(article: Article) -> None:
        """Refuse an article that has nothing but a title.

        Raises:
            ArticleError: It has no other words.
        """
        rest = (article.sections, article.questions, article.faq, article.intro, article.unplaced)
        if not any(rest):
            raise ArticleError("article-only-title")

    def find(self, name: str) -> Path:
        """Return the path of an article. A file outside ``issues/articles`` is added first.

        Raises:
            ArticleError: There is no such file.
        """
        kept = self._folder / Path(name).name
        given = Path(name)
        if given.is_file() and given.resolve() != kept.resolve():
            return self.add(given)
        if kept.is_file():
            return kept
        there = ", ".join(path.name for path in self.paths())
        if not there:
            raise ArticleError("article-unknown-of-none", name)
        raise ArticleError("article-unknown", name, articles=there)

    def at(self, path: Path) -> Path:
        """Return the path itself, or that of an added article if the path is no file but its name."""
        kept = self._folder / path
        return kept if not path.exists() and path.name == str(path) and kept.is_file() else path

    def named(self, name: str | None) -> Article | None:
        """Return the article that an issue was drawn from; ``None`` if it does not exist.

        An article that was removed at the desk is found, because its letters are checked
        against it.
        """
        if name is None:
            return None
        folders = (self._folder, self._folder / REMOVED)
        places = (path for folder in folders if (path := files.named(folder, name)) is not None)
        return next((self.read(path) for path in places if path.is_file()), None)

    def links(self) -> Mapping[str, str]:
        """Return addresses by title, from ``issues/links.toml``."""
        return links.read(self._links)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError("article-file-missing", path) from None
    except OSError as error:
        raise ArticleError("not-readable", path, reason=reason_of(error)) from error


def _places_of(path: Path) -> Path:
    return path.with_name(path.name + PLACES)


def _corrections(path: Path) -> Corrections | None:
    """Return the corrections of an article, or ``None``."""
    places = _places_of(path)
    if not places.exists():
        return None
    return sources.read_corrections(files.read_text(places), str(places))
