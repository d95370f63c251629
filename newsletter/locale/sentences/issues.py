"""Issues and the queue: what goes when, and why something does not."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # checked and approved
    "issue-can-go": "{name} can go.",
    "issue-cannot-go": "{name} cannot go yet.",
    "issue-stays-draft": "{name} was not approved.",
    "issue-approved": "{name} is approved and goes {at}.",
    "issue-approved-without-slot": "{name} is approved, but has no slot yet.",
    "correction-approved": (
        "{name} is approved; it goes to the readers of issue {corrects} as soon as you start it."
    ),
    "issue-withdrawn": "Issue {issue} is a draft again.",
    "nothing-to-withdraw": "Issue {issue} is not approved; there is nothing to withdraw.",
    "file-changed-meanwhile": "{name} was changed while it was checked; try again.",
    "letter-without-number": "{name} has no number; it is sent automatically, without an approval.",
    # approved again under the current settings
    "issue-renewed": "Issue {issue} has the current settings.",
    "nothing-to-renew": "Every approved issue has the current settings.",
    "issue-left-out": "Issue {issue} was left out: {why}",
    "changed-since-approval": "its file was changed since; approve it again.",
    "parts-changed-since-approval": (
        "its article or its links were changed since; approve it again."
    ),
    "checks-found-errors": "the checks found errors.",
    "requeue-changed": (
        "its text was changed after it was queued. The queued text goes out, unless you queue the"
        " new one on the letter’s page."
    ),
    "requeue-parts-changed": (
        "its article or its links were changed after it was queued. It goes out as it was queued,"
        " unless you make it a draft again on its own page, and then queue it."
    ),
    "requeue-starts": "it is being sent at this moment.",
    "requeue-left-queue": "it has left the queue in the meantime.",
    "requeue-under-way": "The letters are being queued again already, at this moment.",
    "requeue-released": (
        "somebody has already said yes to it as it is. It goes out like that, unless you make it a"
        " draft again on its own page, and then queue it."
    ),
    "approved-meanwhile": "it was approved again meanwhile.",
    # named by the editor
    "issue-unknown": "There is no issue “{ref}”.",
    "range-empty": "There is no issue in {range}.",
    "nothing-unsent": "There is no issue that has not gone out.",
    "number-taken-twice": (
        "{first} and {second} have the same number; give one of them another, in its name and in"
        " its first lines."
    ),
    "issue-not-sent": "Issue {issue} has not gone out; edit its file and approve it again.",
    # drawn and written
    "file-written": "Written: {file}",
    "nothing-drawn": "Nothing new was drawn.",
    "drawn-already": "{file} is there already, as it was drawn.",
    "drawn-otherwise": (
        "{file} is there already and differs from what would be drawn now; it stays as it is."
    ),
    "drawn-and-sent": "{file} was sent; it stays as it is.",
    "links-without-address": Plural(
        "{count} link has no address yet and will be left out of the email; to include it, fill in"
        " its address in {file}:\n{links}",
        "{count} links have no address yet and will be left out of the email; to include them, fill"
        " in their addresses in {file}:\n{links}",
    ),
    "link-of-issue": "‘{title}’, in issue {issue}",
    "issue-not-drawable": "No letter can be made of ‘{title}’: {why}",
    "weeks-unreadable": "Choose a number of weeks, from 1 up to {most}.",
    "weeks-too-few": "{weeks} weeks hold no issue; ask for 1 or more.",
    "title-needed": "A new issue needs a title; give it one of a few words.",
    # what a correction begins with, for the editor to complete
    "correction-title": "Correction: {title}",
    "correction-preheader": "Something in the letter ‘{title}’ was not right.",
    "correction-opening": ("Something in the letter ‘{title}’ was not right. It should have said:"),
    # the web page of an issue that went out
    "page-corrected": (
        "The page of issue {issue} shows {name} with the date of today; the email as it was sent"
        " stays at {address}."
    ),
    "page-not-corrected": "The page of issue {issue} was not corrected.",
    "page-same-already": (
        "The page of issue {issue} says the same already; edit {name}, then correct it."
    ),
    "page-hidden": "Issue {issue} is off the web.",
    "page-shown-again": "Issue {issue} is on the web again.",
    "page-hidden-already": "Issue {issue} is hidden already.",
    "page-shown-already": "Issue {issue} is on the web already.",
    # the list
    "issues-none": "There are no issues yet.",
    "issue-status-draft": "draft",
    "issue-status-approved": "approved",
    "issue-status-queued": "queued",
    "issue-status-dispatched": "sent",
    "issue-status-cancelled": "cancelled",
    "issue-status-went-before": "went out before the restore",
    # what mail programs can do
    "file-renewed": "Renewed: {file}",
    "file-unreadable": "{file} cannot be opened: {reason}.",
    "caniemail-other-package": "This is the package “{name}”; take caniemail's.",
    "caniemail-unknown-form": (
        "This is not the npm package caniemail as we know it ({reason}); make the file with:"
        " npm pack caniemail"
    ),
    # done
    "issue-goes-at": "Issue {issue} goes {at}.",
    "issue-goes-at-no-slot": "Issue {issue} is in the queue, but has no slot yet.",
    "issue-out-of-queue": "Issue {issue} is out of the queue; it stays approved.",
    "date-skipped": "Nothing goes on {day}; the issues after it go one slot later.",
    "date-free-again": "An issue can go on {day} again.",
    "issue-released": "Issue {issue} has a yes for {at}.",
    # refused
    "issue-not-queued": "Issue {issue} is not in the queue.",
    "issue-not-approved": "Issue {issue} is not approved.",
    "issue-dispatched-already": "Issue {issue} was dispatched already.",
    "correction-takes-no-slot": "Issue {issue} corrects issue {corrects} and takes no slot.",
    "cancelled-batch-sending": (
        "A batch of issue {issue} is still being sent, although dispatch {dispatch} was cancelled;"
        " try again in a few minutes."
    ),
    "cancelled-batch-in-doubt": (
        "It is unknown whether a batch of issue {issue} was taken before dispatch {dispatch} was"
        " cancelled; settle that first."
    ),
    "cancelled-batch-held": (
        "A batch of issue {issue}, of the cancelled dispatch {dispatch}, waits for your decision;"
        " settle that first."
    ),
    "cancelled-batch-pending": (
        "Issue {issue} has batches that still have to go; its dispatch {dispatch} was cancelled."
    ),
    "issue-needs-no-yes": "Issue {issue} needs no yes: letters are sent automatically here.",
    "issue-not-to-release": "Issue {issue} has no slot for which a yes would still count.",
    "date-unreadable": "“{text}” is not a date; write it like 2026-12-27.",
    "date-not-skipped": "The date {day} was not skipped.",
    "date-without-slot": "Nothing would go on {day}: it is past, or a day without a slot.",
    # to be decided
    "slot-missed": "Issue {issue} missed its slot of {day}; send it now or give it another slot.",
    "issue-without-unsubscribe": "Issue {issue} is not sent, because its readers could not unsubscribe. {fault}",
    "issue-approved-otherwise": ("Issue {issue} was approved under other settings: {differences}."),
    # notes in a list
    "issue-needs-yes": "goes only after an editor's yes",
    "issue-held": "its moment has passed; it goes as soon as an editor says yes",
    "issue-starts": "is being sent now",
    "why-past": "its moment has passed",
    "why-taken": "another issue goes on that date",
    "why-skipped": "that date is skipped",
    "why-no-slots": "there are no weekly slots",
    "approved-otherwise": "queued with other settings; does not go out unless you queue it again",
    "approved-file-gone": "its file is gone; the queued text goes out",
    "approved-file-changed": (
        "changed after it was queued; the queued text goes out, unless you queue the new one"
    ),
    "issue-missed-slot": "missed its slot of {day}",
    "cancelled-goes-to-the-rest": (
        "dispatch {dispatch} was cancelled; it goes only to those who did not get it"
    ),
    "cancelled-for-the-rest": (
        "dispatch {dispatch} was cancelled; queued again, it goes only to those who did not get it"
    ),
    # the list
    "queue-empty": "The queue is empty.",
    # what drawing chose for an issue, and why
    "issue-chosen": (
        "Issue {issue}: subject: {subject}; preheader: {preheader}; P.S.: {post_script}."
    ),
    # where the subject comes from
    "subject-reason-whole-heading": "the whole heading",
    "subject-reason-clause-before": "the part before the dash, a clause",
    "subject-reason-clause-behind": "the part behind the dash, a clause",
    "subject-reason-flat-opening": ("the part behind the dash, as the part before it says little"),
    "subject-reason-before": "the part before the dash",
    "subject-reason-behind": "the part behind the dash",
    "subject-reason-quote": "the quote",
    "subject-reason-sentence": "a short sentence of the text",
    "subject-reason-other-words": "the question to the reader or the article's title",
    "subject-reason-shortened": "shortened, as nothing fits whole",
    "subject-reason-fixed": "fixed words, as nothing fits",
    # where the preheader comes from
    "preheader-reason-quote": "the quote",
    "preheader-reason-quote-sentence": "the first sentence of the quote",
    "preheader-reason-quote-clause": "the beginning of the quote",
    "preheader-reason-prompt": "the question to the reader",
    "preheader-reason-questions-title": "the title of the opening questions",
    "preheader-reason-sentence": "a later sentence of the text",
    "preheader-reason-question": "an opening question",
    "preheader-reason-shortened": "shortened, as nothing fits whole",
    "preheader-reason-first-sentence": "the first sentence, as there is nothing else",
    "preheader-reason-none": "none, as there are no words for it",
    # the P.S., or why there is none
    "post-script-reason-topic": "a question on the same topic",
    "post-script-reason-help": "a question about help, with the button",
    "post-script-reason-no-match": "none, as no question clearly fits",
    "post-script-reason-opening-questions": "none next to the opening questions",
    "post-script-reason-no-faq": "none, as the article has no suitable question",
    "post-script-reason-issue-before": "none, as the issue before it has one",
}
