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
    "article-only-title": "There is only a title here; paste the whole article.",
    "article-not-replaced": (
        "This text can no longer replace the other article; open this article again."
    ),
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
        "has {count} characters on one line, and at most {limit} are read; put a blank line between"
        " its paragraphs"
    ),
    # what a page shows that is no part of its article, by kind and number
    "article-link-opaque": (
        "a link whose destination nobody can see: {address}; put the real address into the article"
    ),
    "article-left-out": "left out: {parts}",
    "left-out-kind-navigation": Plural("menu", "{count} menus"),
    "left-out-kind-contents": Plural("contents list", "{count} contents lists"),
    "left-out-kind-sign-up-form": Plural("sign-up form", "{count} sign-up forms"),
    "left-out-kind-form": Plural("form", "{count} forms"),
    "left-out-kind-sharing": Plural("sharing links", "{count} rows of sharing links"),
    "left-out-kind-related": Plural("related articles", "{count} lists of related articles"),
    "left-out-kind-tags": Plural("tags", "{count} rows of tags"),
    "left-out-kind-author": Plural("author box", "{count} author boxes"),
    "left-out-kind-comments": Plural("comments", "{count} stretches of comments"),
    "left-out-kind-footnote": Plural("1 footnote", "{count} footnotes"),
    "left-out-kind-caption": Plural("1 caption", "{count} captions"),
    "left-out-kind-picture": Plural("1 picture", "{count} pictures"),
    "left-out-kind-embedded": Plural("1 embedded post", "{count} embedded posts"),
    "left-out-kind-repeated": Plural("1 repeated text", "{count} repeated texts"),
    "left-out-kind-bookmark": Plural("1 bookmark", "{count} bookmarks"),
    "left-out-kind-shortcode": Plural("1 shortcode", "{count} shortcodes"),
    "left-out-kind-struck": Plural("1 struck text", "{count} struck texts"),
    "left-out-kind-symbol": Plural("1 symbol", "{count} symbols"),
    "left-out-kind-obfuscated": Plural("1 hidden email address", "{count} hidden email addresses"),
    "left-out-kind-header": Plural("page header", "{count} parts of the page header"),
    "left-out-kind-footer": Plural("page footer", "{count} parts of the page footer"),
    "left-out-kind-sidebar": Plural("sidebar", "{count} parts of the sidebar"),
    "left-out-kind-dialog": Plural("1 dialog", "{count} dialogs"),
    "left-out-kind-search": Plural("search field", "{count} search fields"),
    "left-out-kind-label": Plural("1 label above a prompt", "{count} labels above prompts"),
    "left-out-kind-private": Plural("1 private note", "{count} private notes"),
    "left-out-kind-properties": Plural("a table of properties", "{count} tables of properties"),
    "left-out-kind-media": Plural("1 video or recording", "{count} videos or recordings"),
    "left-out-kind-elsewhere": Plural(
        "1 text next to the article", "{count} texts next to the article"
    ),
    "left-out-kind-by-hand": Plural("1 part by hand", "{count} parts by hand"),
    # corrections: what a person says the lines of an article are
    # why one is not used
    "correction-unfit": "The correction of line {number} (“{text}”) is not used: {why}.",
    "misfit-text-changed": "the line has another text",
    "misfit-beyond-end": "the article has fewer lines",
    "misfit-no-words": "the line holds no words of the article",
    "misfit-several-parts": (
        "the line holds more than one part of the article; put each on a line of its own"
    ),
    "misfit-same-part": "another line of the same paragraph is corrected otherwise",
    "misfit-no-minutes": "the line names no number of minutes",
    "misfit-no-question": "no question comes before this answer",
    # what is wrong with the file
    "corrections-no-toml": "is not TOML: {reason}",
    "corrections-key-unknown": "has the unknown key ‘{key}’; write ‘article’ and [[line]]",
    "corrections-without-hash": (
        "does not name its article; write article = with the hash that is shown with its lines"
    ),
    "corrections-no-entries": "has a ‘line’ that is not a list of entries; write [[line]] above each",
    "correction-entry": (
        'entry {entry} must have a number, a text and a place: number = 12, text = "…",'
        ' place = "heading"'
    ),
    "correction-number": "line {number} does not exist; lines are counted from 1",
    "correction-place-unknown": (
        "the place ‘{place}’ of line {number} is unknown; choose one of {places}"
    ),
    "correction-twice": "line {number} is corrected twice; keep one of the entries",
    # word files that are read as articles, and why one is not
    "word-styles-unknown": Plural(
        "read as ordinary text: the style {styles}", "read as ordinary text: the styles {styles}"
    ),
    # another file than a .docx
    "word-file-of-another-kind": (
        "is {kind}; save it as .docx, or copy its text into a .txt file, and add that"
    ),
    "kind-doc": "an old Word document (doc)",
    "kind-docm": "a Word document with macros (docm)",
    "kind-odt": "an OpenDocument text (odt)",
    "kind-other-office-file": "an Office file without a text of Word",
    "kind-pages": "a Pages document",
    "kind-rtf": "a rich-text document (rtf)",
    "kind-web-page": "a web page (html)",
    "kind-word-template": "a Word template",
    "kind-zip": "a zip archive",
    # refused
    "word-file-damaged": (
        "is damaged or not a Word file; open it in Word, save it as .docx, and add it again"
    ),
    "word-file-empty": "holds no text; is it in pictures or in comments?",
    "word-file-protected": (
        "is protected by a password; open it in Word, remove the password, and add it again"
    ),
    "word-file-swells": (
        "unpacks to much more than an article; copy its text into a new Word file, and add that"
    ),
    "word-file-too-full": (
        "holds more than can be read in a moment; copy its text into a new Word file, and add that"
    ),
    "word-file-too-large": (
        "is {size} MB, and a Word file may have {limit} MB; remove its pictures, and add it again"
    ),
    "word-file-too-long": (
        "has more than {limit} paragraphs; an article has fewer. Is this the right file?"
    ),
    "word-file-with-doctype": (
        "holds a document type, which no word processor writes; copy its text into a new Word file, and add that"
    ),
    "word-file-with-macros": "holds macros; save it as .docx without them, and add it again",
    # what a line is read as, and what an editor says that it is
    "line-place-blank": "blank line",
    "line-place-markup": "markup",
    "line-place-short-title": "short title",
    "line-place-title": "title",
    "line-place-category": "category",
    "line-place-minutes": "reading time",
    "line-place-author": "author",
    "line-place-date": "date",
    "line-place-intro": "introduction",
    "line-place-questions-title": "heading of the questions",
    "line-place-question": "opening question",
    "line-place-heading": "heading",
    "line-place-text": "text",
    "line-place-quote": "quote",
    "line-place-prompt": "closing question (💡)",
    "line-place-see-also": "link to read more",
    "line-place-call-to-action": "button",
    "line-place-related": "related article",
    "line-place-faq": "frequently asked question",
    "line-place-site-faq": "question about the site",
    "line-place-subscribe-call": "invitation to subscribe",
    "line-place-sign-off": "sign-off",
    "line-place-left-out": "left out",
    "line-place-unplaced": "fits nowhere",
    "corrected-place-title": "title",
    "corrected-place-short-title": "short title",
    "corrected-place-category": "category",
    "corrected-place-minutes": "reading time",
    "corrected-place-author": "author",
    "corrected-place-intro": "introduction",
    "corrected-place-questions-title": "heading of the questions",
    "corrected-place-question": "opening question",
    "corrected-place-heading": "heading",
    "corrected-place-subheading": "subheading",
    "corrected-place-text": "text",
    "corrected-place-quote": "quote",
    "corrected-place-prompt": "closing question (💡)",
    "corrected-place-see-also": "link to read more",
    "corrected-place-call-to-action": "button",
    "corrected-place-related": "related article",
    "corrected-place-faq-question": "question of the FAQ",
    "corrected-place-faq-answer": "answer of the FAQ",
    "corrected-place-subscribe-call": "invitation to subscribe",
    "corrected-place-sign-off": "sign-off",
    "corrected-place-left-out": "left out",
    "place-none-chosen": "Choose what the ticked lines are.",
    "lines-none-chosen": "Tick at least one line first.",
    "article-changed-meanwhile": "The article changed in the meantime. This is how it is now; choose again.",
}
