"""The forms of pages as a browser reads them, and what hostile people send instead."""

import base64
import re
import zlib
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote_plus, urlsplit

import httpx
from hypothesis import strategies as st

MARK: Final = "zq7"  # of elements and attributes that no page of ours has
_SUM: Final = "{{ 7 * 7 * 191919 }}${7*7*191919}<%= 7*7*191919 %>"
_ITS_VALUE: Final = "9404031"
_BOUNDARY: Final = "a-boundary-of-ours"


@dataclass(frozen=True)
class Form:
    """A form: where it goes, and its fields as the page fills them."""

    action: str
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


@dataclass
class _Read:
    """A form while its page is read."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # where its buttons send it instead


class _Page(HTMLParser):
    """Collects links and forms, and what no page of ours may have."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.planted: list[str] = []
        self._forms: dict[str, _Read] = {}
        self._open = ""
        self._text: tuple[str, list[str]] | None = None  # of a <textarea>
        self._select = ""
        self._has_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        match tag:
            case "a":
                self.links.append(given.get("href", ""))
            case "form":
                self._open = given.get("id", f"form {len(self._forms)}")
                if given.get("method", "get").lower() == "post":
                    self._forms[self._open] = _Read(given.get("action", ""))
            case "select":
                self._select, self._has_chosen = given.get("name", ""), False
            case "option" if self._select and ("selected" in given or not self._has_chosen):
                self._choose(given.get("value", ""), given)
            case "textarea":
                self._text = (given.get("name", ""), [])
            case "input" | "button":
                self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self._forms.get(given.get("form", self._open))
        if form is None:
            return
        if "formaction" in given:
            form.others.append(given["formaction"])
        if given.get("type") == "file":
            form.files.append(given.get("name", ""))
        elif tag == "input" or given.get("name"):
            self._add(given.get("name", ""), given.get("value", ""), given)

    def _choose(self, value: str, given: dict[str, str]) -> None:
        """Take an option: the first, or the selected one instead of it."""
        form = self._forms.get(given.get("form", self._open))
        if form is not None and self._has_chosen:
            form.fields.pop()
        self._has_chosen = True
        self._add(self._select, value, given)

    def _add(self, name: str, value: str, given: dict[str, str]) -> None:
        form = self._forms.get(given.get("form", self._open))
        if form is not None and name:
            form.fields.append((name, value))

    def _look(self, tag: str, given: dict[str, str]) -> None:
        """Note an element or attribute that came from somebody's text."""
        if MARK in tag or any(MARK in name or name.startswith("on") for name in given):
            self.planted.append(self.get_starttag_text() or tag)
        for name in ("href", "src", "action", "formaction"):
            scheme = re.sub(r"[\x00-\x20]", "", given.get(name, "")).partition(":")[0].lower()
            if scheme in {"javascript", "vbscript"} or given.get(name, "").startswith("data:text"):
                self.planted.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = ""
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text is not None:
            self._add(self._text[0], "".join(self._text[1]), {})
            self._text = None

    @property
    def forms(self) -> list[Form]:
        return [
            Form(action.partition("#")[0], tuple(one.fields), tuple(one.files))
            for one in self._forms.values()
            for action in (one.action, *one.others)
        ]


def read(html: str) -> _Page:
    """A page with its links, its forms and what was planted in it."""
    page = _Page()
    page.feed(html)
    page.close()
    return page


def wrong_with(answer: httpx.Response) -> list[str]:
    """What an answer shows of a crash, or of a text that was taken for more than a text."""
    found = []
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    for name, value in answer.headers.raw:
        if b"\r" in value or b"\n" in value or MARK.encode() in name:
            found.append(f"header {name!r}: {value!r}")
    to = answer.headers.get("location", "/")
    if not to.startswith("/") or to.startswith("//") or urlsplit(to).netloc or "\\" in to:
        found.append(f"leads to {to}")
    if answer.headers.get("content-type", "").startswith("text/html"):
        text = answer.text
        found += [f"planted: {tag[:200]}" for tag in read(text).planted]
        if _ITS_VALUE in text:
            found.append("a sum was done")
        if "Traceback (most recent" in text:
            found.append("a traceback is shown")
    return found


def packed(text: str) -> str:
    """A text as hidden fields carry it."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()


TEXTS: Final = (
    _SUM,
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    f"<script>{MARK}()</script>",
    f"<{MARK} {MARK}=1>",
    f"\"><{MARK} {MARK}='1'>",
    f"'><{MARK}>",
    f"</textarea></title></script>--><{MARK}>",
    f"<img src=x onerror={MARK}()>",
    f"<a href=\"javascript:{MARK}()\">x</a>",
    f"[x](javascript:{MARK}())",
    f"![<{MARK}>](x \"<{MARK}>\")",
    f"javascript:{MARK}()",
    f"data:text/html,<{MARK}>",
    f"//evil.example/{MARK}",
    f"http://[::1]:x/\\{MARK}",
    "../../../../../../etc/passwd",
    "..%2f..%2f.env",
    "..\\..\\newsletter.toml",
    "/etc/passwd\x00.md",
    "file:///etc/passwd",
    f"a\r\nset-cookie: {MARK}=1\r\n{MARK}: 1\r\n\r\n<{MARK}>",
    "\u202e\u2066anna\u202c",
    "\u2028\u2029\x85\x0b\x0c\x1c",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfffa\ud83d",
    "\ufeff\uffff\U0010ffff",
    "\x1b[2J\x07",
    "²",
    "٣",
    "१२",
    "-1",
    "0",
    "1",
    "2",
    "1e9",
    "9" * 19,
    "9" * 5_000,
    "NaN",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-W10-7",
    "25:61",
    "٠٨:٠٠",
    "%s%n%00%(x)s{0.__class__}",
    "'; DROP TABLE editors; --",
    "=cmd|' /C calc'!A0",
    "anna@example.org",
    f"\"<{MARK}>\"@example.org",
    "a@" + "b." * 200 + "nl",
    "---\nnumber: 2\ntitle: x\n---\n",
    "---\n&a [*a, *a]\n---\n",
    "[" * 5_000,
    "(" * 5_000 + "a" * 5_000,
    ">" * 5_000,
    "*a_" * 5_000,
    "`" * 9_999,
    "| a |" * 500 + "\n" + "|---|" * 500,
    "\n" * 20_000,
    packed("["*50_000),
    packed("{\"name\": [1, {}], \"slots\": null}"),
    packed("\ud800"),
    "AAAA====",
    "yes",
)  # fmt: skip
ONE_WORD: Final = "w" * 1_000_000

# Names of encodings that a form may claim; some of them make half a surrogate pair.
_CHARSETS: Final = ("utf-8", "utf-16", "utf-7", "unicode_escape", "latin-1", "idna", "zq7", "")

_texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=30))
_words = st.one_of(_texts, st.sampled_from((ONE_WORD, "\n" + ONE_WORD)))
_bytes = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        (
            b"",
            b"PK\x03\x04" + b"\x00" * 60,
            b"\x89PNG\r\n\x1a\n" + b"\xff" * 60,
            b"\xff\xd8\xff\xe0" + b"\x00" * 60,
            b"GIF89a\xff\xff\xff\xff",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='zq7()'/>",
            b'email\r\n=cmd@example.org\r\n"never closed',
            b"\xff\xfe\x00\xd8",
            b"%PDF-1.4",
            b"{\\rtf1",
        )
    ),
)


@dataclass(frozen=True)
class Sent:
    """The body of a form and its kind."""

    body: bytes
    kind: str

    def __repr__(self) -> str:
        return f"{self.kind}: {self.body[:3_000]!r}"


@st.composite
def hostile(draw: st.DrawFn, form: Form, names: tuple[str, ...]) -> Sent:
    """What somebody sends who has seen a form, and does not fill it in as it is meant."""
    known = [*form.fields]
    if draw(st.integers(0, 4)) == 0:
        known += [(name, "") for name in draw(st.lists(st.sampled_from(names), max_size=2))]
    one = draw(st.integers(0, max(len(known) - 1, 0)))  # which is changed in any case
    ways = _RARE if draw(st.integers(0, 9)) == 0 else _USUAL
    fields: list[tuple[str, str | bytes]] = []
    for place, (name, value) in enumerate(known):
        match "other" if place == one else draw(st.sampled_from(ways)):
            case "same":
                fields.append((name, value))
            case "other":
                fields.append((name, draw(_words if ways is _RARE else _texts)))
            case "twice":
                fields += [(name, value), (name, draw(_texts))]
            case "file":
                fields.append((name, draw(_bytes)))
            case "many":
                fields += [(name, value)] * draw(st.sampled_from((30, 300)))
    for name in form.files:
        fields.append((name, draw(st.one_of(_bytes, _texts))))
    return draw(_encoded(fields, has_file=bool(form.files)))


_USUAL: Final = (*["same"] * 8, *["other"] * 3, "twice", "missing")
_RARE: Final = (*["same"] * 8, "other", "missing", "file", "many")


@st.composite
def _encoded(draw: st.DrawFn, fields: list[tuple[str, str | bytes]], *, has_file: bool) -> Sent:
    how = draw(st.integers(0, 39))
    is_plain = not has_file and all(isinstance(value, str) for _, value in fields)
    if is_plain and how < 24:
        pairs = ((_raw(name), _raw(value)) for name, value in fields)
        body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
        return Sent(body.encode(), "application/x-www-form-urlencoded")
    sent = _multipart(draw, fields)
    match how:
        case 39:
            return replace(sent, body=sent.body[: len(sent.body) // 2])
        case 38:
            return replace(sent, kind=draw(st.sampled_from(_KINDS)))
        case _:
            return sent


_KINDS: Final = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=another",
    "multipart/form-data; boundary=\"a b",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "text/plain",
    "",
)  # fmt: skip


def _multipart(draw: st.DrawFn, fields: list[tuple[str, str | bytes]]) -> Sent:
    parts = []
    for name, value in fields:
        head = b'content-disposition: form-data; name="' + _raw(name).replace(b'"', b"%22") + b'"'
        if isinstance(value, bytes):
            called = _raw(draw(st.one_of(_texts, st.sampled_from(_NAMES))))
            called = re.sub(rb'[\r\n"]', b" ", called)[:2_000]
            head += b'; filename="' + called + b'"\r\ncontent-type: application/octet-stream'
        parts.append(b"--" + _BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + _raw(value))
    charset = draw(st.sampled_from(_CHARSETS))
    end = f"\r\n--{_BOUNDARY}--\r\n".encode()
    return Sent(
        b"\r\n".join(parts) + end,
        f"multipart/form-data; boundary={_BOUNDARY}" + (f"; charset={charset}" if charset else ""),
    )


_NAMES: Final = ("lijst.csv", "brief.docx", "beeld.png", "tekst.md", "x.html", "../../x.txt", "")


def _raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
