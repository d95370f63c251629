"""An import: what was made of the file, why rows are refused, and what it came to."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # the file
    "import-columns": "columns: {columns}",
    "import-columns-unused": "not used: {columns}",
    "import-column-used": "{heading} ({column})",
    "import-everyone": (
        "Everybody in the file counts as “{status}”, because its name or a heading says so. If"
        " that is wrong, say how they stand."
    ),
    "import-tool": "a file of {tool}",
    "import-file-empty": "The file is empty.",
    "import-file-workbook": "This is a workbook; save it as CSV (UTF-8) first.",
    "import-file-binary": "This is not a text file.",
    "import-no-addresses": (
        "No column holds addresses; name one “email”. The columns are {columns}."
    ),
    "import-no-headings": "No column holds addresses; name one “email”.",
    "import-no-column": "There is no column “{heading}”; the columns are {columns}.",
    "import-answers-unasked": (
        "“{heading}” says “{answer}”, and no heading tells to what; say what the column holds."
    ),
    "import-column-unclear": (
        "The column “{heading}” speaks of consent or status, and what it says is not known:"
        " {cells}. Say what it holds."
    ),
    "import-override-unreadable": "“{text}” says no meaning; write the name, = and the meaning.",
    "import-meaning-unknown": "No column can hold “{meaning}”; choose from {known}.",
    "import-status-unknown": "Nobody can be “{meaning}”; choose from {known}.",
    # refused rows
    "import-line-refused": "line {line}: {reason}",
    "row-unreadable": "the row cannot be read as CSV",
    "row-line-too-long": "the line is longer than {limit} characters",
    "row-quote-not-closed": "a quotation mark is opened and never closed",
    "row-without-address": "the row has no address",
    "row-address-elsewhere": (
        "the row has no address, and the column “{heading}” has one; say that it holds addresses,"
        " to take in the rows that have them there"
    ),
    "row-without-yes": "{headings} tells who wants mail, and says nothing here",
    "row-status-overlooked": (
        "the column “{heading}” is not used, and says “{cell}” here; say what it holds"
    ),
    "row-status-unknown": (
        "the column “{heading}” says “{cell}”, which is not known; say what it means"
    ),
    "row-tag-speaks": "the tag “{tag}” speaks of leaving; if it is a tag like others, say so",
    "row-below-leaving": (
        "it comes after “{words}” in line {line}, which speaks of leaving; give those people a"
        " file of their own"
    ),
    # what it came to
    "import-would-come-to": "would come to: {outcome}",
    "import-nobody": "nobody",
    "import-arrived": "{count} {arrival}",
    "import-leaves": Plural("{count} leaves", "{count} leaves"),
    "import-leaves-for": Plural("{count} leaves ({why})", "{count} leaves ({why})"),
    "import-stays": Plural("{count} stays", "{count} stays"),
    "import-kept-out": "{count} kept out ({why})",
    "import-not-confirmed": "{count} not confirmed there",
    "import-refused": "{count} refused",
    "arrival-new": "new",
    "arrival-known": "known",
    "arrival-has-left": "has left",
    "arrival-suppressed": "suppressed",
    # what a column holds, and how people stood
    "column-full-name": "full name",
    "column-status": "status",
    "column-wants-mail": "wants mail",
    "column-unconfirmed": "unconfirmed",
    "column-bounced": "bounced",
    "column-complained": "complained",
    "column-bounces": "bounces",
    "column-network": "network",
    "column-ignored": "ignored",
    "imported-status-subscribed": "subscribed",
    "imported-status-pending": "pending",
    "imported-status-left": "left",
    "imported-status-bounced": "bounced",
    "imported-status-complained": "complained",
}
