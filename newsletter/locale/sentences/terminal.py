"""Sentences of every subject, headings of tables, and what any command may say."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "in-own-words": "{words}",
    "at-place": "{place}: {problem}",
    "several-problems": "{problems}",
    "column-place": "place",
    "column-goes": "goes",
    "column-number": "no.",
    "column-subject": "subject",
    "column-note": "note",
    "command-stopped": "stopped",
    # the machine's trouble
    "disk-full": "the disk is full; make room and do it again",
    "disk-share-full": "your share of the disk is full; make room and do it again",
    "disk-read-only": "this disk can be read and not be written; do it on another one",
    "access-denied": "this user may not; give it the right to read and write there",
    "path-missing": "there is no such file or folder; look at how it is written",
    "path-is-folder": "this is a folder, and a file is needed",
    "path-is-file": "this is a file, and a folder is needed",
    "path-too-long": "this name is too long; choose a shorter one",
    "port-taken": (
        "Port {port} of {host} is taken, perhaps by a newsletter that is running already; stop that"
        " one, or choose another port."
    ),
    "port-not-allowed": (
        "This user may not use port {port}; choose one above 1024, such as 8000, and let a web"
        " server pass calls on to it."
    ),
    "address-not-served": (
        "The pages cannot be served on {address}; host must be an address of this machine and port"
        " a number up to 65535, see [web] in the settings."
    ),
    # the sandbox and the demonstration
    "sandbox-served": "The sandbox is at {address}; open it in a browser to see what it accepted.",
    "sandbox-to-send-through": (
        'To send through it: [provider] name = "mailgun", and under [provider.mailgun] base = "{address}"'
    ),
    "sandbox-not-started": "The sandbox cannot start: {reason}",
    "demo-folder-in-use": "{folder} holds something that no demo made; choose another folder.",
    "demo-pages-not-served": "The pages could not be served on this machine.",
    "demo-article-read": "Read “{title}”: {sections}, {quotes}, {prompts}; {unplaced}.",
    "demo-sections": Plural("{count} section", "{count} sections"),
    "demo-quotes": Plural("{count} quote", "{count} quotes"),
    "demo-prompts": Plural("{count} prompt", "{count} prompts"),
    "demo-unplaced": Plural("{count} line belongs nowhere", "{count} lines belong nowhere"),
    "demo-issues-drawn": Plural(
        "Drew {count} weekly issue, as a file in {folder}.",
        "Drew {count} weekly issues, as files in {folder}.",
    ),
    "demo-readers-imported": "Imported readers: {outcome}",
    "demo-slot-missing": "Issue {issue} has no slot: {notes}",
    "demo-week": Plural(
        "Week {week}, “{subject}”: {count} email, {at}; exactly one for each reader.",
        "Week {week}, “{subject}”: {count} emails, {at}; exactly one for each reader.",
    ),
    "demo-reader-left": "{address} pressed unsubscribe: one POST, answered with {status}.",
    "demo-reader-left-alone": "{address} got nothing the week after.",
    "demo-incomplete": "Not everything worked; the lines with ✗ say what did not.",
    "demo-complete": (
        "Everything worked, in {seconds} s.\n"
        "  {outbox}: the emails, a Maildir; open it with an email program, or one file with a text"
        " editor\n"
        "  {issues}: the issues, Markdown files to edit"
    ),
}
