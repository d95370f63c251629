"""The log of the desk: what was done by whom, and how editors prove who they are."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # who did it, where no editor is named
    "actor-desk": "somebody at the desk",
    "actor-mail": "somebody with a link from an email",
    "actor-ticker": "the newsletter itself",
    "actor-terminal": "somebody at the terminal",
    "actor-api": "a program with a key",
    "log-program": "the program with the key “{name}”",
    # what it was done to
    "log-letter": "letter {issue}",
    "log-article": "article {name}",
    "log-notices": "single emails such as confirmations",
    "log-reader": "reader {reader}",
    "log-import": "import {number}",
    # kinds of acts
    "log-kind-letters": "letters",
    "log-kind-planning": "schedule",
    "log-kind-sending": "sending",
    "log-kind-articles": "articles",
    "log-kind-readers": "readers",
    "log-kind-accounts": "accounts",
    "log-kind-signing-in": "signing in",
    "log-kind-settings": "settings",
    # acts
    "act-signed-in": "{who} signed in.",
    "act-signed-out": "{who} signed out.",
    "act-sessions-ended": "{who} signed out on other devices.",
    "act-password-changed": "{who} chose a password.",
    "act-editor-added": "{who} added {thing} as {after}.",
    "log-first-account": "{thing} made the first account.",
    "act-role-changed": "{who} changed the role of {thing} from {before} to {after}.",
    "act-editor-ended": "{who} ended the account of {thing}.",
    "act-link-made": "{who} made a sign-in link for {thing}.",
    "log-first-link": "{who} made the link with which {thing} can sign in for the first time.",
    "log-invited-again": "{who} sent {thing} the invitation once more.",
    "act-article-added": "{who} added {thing}.",
    "act-article-corrected": "{who} marked what is a heading, a quote or a question in {thing}.",
    "act-article-divided": "{who} divided {thing} over the weeks by hand.",
    "act-article-removed": "{who} removed {thing}.",
    "act-article-replaced": "{who} replaced the text of {thing}.",
    "act-article-restored": "{who} put {thing} back.",
    "act-issue-drawn": "{who} made {thing} from an article.",
    "act-issue-begun": "{who} began {thing}.",
    "act-issue-discarded": "{who} discarded {thing}.",
    "act-issue-restored": "{who} put {thing} back.",
    "act-issue-saved": "{who} saved {thing}.",
    "act-issue-approved": "{who} queued {thing}.",
    "act-issue-renewed": "{who} queued {thing} again with the present settings.",
    "act-issue-withdrawn": "{who} made {thing} a draft again.",
    "act-page-corrected": "{who} corrected the web page of {thing}.",
    "act-page-hidden": "{who} took the web page of {thing} off the site.",
    "act-page-shown": "{who} put the web page of {thing} back on the site.",
    "act-correction-begun": "{who} began a correction for the readers of {thing}.",
    "act-queue-changed": "{who} changed the schedule of {thing}.",
    "log-moved": "{who} moved {thing} to position {place} in the queue.",
    "log-out-of-queue": "{who} took {thing} out of the queue.",
    "log-skipped": "{who} skipped {thing}: no letter goes out that day.",
    "log-not-skipped": "{who} stopped skipping {thing}: a letter can go out that day again.",
    "log-days": "{since} to {until}",
    "log-in-turn": "{who} took away the fixed day of {thing}.",
    "log-pinned": "{who} gave {thing} a fixed day: {at}.",
    "log-away": Plural(
        "{who} skipped one sending day: {thing}.", "{who} skipped {count} sending days: {thing}."
    ),
    "log-away-no-more": Plural(
        "{who} stopped skipping one sending day: {thing}.",
        "{who} stopped skipping {count} sending days: {thing}.",
    ),
    "act-draft-shared": "{who} made a link that shows {thing} to somebody.",
    "act-sharing-ended": "{who} withdrew the link that showed {thing} to somebody.",
    "act-calendar-made": "{who} made an address that shows the schedule in a calendar.",
    "act-calendar-ended": "{who} withdrew the address that showed the schedule in a calendar.",
    "act-decided": "{who} decided about {thing}.",
    "log-decided-go": "{who} said that {thing} may go out.",
    "log-decided-skip": "{who} decided to send nothing on the day of {thing}.",
    "log-decided-later": "{who} let another letter go first; {thing} goes later.",
    "act-started": "{who} decided to send {thing} at once.",
    "act-start-undone": "{who} decided not to send {thing} at once after all.",
    "act-start-dropped": "{who} did not send {thing} at once after all: it turned out to be impossible.",
    "act-list-begun": Plural(
        "{who} began to import a list of one row.",
        "{who} began to import a list of {count} rows.",
    ),
    "act-list-taken-in": Plural(
        "{who} imported a list of one row.", "{who} imported a list of {count} rows."
    ),
    "act-import-undone": Plural(
        "{who} undid {thing}, which removes one reader.",
        "{who} undid {thing}, which removes {count} readers.",
    ),
    "log-import-undone": Plural(
        "{who} undid {thing}, which removes {removed} readers and unsubscribes one who had got a letter.",
        "{who} undid {thing}, which removes {removed} readers and unsubscribes {count} who had got a"
        " letter.",
    ),
    "log-list-taken-in": (
        "{who} imported a list: {new} new, {known} there already, {gone} who left or bounced,"
        " {refused} refused."
    ),
    "act-readers-exported": Plural(
        "{who} downloaded the list of one reader.", "{who} downloaded the list of {count} readers."
    ),
    "act-dispatch-paused": "{who} paused the sending of {thing}.",
    "act-dispatch-resumed": "{who} resumed the sending of {thing}.",
    "act-dispatch-cancelled": "{who} cancelled the rest of the sending of {thing}.",
    "act-dispatch-settled": "{who} decided about emails of {thing} that were in doubt.",
    "log-settled-sent": Plural(
        "{who} said that one email of {thing} that was in doubt was sent.",
        "{who} said that {count} emails of {thing} that were in doubt were sent.",
    ),
    "log-settled-again": Plural(
        "{who} had one email of {thing} that was in doubt sent again.",
        "{who} had {count} emails of {thing} that were in doubt sent again.",
    ),
    "log-settled-ask": Plural(
        "{who} had the provider asked about one email of {thing} that is in doubt.",
        "{who} had the provider asked about {count} emails of {thing} that are in doubt.",
    ),
    "act-dispatched-again": "{who} had {thing} sent again to readers for whom it was refused.",
    "act-reader-opened": "{who} looked at {thing}.",
    "act-reader-data-taken": "{who} downloaded what is kept about {thing}.",
    "act-reader-added": "{who} added {thing}.",
    "act-reader-changed": "{who} changed the details of {thing}.",
    "act-reader-unsubscribed": "{who} unsubscribed {thing}.",
    "act-unsubscribing-stopped": (
        "{who} typed so many addresses to unsubscribe that the desk takes no more for an hour."
    ),
    "act-reader-unknown": "{who} wanted to unsubscribe an address that is no reader’s.",
    "act-reader-suppressed": "{who} made sure that {thing} gets no more mail.",
    "act-reader-allowed": "{who} let {thing} get mail again.",
    "act-reader-erased": "{who} erased everything about {thing}.",
    "act-feed-followed": "{who} started to follow {thing}.",
    "act-feed-unfollowed": "{who} stopped following {thing}.",
    "act-proposal-accepted": "{who} accepted a proposal: {thing}.",
    "act-proposal-dismissed": "{who} dismissed the proposal “{thing}”.",
    "act-settings-begun": "{who} began to change settings: {thing}.",
    "log-setting": "“{name}”",
    "log-more": "more",
    "act-settings-changed": "{who} changed settings: {thing}.",
    "act-api-key-made": "{who} made a key for other programs: “{thing}”.",
    "act-api-key-ended": (
        "{who} withdrew a key of other programs, “{thing}”, because its maker is no longer an owner."
    ),
    "act-api-key-revoked": "{who} withdrew a key of other programs: “{thing}”.",
    "act-test-address-added": "{who} saved {thing}; its holder was asked by mail.",
    "act-test-address-confirmed": "{who} said yes to tests at {thing}.",
    "act-test-address-refused": "{who} said no to tests at {thing}.",
    "act-test-address-removed": "{who} removed {thing}.",
    "act-test-mailed": Plural(
        "{who} mailed a test of {thing} to one saved address.",
        "{who} mailed a test of {thing} to {count} saved addresses.",
    ),
    "log-test-address": "test address {number}",
    "act-readers-listed": "{who} read the list of readers, with their addresses.",
    # proving who one is
    "proof-by-link-only": (
        "You have no password yet, and signed in more than 15 minutes ago. Sign in once more with"
        " a link."
    ),
    "editor-owner-no-more": "Only an owner may do this, and you no longer are one.",
    "role-missing": "Choose a role.",
}
