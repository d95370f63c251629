"""The log of the desk: what was done by whom, and how editors prove who they are."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # who did it, where no editor is named
    "actor-desk": "somebody at the desk",
    "actor-mail": "somebody with a link from an email",
    "actor-ticker": "the newsletter itself",
    "actor-terminal": "somebody at the terminal",
    # what it was done to
    "log-letter": "letter {issue}",
    "log-article": "article {name}",
    # kinds of acts
    "log-kind-letters": "letters",
    "log-kind-planning": "schedule",
    "log-kind-articles": "articles",
    "log-kind-accounts": "accounts",
    "log-kind-signing-in": "signing in",
    # acts
    "act-signed-in": "{who} signed in.",
    "act-signed-out": "{who} signed out.",
    "act-sessions-ended": "{who} signed out on other devices.",
    "act-password-changed": "{who} set a new password.",
    "act-editor-added": "{who} added {thing} as {after}.",
    "log-first-account": "{thing} made the first account.",
    "act-role-changed": "{who} changed the role of {thing} from {before} to {after}.",
    "act-editor-ended": "{who} ended the account of {thing}.",
    "act-link-made": "{who} made a new sign-in link for {thing}.",
    "act-article-added": "{who} added {thing}.",
    "act-article-corrected": "{who} corrected how {thing} is read.",
    "act-article-divided": "{who} divided {thing} into weeks by hand.",
    "act-article-removed": "{who} removed {thing}.",
    "act-article-replaced": "{who} replaced the text of {thing}.",
    "act-article-restored": "{who} put {thing} back.",
    "act-issue-drawn": "{who} made {thing} from an article.",
    "act-issue-begun": "{who} began {thing}.",
    "act-issue-discarded": "{who} discarded {thing}.",
    "act-issue-restored": "{who} put {thing} back.",
    "act-issue-saved": "{who} saved {thing}.",
    "act-issue-approved": "{who} queued {thing}.",
    "act-issue-withdrawn": "{who} made {thing} a draft again.",
    "act-queue-changed": "{who} changed the schedule of {thing}.",
    "log-moved": "{who} moved {thing} to place {place} in the queue.",
    "log-out-of-queue": "{who} took {thing} out of the queue.",
    "log-skipped": "{who} skipped {thing}.",
    "log-not-skipped": "{who} no longer skips {thing}.",
    "log-days": "{since} to {until}",
    "log-in-turn": "{who} let {thing} be sent in turn again.",
    "log-pinned": "{who} gave {thing} a fixed day: {at}.",
    "log-away": Plural(
        "{who} skipped one sending day: {thing}.", "{who} skipped {count} sending days: {thing}."
    ),
    "log-away-no-more": Plural(
        "{who} no longer skips one sending day: {thing}.",
        "{who} no longer skips {count} sending days: {thing}.",
    ),
    "act-draft-shared": "{who} made a link that shows {thing} to somebody.",
    "act-sharing-ended": "{who} withdrew the link that showed {thing} to somebody.",
    "act-calendar-made": "{who} made an address for a calendar.",
    "act-calendar-ended": "{who} withdrew the address for a calendar.",
    "act-decided": "{who} decided about {thing}.",
    "log-decided-go": "{who} said yes to {thing}.",
    "log-decided-skip": "{who} chose to send nothing on the day of {thing}.",
    "log-decided-later": "{who} put another letter before {thing}.",
    "act-started": "{who} chose to send {thing} now.",
    "act-start-undone": "{who} chose not to send {thing} now after all.",
    "act-start-dropped": "{who} did not send {thing}, which was to be sent at once.",
    "act-feed-followed": "{who} started to follow {thing}.",
    "act-feed-unfollowed": "{who} stopped following {thing}.",
    "act-proposal-accepted": "{who} accepted a proposal: {thing}.",
    "act-proposal-dismissed": "{who} dismissed the proposal “{thing}”.",
    # proving who one is
    "proof-by-link-only": (
        "You have no password yet, and signed in more than 15 minutes ago. Sign in once more with"
        " a link."
    ),
    "editor-owner-no-more": "Only an owner may do this, and you no longer are one.",
    "role-missing": "Choose a role.",
}
