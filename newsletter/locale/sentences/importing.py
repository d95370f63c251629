"""An import: what was made of the file, why rows are refused, and what it came to."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # the file
    "import-columns": "columns: {columns}",
    "import-columns-unused": "not used: {columns}",
    "import-column-used": "{heading} ({column})",
    "import-everyone": (
        "Everybody in the file counts as “{status}”, because its name or a heading says so. If"
        " that is wrong, give their standing."
    ),
    "import-tool": "a file of {tool}",
    "import-file-empty": "The file is empty.",
    "import-file-workbook": "This is a workbook; save it as CSV (UTF-8) first.",
    "import-file-archive": (
        "This is a ZIP archive; unpack it and import its lists one by one, first those of people who left."
    ),
    "import-file-other-form": "This is a {form} file; export or save the list as CSV (UTF-8) first.",
    "import-file-binary": "This is not a text file.",
    "import-no-addresses": (
        "No column holds addresses; name one “email”. The columns are {columns}."
    ),
    "import-no-headings": "No column holds addresses; name one “email”.",
    "import-no-column": "There is no column “{heading}”; the columns are {columns}.",
    "import-answers-unasked": (
        "“{heading}” says “{answer}”, and no heading tells to what; say what the column holds."
    ),
    "import-answers-unclear": (
        "The column “{heading}” says “{answer}” of somebody, and may be about who wants mail. Say"
        " what it holds."
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
    "row-name-speaks": (
        "the name in the column “{heading}” is “{cell}”, which speaks of leaving; if it is a name,"
        " say that the column holds names"
    ),
    "row-status-unknown": (
        "the column “{heading}” says “{cell}”, which is not known; say what it means"
    ),
    "row-tag-speaks": "the tag “{tag}” speaks of leaving; if it is a tag like others, say so",
    "row-remark-speaks": "next to the address it says “{remark}”, which speaks of leaving",
    "row-several-addresses": "“{cell}” is more than one address; give each a row of its own",
    "row-below-leaving": (
        "it comes after “{words}” in line {line}, which speaks of leaving; give those people a"
        " file of their own"
    ),
    # what it came to
    "import-would-come-to": "would come to: {outcome}",
    "import-nobody": "nobody",
    # undoing
    "import-number": "This was import {number}. It can be undone.",
    "import-unknown": "There is no import {number}.",
    "import-undone-meanwhile": "Import {number} was undone meanwhile; nobody else is imported.",
    "import-path-missing": "Name the file to import.",
    "import-undo-goes": Plural(
        "{count} reader whom it added is removed, and may be imported again.",
        "{count} readers whom it added are removed, and may be imported again.",
    ),
    "import-undo-mailed": Plural(
        "{count} stays a reader, because a letter was sent to them.",
        "{count} stay readers, because a letter was sent to them.",
    ),
    "import-undo-others": Plural(
        "{count} stays as they are now: they signed up, left or changed something, were suppressed,"
        " or were erased.",
        "{count} stay as they are now: they signed up, left or changed something, were suppressed,"
        " or were erased.",
    ),
    "import-undo-barred": Plural(
        "{count} who left elsewhere, or whose address does not exist, still gets no mail.",
        "{count} who left elsewhere, or whose addresses do not exist, still get no mail.",
    ),
    "import-undo-nothing": "There are no readers left that undoing import {number} would remove.",
    "import-undo-sure": Plural(
        "Remove {count} reader and undo import {number}?",
        "Remove {count} readers and undo import {number}?",
    ),
    "import-undo-sure-mailed": Plural(
        "Undo import {number}: remove {removed} readers, and unsubscribe {count} who got a letter?",
        "Undo import {number}: remove {removed} readers, and unsubscribe {count} who got a letter?",
    ),
    "import-undone-mailed": Plural(
        "{count} reader who had got a letter was unsubscribed.",
        "{count} readers who had got a letter were unsubscribed.",
    ),
    "import-undone": Plural(
        "Import {number} is undone; {count} reader was removed.",
        "Import {number} is undone; {count} readers were removed.",
    ),
    "imports-none": "Nothing was imported yet.",
    "import-is-undone": "undone",
    "import-is-done": "done",
    "import-is-open": "in progress or interrupted",
    "column-import": "import",
    "column-added": "added",
    "column-removed": "removed again",
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
