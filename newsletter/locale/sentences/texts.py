"""Problems with an issue's file, pictures and addresses, after file and line."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # files
    "not-readable": "cannot be read: {reason}",
    "not-utf-8": "is not UTF-8; save it as UTF-8 in your editor",
    "file-there-already": "is there already and stays as it is; choose another name",
    "issue-too-large": "is {size} bytes; an issue is a letter, not a book",
    # front matter
    "front-matter-absent": "has no front matter; the first line must be '---'",
    "front-matter-open": "the front matter has no end; put '---' on a line under it",
    "front-matter-too-long": (
        "the front matter is too long; the text belongs under its second '---'"
    ),
    "front-matter-shape": "write the front matter as 'key: value'",
    "front-matter-quote-open": "the value begins with a quotation mark that is never closed; close it, or remove it",
    "front-matter-list-open": "the list has no end; close it with ']', with commas between its items",
    "front-matter-tab": "the line begins with a tab; remove it, or use spaces",
    "front-matter-no-colon": "the line has no colon; write it as 'key: value', or remove it",
    "front-matter-indented": "the line is indented; begin it at the left, as the others",
    "front-matter-odd-character": "the front matter has a character that may not be there; type the line again",
    "front-matter-unreadable": "the line cannot be read; put what follows the colon in quotes",
    "key-misspelt": "there is no '{key}'; did you mean '{meant}'?",
    "key-not-known": "there is no '{key}'; there are {keys}",
    "key-twice": "'{key}' is there twice; keep one",
    "key-no-text": "'{key}' must be a text or a list of texts",
    "key-no-list": "'{key}' must be one text, not a list",
    "key-absent": "has no '{key}'; write it in the front matter",
    "number-no-digits": "the number must be digits, such as 12, not '{value}'",
    "number-not-named": "is number {issue}, but its name says {named}; make them the same",
    "number-shared": "has the same number as {other}; give one of them another",
    "number-taken": "has number {issue} already; choose another number",
    "correction-of-nothing": (
        "correction_of must be the number of the issue that is corrected, not '{value}'"
    ),
    "correction-with-audience": (
        "a correction goes to the readers of the issue that it corrects; remove 'audience'"
    ),
    "send-at-not-settable": (
        "send_at cannot be changed here without changing something else; change it by hand"
    ),
    "send-at-unreadable": (
        "send_at is not a date and time; write it like '2026-03-29 08:00', not '{value}'"
    ),
    "template-unknown": "there is no template '{name}', only {templates}",
    # text
    "blocks-too-deep": "lists or quotes are more than {depth} deep; nest them less",
    "paragraph-too-long": (
        "a paragraph is longer than {characters} characters or has more than {brackets} '[';"
        " make two of it"
    ),
    "picture-within-text": "a picture is within text; put it on a line of its own",
    "quote-without-words": "a quote has no words; write them behind the '>' or remove the line",
    "quote-missing": (
        'the quote "{start}" is not found in articles/{article}; copy it verbatim, name who'
        " said it on a line '> — Name', or remove it"
    ),
    # pictures
    "picture-unfit": "the picture '{picture}' {problem}",
    "picture-not-beside": "the picture '{picture}' is not next to the issue",
    "picture-elsewhere": "is elsewhere; save it next to the issue, and name that file",
    "picture-outside": "must be next to the issue, or in a folder below",
    "picture-missing": "is not there; put it next to the issue",
    "picture-of-other-kind": "is no JPEG, PNG, GIF or WebP picture; save it as one",
    "picture-damaged": "is damaged: {reason}",
    "picture-too-heavy": (
        "is a file of {size} MB, and {limit} MB is the most; save it as JPEG, 2000 pixels wide"
        " is ample"
    ),
    "picture-too-many-pixels": (
        "has too many pixels; at most 110 megapixels and 20,000 pixels a side: save it smaller,"
        " 2000 wide is ample"
    ),
    "picture-too-large": (
        "is {width} × {height} pixels, {megapixels} megapixels; at most 110 megapixels and"
        " 20,000 pixels a side: save it smaller, 2000 wide is ample"
    ),
    "picture-too-costly": (
        "is {width} × {height} pixels, too many for a {kind} of its kind; save it as an"
        " ordinary JPEG, 2000 pixels wide is ample"
    ),
    "picture-too-slow": (
        "takes too long to read; save it as an ordinary JPEG, 2000 pixels wide is ample"
    ),
    "picture-too-full": (
        "takes too much memory to read; save it as an ordinary JPEG, 2000 pixels wide is ample"
    ),
    "picture-unreadable": (
        "cannot be read; open it in another program, save it as an ordinary JPEG, and add that"
    ),
    # addresses and headers
    "links-unreadable": '{reason}; write "title" = "address", both in quotes',
    "link-entry-empty": '\'{title}\' has no address; write "title" = "address", both in quotes',
    "web-address-unusable": (
        "“{address}” is not a web address; write it whole, such as https://example.org/page."
    ),
    "address-without-title": "The address {address} needs the title of its piece.",
    "address-malformed": "'{address}' is not a web address: {reason}",
    "address-not-for-email": (
        "'{address}' is not an address that a mail may carry; write https://… or mailto:…"
    ),
    "host-name-unusable": "'{host}' is not a host name: {reason}",
    "list-id-malformed": (
        "the list_id '{value}' must look like a host name, such as helder-moment.example.nl"
        " (RFC 2919 §2)"
    ),
    "header-too-long": "the header {header} is longer than a mail may carry: {start}…",
    "message-id-unusable": "'{value}' cannot be part of a Message-ID",
    # what an issue file has that an email does not show, for the editor to change
    "markup-table": "An email cannot show the table that begins with “{text}”; write it as a list.",
    "markup-code": "“{text}” is written as code, which a letter does not show; remove the backticks around it.",
    "markup-footnote": "The footnote mark “{text}” leads nowhere in an email; say it in the sentence, or link to it.",
    "markup-struck": "“{text}” is struck through, which many mail programs and screen readers do not convey; remove it.",
    "markup-html": "“{text}” is HTML, which is left out; use Markdown instead, or write \\< if you mean the sign itself.",
    "markup-broken-link": (
        "The link in “{text}” cannot be read; write [words](https://…), with no space in the address"
        " or between the brackets."
    ),
    "markup-empty-link": "The words “{text}” are a link without an address; fill it in, or remove the brackets.",
    "markup-wordless-link": "The link to {text} has no words; write them between the square brackets.",
    "markup-reference": (
        "“{text}” takes its address from another line; write the address right after the words:"
        " [words](https://…)."
    ),
    "markup-underlined-heading": "The line “{text}” under a heading is left out; write ## before the heading instead.",
    "markup-glued-heading": "“{text}” is not a heading yet: put a space after the ##.",
    "markup-task": "An email has no check boxes; remove “{text}”.",
    "markup-asterisks": (
        "“{text}” has asterisks that make nothing bold; put them right against the words, without a"
        " space between."
    ),
    "markup-open-emphasis": (
        "In “{text}” an emphasis begins with * or _ and has no end; close it, or write \\* or \\_ if you"
        " mean the sign itself."
    ),
    "markup-highlighted": (
        "“{text}” is between equals signs, which highlight nothing in an email; remove them."
    ),
    "markup-open-note": (
        "The note that begins with “{text}” has no end, so everything after it is left out; close it"
        " with the sign that belongs to its beginning, such as -->."
    ),
    "markup-run-together": (
        "The lines from “{text}” on are joined to one in the email; end a line with \\ where a new one should"
        " begin, or write - before each entry of a list."
    ),
    "name-without-fallback": (
        "Readers who gave no first name get “{text}” here; write {{first_name|…}} with the words for them,"
        " or {{first_name|}} if it reads well without."
    ),
    "prompt-empty": "There is a 💡 without a question; write the question after it, or remove the line.",
    "shortcode-in-text": (
        "{block} has the shortcode “{text}”, which only your website fills in; remove it."
    ),
}
