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
    "editor-added": "Account {editor} was added: {name}, {role}.",
    "editor-invited": "Account {editor} was added: {name}, {role}. An invitation is on its way.",
    "editor-role-changed": "{name} now has the role of {role} and has to sign in again.",
    "editor-ended": "The account of {name} has ended; the name and address were erased.",
    "editor-unknown": "There is no account {editor}.",
    "editor-there-already": "{address} already has an account.",
    "editor-last-owner": "{name} is the only owner; make somebody else an owner first.",
    "editor-name-missing": "Enter a name.",
    "editor-address-missing": "Enter an email address.",
    "editors-there": "The first account has already been made.",
    "link-opens-later": (
        "The newsletter is not running now. This link works as soon as it runs at {address}."
    ),
    "desk-first-link": "Open this page to begin (it works once, within an hour): {address}",
    # passwords and signing in
    "password-too-short": "The password is too short; use at least {least} characters.",
    "password-too-long": "The password is too long; use at most {most} characters.",
    "password-too-plain": (
        "This password is easy to guess; use a short sentence, and not your name or address."
    ),
    "password-current-wrong": "Your current password is incorrect.",
    "sign-in-refusal-wrong": "This email address or password is incorrect.",
    "sign-in-refusal-too-many-tries": "Too many attempts. Try again in an hour, or sign in with a link.",
    "session-ended-already": "That session has ended already.",
    "desk-signed-out": "You have been signed out in the meantime.",
    # mail that cannot leave
    "mail-cannot-leave": (
        "No email can leave yet: {problems}. The administrator of the server can set that up."
    ),
    "lacks-public-address": "the pages have no public address",
    "lacks-secret": "the key that signs the links is missing",
    "lacks-contact": "the letters do not say who sends them and how to reach that person",
    "lacks-sender-name": "the sender has no name",
    "lacks-sender-address": "the sender has no address on a domain of its own",
    "lacks-reply-to": "there is no address for readers' answers",
    "desk-needs-settings": (
        "That cannot be done with the settings as they are: {problem}. The administrator"
        " of the server can change them."
    ),
    "desk-settings-wrong": (
        "That cannot be done with the settings as they are. The administrator of the server can"
        " change them."
    ),
    "link-not-mailed": (
        "No link can be mailed yet. Sign in with your password, or ask an owner for a link."
    ),
    "email-not-sent": "The email could not be sent: {reason}",
    # articles
    "desk-cannot-write": "It cannot be saved at the moment. Your text is still here; try again in a while.",
    "desk-with-nul": (
        "What you sent contains an invisible character that cannot be stored (NUL), so nothing was changed. Go back, remove what you pasted last, and type it instead."
    ),
    "desk-nothing-written": (
        "The server's disk is full, so nothing was saved. Go back and keep a copy of what you"
        " typed somewhere else; the administrator of the server can make room."
    ),
    "article-not-kept": "The article could not be saved, not even in part. Try again in a while.",
    "article-removed-already": "This article has been removed already.",
    "series-changed-meanwhile": (
        "Something changed in the meantime. This is how it would be now; look at it, and then choose"
        " again."
    ),
    "article-there-here": "There is another article with this title; give one of them another.",
    "upload-missing": "Choose a file first.",
    "files-being-read": ("Too many files are being read at this moment. Try again in a minute."),
    "picture-without-alt": (
        "Say in a few words what the picture shows, for anyone who cannot see it."
    ),
    "upload-kind-unknown": (
        "A file that ends in {ending} cannot be read; save it as .docx or .txt, or paste its text."
    ),
    "rights-asked": "This page is not on your own site. Say below whose text it is.",
    "permission-of-nobody": "Fill in whose permission you have.",
    "proposal-gone": "Somebody has accepted or dismissed this proposal already.",
    "feed-unfollowed-already": "This site is not followed any more.",
    "rights-asked-of-feed": "This site is not your own. Say below whose texts it has.",
    "article-unknown-here": "There is no article named {name}.",
    "article-name-taken": "There are too many articles named {name}; give this one another title.",
    "discard-no-draft": "Letter {issue} is not a draft, so it stays. Make it a draft first, if it has not been sent.",
    "discard-of-another": "Letter {issue} was made by somebody else; an editor or an owner can discard it.",
    "issue-there-already": "There is another letter {issue} by now, so this one cannot be put back.",
    "issue-changed-since-shown": (
        "Letter {issue} was changed in the meantime; look at it again first."
    ),
    # dividing an article by hand
    "act-unknown": "This page does not know what to do with that; go back and try again.",
    "piece-unknown": "This section is no longer there; look again below.",
    "week-unknown": "There is no week {week}.",
    "no-cut-there": "It cannot be cut there.",
    "weeks-both-ask": "Both have a closing question, and a letter has one. Keep them apart.",
    "weeks-too-long": "Together they have {words} words; a letter has at most {most}. Keep them apart, or cut one of them.",
    "cutting-changed-meanwhile": "The division was changed in the meantime. This is how it is now; choose again.",
    "piece-in-issue": "This section is in a letter already.",
    # around what two people changed in one place, as a placeholder that nobody filled in
    # the mail of the day before, and the page of its links
    "decide-subject": "{day} at {time}: ‘{title}’ goes out",
    "decide-subject-held": "Needs your yes for {day}: {title}",
    "decide-heading": "On {day} at {time} this letter goes out.",
    "decide-heading-held": "This letter is ready for {day} at {time}.",
    "decide-no-forwarding": "Do not forward this mail: its buttons decide what goes out.",
    "decide-goes-by-itself": "If you do nothing, it is sent automatically.",
    "decide-needs-yes": "Without your yes nothing goes out on {weekday}.",
    "decide-as-readers": (
        "Below is the letter as a reader gets it, with an invented name. Its links to unsubscribe"
        " do nothing in this mail."
    ),
    "decide-dead-link": "(does nothing in this mail)",
    "decide-go": "Send this letter on {weekday}",
    "decide-skip": "Skip {weekday}: everything moves down one place",
    "decide-skip-without-date": "Skip {weekday}: this letter then has no date",
    "decide-later": "Send ‘{title}’ first on {weekday}, this letter after it",
    "decide-is-pinned": "No other letter can go first: this one has a fixed day.",
    "decide-moment-passed": "No other letter can go first any more: the moment has passed.",
    "decide-no-next": "No other letter can go first: this is the last one that is queued.",
    "decide-next-pinned": "‘{title}’ cannot go first: it has a fixed day.",
    "letter-without-title": "Give the letter a title.",
    "letter-open": Plural(
        "{names} also has this letter open.", "{names} also have this letter open."
    ),
    # findings, in other words than at the terminal, where the files are at hand
    "address-unknown-on-page": (
        "{block} has no address yet and is left out of the mail; write its address in the text,"
        " between the parentheses after the title."
    ),
    "address-unknown-with-lead-in-on-page": (
        "{block} has no address yet and is left out of the mail, together with the paragraph before"
        " it, “{words}”; write its address in the text, between the parentheses after the title."
    ),
    "link-entry-unused-on-page": (
        "An address is kept for “{title}”, but no letter or article mentions that title; the"
        " administrator of the server can correct or remove it."
    ),
    "issue-unreadable": "Letter {issue}: {problem}",
    "issue-unreadable-at": "Letter {issue}, line {line}: {problem}",
    "number-shared-on-page": (
        "there are two files with this number; give one of them another number"
    ),
    "article-kind-unknown-on-page": (
        "This kind of file cannot be read; choose one of these kinds: {endings}."
    ),
    # what follows a file's name at the terminal
    "of-text-on-page": "This text {problem}",
    "of-file-on-page": "This file {problem}",
    "of-corrections-on-page": "The file with the corrections of its lines {problem}",
    "quote-missing-on-page": (
        "the quote “{start}” is not word for word in the article that this letter comes from; copy"
        " the words exactly, write who said it on the line below, as in “> — Name”, or remove it"
    ),
    "quote-not-verbatim-on-page": (
        "{block} is not word for word in the article that this letter comes from; copy the words"
        " exactly, or remove it."
    ),
    # why a text is kept
    "kept-because-replaced": "before a save",
    "kept-because-unreadable": "could not be read as a letter",
    "kept-because-lost": "was not kept",
    "number-unreadable": "“{text}” is not a number.",
    # planning
    "issue-before-being-sent": (
        "Letter {issue} is about to be sent, and no other can take its place now. Try again in"
        " a minute."
    ),
    "issue-starts-now": (
        "Letter {issue} is being sent now. To change anything about it, stop that first."
    ),
    "issue-being-sent": (
        "Letter {issue} is about to be sent; to stop it, skip the day. The letters after it then"
        " move too."
    ),
    "issue-pinned": "Letter {issue} has a fixed day; put it back in line first.",
    "day-not-in-turn": (
        "The schedule changed in the meantime: no letter can be moved to {day} any more. This is how"
        " it is now."
    ),
    "planning-changed-meanwhile": (
        "The schedule changed in the meantime. This is what it means now; look at it, and confirm"
        " again."
    ),
    "month-unreadable": "“{text}” is not a month; write it like 2026-12.",
    "month-not-shown": "The month {text} is over, or too far away to be planned.",
    "date-missing": "Fill in a date.",
    "time-missing": "Fill in a time, such as 08:00.",
    "time-unreadable": "“{text}” is not a time of day; write it like 08:00.",
    "pin-in-the-past": "{at} has passed; choose a later moment.",
    "pin-too-far": "{day} is too far away; choose a day within two years.",
    "pin-beside-another": (
        "Letter {issue} has {day} as its fixed day, and there is one letter a day; choose another"
        " day."
    ),
    "pin-on-skipped-day": "{day} is skipped; choose another day, or stop skipping it first.",
    "pin-on-used-day": "A letter went out on {day}, or should have; choose another day.",
    "pin-file-unusable": (
        "The file of letter {issue} cannot hold another day, because it has a mistake: {problem}"
    ),
    "pin-not-written": (
        "The file of letter {issue} cannot be written at the moment, so its day stays as it was."
    ),
    # dispatches
    "nothing-in-doubt-any-more": (
        "There is no doubt about these emails any more: somebody else decided, or the answer came"
        " after all. Nothing was changed."
    ),
    "doubts-being-looked-into": (
        "The sending service is being asked about these emails at this moment. Nothing was changed;"
        " look again in a few minutes."
    ),
    "doubt-verdict-missing": "Choose what became of these emails.",
    # sending now
    "start-waits-already": "Letter {issue} is about to be sent already; you can still stop it.",
    "start-changed-meanwhile": (
        "Letter {issue} was queued with another text in the meantime. This is how it is now; look at"
        " it, and choose again."
    ),
    "start-too-late": (
        "It is too late: letter {issue} is being sent, or has been sent. What has not gone out yet"
        " can be stopped where the letter’s sending is shown."
    ),
    "not-sent-withdrawn": "‘{title}’ was not sent: it was made a draft again in the meantime.",
    "not-sent-changed": (
        "‘{title}’ was not sent: it was queued with another text in the meantime."
    ),
    "not-sent-late": "‘{title}’ was not sent: the newsletter was not running at the time.",
    "not-sent-no-readers": "‘{title}’ was not sent: nobody would have got it.",
    "not-sent-not-ready": "‘{title}’ was not sent: no email could be sent at the time.",
    "not-sent-not-allowed": (
        "‘{title}’ was not sent: the editor who chose that may no longer send letters."
    ),
    # a mistake in a sent letter
    "letter-not-sent": (
        "Letter {issue} has not been sent, so there is nothing to correct; change its text instead."
    ),
    "page-changed-meanwhile": (
        "The web page or the text was changed in the meantime. This is how it is now; look at it,"
        " and choose again."
    ),
    "correction-without-subject": "Give the mail a subject.",
    "correction-without-words": "Write what was wrong, and what it should have said.",
    "correction-for-nobody": (
        "Nobody who got letter {issue} is still subscribed, so there is nobody to send a correction to."
    ),
    "correction-of-outbox": (
        "Letter {issue} only went into the folder outbox, so no reader has it and there is nobody"
        " to send a correction to."
    ),
    "correction-gone": (
        "This correction was sent or discarded in the meantime. What you typed is still below; it becomes another correction if you continue."
    ),
    "correction-rest-gone": (
        "This correction was sent to the rest or discarded in the meantime. This is how it is now."
    ),
    "correction-in-file": (
        "This correction was changed in a way that does not fit these fields; continue on the page of letter {issue}."
    ),
    "correction-waits": (
        "This correction is about to be sent, so its text can no longer be changed. Stop it first,"
        " if you want to change it."
    ),
    # being away
    "away-ends-before": "{until} is before {since}; choose a last day after the first.",
    "away-is-over": "{until} has passed; choose days to come.",
    "away-too-long": "That is more than a year; choose fewer days.",
    "away-too-far": "{until} is too far away; choose days within two years.",
    "away-without-sending-day": (
        "No letter would go out from {since} to {until} anyway, so there is nothing to skip."
    ),
    "away-not-skipped": "From {since} to {until} no day is skipped any more.",
    # what waits for somebody
    "today-on-hold": (
        "Nothing is being sent: a restored backup does not know who has unsubscribed since."
    ),
    "today-paused": "‘{title}’ has stopped going out: {why}.",
    "today-changed-by": (
        "‘{title}’ was changed by {who} after it was queued. On {day} the queued text goes out,"
        " unless you queue the new one."
    ),
    "today-changed": (
        "‘{title}’ was changed after it was queued. On {day} the queued text goes out, unless you"
        " queue the new one."
    ),
    "today-changed-undated": (
        "‘{title}’ was changed after it was queued. The queued text goes out, unless you queue the"
        " new one."
    ),
    "today-doubtful": Plural(
        "One email of ‘{title}’ is in doubt: it may or may not have arrived.",
        "{count} emails of ‘{title}’ are in doubt: they may or may not have arrived.",
    ),
    "today-outdated": Plural(
        "One queued letter still has earlier settings, such as the sign-off or the picture. It goes"
        " out with those, unless you queue it again.",
        "{count} queued letters still have earlier settings, such as the sign-off or the picture."
        " They go out with those, unless you queue them again.",
    ),
    "today-proposed": Plural(
        "There is a new article on a site that you follow.",
        "There are {count} new articles on sites that you follow.",
    ),
    "today-replies": Plural(
        "A message from a reader is waiting.",
        "{count} messages from readers are waiting.",
    ),
}
