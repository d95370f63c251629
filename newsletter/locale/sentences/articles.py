"""Articles: taken in, shown, and why one cannot be read."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # taken in and shown
    "article-added": "Added: {file}",
    "article-short-title": "short title: {value}",
    "article-category": "category: {value}",
    "article-minutes": "minutes: {value}",
    "article-address": "address: {value}",
    "article-own": "a text of your own, on another site",
    "article-permitted": "used with permission of {holder}",
    "article-call-to-action": "call to action: {value}",
    "article-sign-off": "sign-off: {value}",
    "article-questions": Plural("{count} opening question", "{count} opening questions"),
    "article-faq": "FAQ: {own} of the article, {site} of the site",
    "article-untitled": "(untitled)",
    "article-unplaced": "fits nowhere, line {number}: {text}",
    "article-without-sections": "No sections were found; are the headings on lines of their own?",
    "articles-none": "There are no articles yet.",
    "column-section": "section",
    "column-blocks": "blocks",
    "column-quotes": "quotes",
    "column-prompts": "prompts",
    "column-links": "links",
    "column-file": "file",
    "column-title": "title",
    # refused
    "article-there-already": "{file} is there already, with another text; rename the new one.",
    "article-unknown": "there is no such article; issues/articles holds {articles}",
    "article-unknown-of-none": "there is no such article; issues/articles holds nothing yet",
    "article-file-missing": "there is no such file",
    "article-kind-unknown": "cannot read this kind of file; give it one of {endings}",
    # what is in the file
    "article-empty": "is empty; there is nothing to read",
    "article-too-large": (
        "is {size} MB of text, and an article has at most {limit} MB; is this the right file?"
    ),
    "article-no-text": "is {kind}, not text; save its words as .txt, .md, .html or .docx",
    "article-with-controls": "holds control characters and looks binary; only text is read",
    "article-binary": "looks binary (it holds zero bytes); only text is read",
    "only-marks": "holds no text, only marks",
    "only-tags": "holds no text, only tags",
    "kind-pdf": "a PDF",
    "kind-zip-or-docx": "a zip archive or a Word document (docx)",
    "kind-png": "a picture (PNG)",
    "kind-jpeg": "a picture (JPEG)",
    "kind-gif": "a picture (GIF)",
    "kind-gzip": "a gzip archive",
    "utf-16-without-mark": (
        "looks like UTF-16 without a byte-order mark; save it as UTF-8 and add it again"
    ),
    "utf-8-damaged": (
        "looks like UTF-8 but is damaged at byte {byte}; save it as UTF-8 and add it again"
    ),
    "encoding-damaged": (
        "begins as {encoding} but is damaged at byte {byte}; save it as UTF-8 and add it again"
    ),
    "charset-unknown": "declares the encoding {charset}, which is not known; save it as UTF-8",
    "charset-untrue": (
        "declares the encoding {charset}, and is not in it from byte {byte} on; save it as UTF-8"
    ),
    "encoding-other": "is not UTF-8: it looks like {encoding}; save it as UTF-8 and add it again",
    "encoding-cyrillic": "Cyrillic (cp1251 or KOI8-R)",
    "encoding-east-asian": "an East Asian encoding (Shift JIS, GB 18030, Big5 or EUC)",
    "encoding-elsewhere": (
        "an encoding of another region, such as Central European (cp1250), or binary"
    ),
    "html-unreadable": "cannot be read as HTML: {reason}",
    "html-too-deep": "nests more than {limit} HTML elements; is this an article?",
    "hints-too-long": (
        "has front matter of {count} characters, and at most {limit} are read; is the closing"
        " --- missing?"
    ),
    "hints-no-yaml": "the front matter cannot be read: {reason}",
    "hints-too-deep": "front matter is nested too deeply to be read",
    "too-many-characters": (
        "has {count} characters, and at most {limit} are read; is this the right file?"
    ),
    "too-many-lines": "has {count} lines, and at most {limit} are read; is this the right file?",
    "too-many-paragraphs": (
        "has {count} paragraphs, and at most {limit} are read; is this the right file?"
    ),
    "too-many-tags": "has {count} tags, and at most {limit} are read; is this the right file?",
    "too-many-square-brackets": (
        "has {count} square brackets, and at most {limit} are read; is this the right file?"
    ),
    "too-many-angle-brackets": (
        "has {count} angle brackets, and at most {limit} are read; is this the right file?"
    ),
    "paragraph-of-article-too-long": (
        "has {count} characters in one paragraph, and at most {limit} are read; is this the"
        " right file?"
    ),
    "article-line-too-long": (
        "has {count} characters on one line, and at most {limit} are read; is this the right file?"
    ),
}
