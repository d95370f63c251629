"""The desk: editors and signing in, and what waits for somebody."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # roles
    "role-writer": "writer",
    "role-editor": "editor",
    "role-owner": "owner",
    "column-role": "role",
    "column-ended": "ended",
    # accounts
    "editors-none": "Nobody has an account yet.",
    "editor-former": "former editor {editor}",
    "editor-added": "Editor {editor} was added: {name}, {role}.",
    "editor-invited": "Editor {editor} was added: {name}, {role}. An invitation is on its way.",
    "editor-role-changed": "{name} is now {role}, and has to sign in again.",
    "editor-ended": "The account of {name} has ended; name and address were erased.",
    "editor-unknown": "There is no editor {editor}.",
    "editor-there-already": "{address} has an account already.",
    "editor-last-owner": "{name} is the only owner; make somebody else an owner first.",
    "editor-name-missing": "Give a name.",
    "editors-there": (
        "Somebody has an account already, so there is no first one to make; add others with"
        " 'newsletter editor add'."
    ),
    "desk-first-link": "Open this page to begin (once, within an hour): {address}",
    # passwords and signing in
    "password-too-short": "The password is too short; take {least} characters or more.",
    "password-too-long": "The password is too long; take at most {most} characters.",
    "password-too-plain": (
        "This password is easy to guess; take a short sentence that is not your name or address."
    ),
    "password-current-wrong": "Your current password is incorrect.",
    "password-tried-often": "Too many attempts. Try again in an hour.",
    "sign-in-refusal-wrong": "This e-mail address or password is not right.",
    "sign-in-refusal-too-many-tries": "There were too many tries; wait an hour and try again.",
    "desk-signed-out": "You were signed out in the meantime.",
    # articles
    "desk-cannot-write": "It cannot be saved at the moment. Your text is still here; try again in a while.",
    "series-changed-meanwhile": (
        "Something changed in the meantime. This is how it would be now; look at it, and then choose"
        " again."
    ),
    "article-unknown-here": "There is no article called {name}.",
    "article-name-taken": "There are too many articles called {name}; give this one another title.",
    "issue-changed-since-shown": (
        "Letter {issue} was changed in the meantime; look at it again before you queue it."
    ),
    # why a text is kept
    "kept-because-replaced": "before a save",
    "kept-because-unreadable": "could not be read as a letter",
    "kept-because-lost": "was not kept",
    "number-unreadable": "“{text}” is not a number.",
    # what waits for somebody
    "today-on-hold": (
        "Nothing is sent, because a backup without its journal was restored; see"
        " 'newsletter doctor'."
    ),
    "today-paused": "Sending ‘{title}’ is paused: {why}",
    "today-doubtful": Plural(
        "Of ‘{title}’, one email is in doubt: it may have arrived, or not.",
        "Of ‘{title}’, {count} emails are in doubt: they may have arrived, or not.",
    ),
    "today-proposed": Plural(
        "A followed site has a new article.", "Followed sites have {count} new articles."
    ),
    "today-replies": Plural(
        "A reader wrote in their own words.", "{count} readers wrote in their own words."
    ),
}
