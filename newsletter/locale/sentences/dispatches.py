"""Dispatches, and the reports about their deliveries."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # done
    "dispatch-paused": "Dispatch {dispatch} is paused.",
    "dispatch-goes-on": "Dispatch {dispatch} continues: {counts}.",
    "dispatch-cancelled": Plural(
        "Dispatch {dispatch} is cancelled; {count} reader does not get it. Once issue {issue} is"
        " queued again, edited or not, it goes only to that reader.",
        "Dispatch {dispatch} is cancelled; {count} readers do not get it. Once issue {issue} is"
        " queued again, edited or not, it goes only to them.",
    ),
    "issue-reached-all": (
        "Everyone whom issue {issue} is for has it, or is to get it by dispatch {dispatch}."
    ),
    "dispatch-so-far": "Dispatch {dispatch}: {counts}.",
    "dispatch-so-far-because": "Dispatch {dispatch}: {counts} – {why}",
    "dispatch-waits": "It waits; resume it once the cause is solved.",
    "dispatch-held": Plural(
        "Whether {count} reader got it is unknown; look at the provider's log and decide.",
        "Whether {count} readers got it is unknown; look at the provider's log and decide.",
    ),
    "dispatch-waits-for-canary": (
        "The others get it after {until}, unless too many of the first readers complain or too many"
        " of their addresses do not exist."
    ),
    "dispatch-goes-on-by-itself": "The rest is sent automatically while the newsletter runs.",
    "dispatch-interrupted": (
        "Nothing more is handed over for now. The dispatch is not cancelled: the rest is sent automatically while the newsletter runs."
    ),
    "issue-on-its-way": "issue {issue}",
    # refused
    "dispatch-unknown": "There is no dispatch {dispatch}.",
    "dispatch-was-cancelled": (
        "Dispatch {dispatch} of issue {issue} was cancelled. Queued again, edited or not, the issue"
        " goes only to those who did not get it."
    ),
    "dispatch-cancelled-already": "Dispatch {dispatch} was cancelled already.",
    "dispatch-done-not-cancelled": (
        "Dispatch {dispatch} is done; there is nothing left to cancel."
    ),
    "dispatch-done-not-paused": "Dispatch {dispatch} is done; there is nothing left to pause.",
    "dispatch-not-going": "Dispatch {dispatch} is not going.",
    "dispatch-not-paused": "Dispatch {dispatch} is neither paused nor waiting.",
    "notices-not-cancelled": "Notices cannot be cancelled; pause them instead.",
    "notices-not-sent-again": "Notices are not sent again; the reader asks for another one.",
    "nobody-to-send-again": (
        "Dispatch {dispatch} has no readers left to whom it could go again: refused at hand-over in the last two weeks, still subscribed, not paused and not suppressed."
    ),
    "issue-for-nobody": (
        "Nobody would get issue {issue} now: those whom it is for have not confirmed, have left or"
        " pause."
    ),
    "issue-changed-just-now": (
        "Issue {issue} was cancelled or approved again just now; nothing was sent."
    ),
    "issue-went-before-restore": (
        "Issue {issue} may have gone out: {reason}. Look at the provider's log before you send it"
        " to everyone."
    ),
    "delivery-state-unknown": "“{text}” is not a state; choose one of {states}.",
    "nothing-in-doubt": "Nothing of dispatch {dispatch} is in doubt.",
    "batch-not-in-doubt": "Batch {batch} of dispatch {dispatch} is not in doubt.",
    "batch-being-looked-into": (
        "The provider is being asked about batch {batch} of dispatch {dispatch} at this moment, and"
        " may get it once more under the same key. Nothing was changed; try again in a few minutes."
    ),
    "nothing-goes-out": "Nothing goes out: {reason}.",
    # the list, and one dispatch
    "nothing-dispatched-yet": "Nothing was dispatched yet.",
    "notices-are": "Single emails, such as confirmations (dispatch {dispatch}): {state}.",
    "notices-are-because": (
        "Single emails, such as confirmations (dispatch {dispatch}): {state} – {why}"
    ),
    "notices-in-list": "single emails",
    "notices-none": "There are none.",
    "dispatch-is": "Dispatch {dispatch} of issue {issue}: {state}.",
    "dispatch-is-because": "Dispatch {dispatch} of issue {issue}: {state} – {why}",
    "dispatch-went-to-nobody": "It went to nobody.",
    "dispatch-audience": Plural("In all {count} reader.", "In all {count} readers."),
    "dispatch-goes-to-refused": ("It goes to readers who were refused in dispatch {dispatch}."),
    "delivery-listed": "  {reader}",
    "delivery-listed-why": "  {reader} – {why}",
    "reader-erased": "(erased reader {number})",
    "recipients-in-state": "{count} {state}",
    "recipients-none": "nobody",
    "recipients-unknown": "to whom is not known",
    "refused-maybe-again": Plural(
        "In dispatch {dispatch}, {count} reader was refused; if they may get it, it can be sent to them"
        " again.",
        "In dispatch {dispatch}, {count} readers were refused; it can be sent again to those who may"
        " get it.",
    ),
    "refused-not-again": Plural(
        "In dispatch {dispatch}, {count} reader was refused.",
        "In dispatch {dispatch}, {count} readers were refused.",
    ),
    "refused-may-go-again": Plural(
        "In dispatch {dispatch}, {count} reader was refused, and can be sent it again.",
        "In dispatch {dispatch}, {count} readers were refused, and can be sent it again.",
    ),
    "refused-some-may-go-again": (
        "In dispatch {dispatch}, {count} readers were refused; {some} of them can be sent it again."
    ),
    "column-issue": "issue",
    "column-state": "state",
    "column-readers": "readers",
    "column-counts": "counts",
    "dispatch-status-going": "going",
    "dispatch-status-paused": "paused",
    "dispatch-status-cancelled": "cancelled",
    "dispatch-status-done": "done",
    "dispatch-status-went-before": "went out before the restore",
    "delivery-state-queued": "queued",
    "delivery-state-sending": "sending",
    "delivery-state-in-doubt": "in doubt",
    "delivery-state-held": "held",
    "delivery-state-cancelled": "cancelled",
    "delivery-state-skipped": "skipped",
    "delivery-state-superseded": "superseded",
    "delivery-state-accepted": "accepted",
    "delivery-state-refused": "refused",
    "delivery-state-deferred": "deferred",
    "delivery-state-delivered": "delivered",
    "delivery-state-bounced": "bounced",
    "delivery-state-complained": "complained",
    # why a dispatch is paused, or was cancelled
    "paused-by-hand": "paused by the editor",
    "cancelled-by-hand": "cancelled by the editor",
    "complaints-over-limit": (
        "{share} percent of the readers pressed spam (the limit is {limit} percent); look at where these readers came from before you resume it"
    ),
    "bounces-over-limit": (
        "{share} percent of the addresses do not exist (the limit is {limit} percent); look at where these readers came from before you resume it"
    ),
    "canary-complaints": Plural(
        "{count} of the first {handed} readers pressed spam; look at the letter, and at where these readers came from, before you resume it",
        "{count} of the first {handed} readers pressed spam; look at the letter, and at where these readers came from, before you resume it",
    ),
    "canary-bounces": Plural(
        "{count} of the first {handed} addresses does not exist; look at where these readers came from before you resume it",
        "{count} of the first {handed} addresses do not exist; look at where these readers came from before you resume it",
    ),
    "refused-all": "all {refused} were refused, which is not about your readers: {reason}",
    "refused-many": (
        "{refused} of {handed} were refused, which is not about your readers: {reason}"
    ),
    "reason-not-given": "the provider gave no reason",
    "frozen-for-another-provider": (
        "it was frozen for {frozen_for} and the settings now say {provider}; put the provider"
        " back, or cancel this dispatch and start another"
    ),
    "mails-cannot-be-made": "the mails cannot be made: {error}",
    "journal-missing": (
        "a backup was restored without the journal of who left since; import the provider's list"
        " of unsubscribes, bounces and complaints first"
    ),
    "dispatched-after-backup": (
        "it went out after the backup that was restored; to whom is not known any more"
    ),
    # why a batch waits
    "ceiling-of-day": "the day's ceiling",
    "sender-stopped": "this process was stopped",
    "decided-in-part": "{count} are decided, the others were not taken: {reason}",
    # why a batch is in doubt, or held
    "answer-unexpected": "unexpected: {error}",
    "answered-for-some": "the provider answered for {answered} of {recipients} recipients",
    "sender-interrupted": "the sender was interrupted",
    "batch-from-backup": "restored from a backup: it may have gone out since",
    "provider-not-set-any-more": (
        "it went through {provider}, which the settings do not name any more"
    ),
    "mails-cannot-be-made-again": "the mails cannot be made again: {error}",
    "refused-when-repeated": "refused when repeated: {reason}",
    "look-up-failed": "it could not be looked up: {reason}",
    "held-after": "{answer}; {reason}; settle it",
    "no-answer-came": "no answer",
    "neither-repeat-nor-look-up": "the provider offers neither a repeat nor a look-up",
    "repeat-would-reach-leavers": "a repeat would reach {count} who left since",
    "account-changed-since": "the settings of the provider have changed since",
    "repeat-would-differ": "its mails would differ from those handed over",
    "key-forgotten": "the provider remembers the key no longer",
    "repeat-not-safe": "it cannot safely be repeated",
    "nothing-proven": (
        "{provider} shows nothing of it, which proves nothing here; look at its log and settle it"
    ),
    "nothing-proven-because": (
        "{reason}; {provider} shows nothing of it, which proves nothing here; look at its log and"
        " settle it"
    ),
    "doubt-too-old": "the doubt is older than what {provider} remembers",
    "clocks-differ": (
        "the database's clock says {ours} UTC and the provider's {theirs} UTC, so its age is not"
        " known"
    ),
    "clock-went-back": (
        "the database's clock went back since it was handed over, so its age is not known"
    ),
    "sent-by-editors-word": "sent, by the editor's word",
    # why a reader was skipped
    "skipped-erased": "erased",
    "skipped-unsubscribed": "unsubscribed",
    "skipped-suppressed": "suppressed",
    "skipped-paused": "paused",
    "skipped-cancelled": "cancelled",
    # what an approved issue says otherwise than the settings
    "dispatch-approved-otherwise": (
        "Issue {issue} was approved under other settings: {differences}. Put the settings back, or"
        " cancel dispatch {dispatch}, approve the issue again and start it: it then goes to those"
        " who did not get it."
    ),
    "one-and-other": "{one}; {other}",
    "header-differs": "{header} {approved} (now {now})",
    "links-differ": "links to {approved} (now {now})",
    "leaving-by-mail-differs": "List-Unsubscribe by mail (now nobody reads that mailbox)",
    "sender-name-differs": "From name {approved} (now {now})",
    "language-differs": "language {approved} (now {now})",
    "template-differs": "template {approved} (now {now})",
    "contact-differs": "the contact lines",
    "header-placeholder": "{header} {value}",
    "links-placeholder": "links to {value}",
    "email-made-before-settings": (
        "the mail was made before the settings were complete: {placeholders}"
    ),
    # one email
    "email-taken": "{provider} took the email for {address}.",
    "email-in-outbox": "The email for {address} is in {folder}.",
    "email-not-taken": "{provider} would not take it: {reason}",
    # notices, reports, and the start
    "report-not-kept": "A report could not be kept: {reason}",
    "notices-paused": "Confirmations and other notices are not being sent: {reason}",
    "notices-held": (
        "It is not known whether some notices were sent; look at the provider's log and settle them."
    ),
    "pages-served": "{name}: pages on {address}",
    "letters-lead-elsewhere": (
        "The links in letters lead to {address}, where these pages are not; set base_url in"
        " newsletter.toml before anybody gets one."
    ),
    "run-stopped": "Stopped; nothing was left half-done.",
    "worker-ready": "Ready; waiting for batches.",
    "mail-goes-through": "Mail goes through: {provider}.",
    "mail-to-outbox": "No email leaves this machine yet; it is put into the folder outbox.",
    "nothing-leaves-yet": "Nothing can be sent yet: {reason}",
    "start-cannot-be-read": "Part of what is said at the start cannot be read: {error}.",
    "database-away-trying": Plural(
        "{reason} Retrying for {count} second.",
        "{reason} Retrying for {count} seconds.",
    ),
    "report-not-believed": "{why}: {delivery}",
    "report-of-unknown-delivery": "its delivery id names none of ours",
    "report-without-proof": "its delivery id lacks the tag that proves it, or has another's",
    "report-untagged-too-old": (
        "its delivery id has no tag, and it is about mail of more than 30 days ago"
    ),
    "reports-untagged-too-many": (
        "its delivery id has no tag, and more such letters about one dispatch came within an hour"
        " than are believed"
    ),
    "report-of-unknown-reader": "its delivery id has a number that no reader has",
    "report-of-former-provider": "the settings do not name this provider any more",
    # how they are shown
    "report-from": "from: {provider}",
    "report-came-at": "came: {at}",
    "report-reason": "reason: {reason}",
    "reports-read": "Every report was read.",
    "unread-report-missing": "There is no unread report {report}.",
    "column-reason": "reason",
}
