"""The queue: what goes when, and why something does not."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # done
    "issue-goes-at": "Issue {issue} goes {at}.",
    "issue-goes-at-no-slot": "Issue {issue} is in the queue, but has no slot yet.",
    "issue-out-of-queue": "Issue {issue} is out of the queue; it stays approved.",
    "date-skipped": "Nothing goes on {day}; the issues after it go one slot later.",
    "date-free-again": "An issue can go on {day} again.",
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
    "date-unreadable": "“{text}” is no date; write it like 2026-12-27.",
    "date-not-skipped": "The date {day} was not skipped.",
    "date-without-slot": "Nothing would go on {day}: it is past, or a day without a slot.",
    # to be decided
    "slot-missed": "Issue {issue} missed its slot of {day}; send it now or give it another slot.",
    "issue-approved-otherwise": ("Issue {issue} was approved under other settings: {differences}."),
    # notes in a list
    "why-past": "its moment has passed",
    "why-taken": "another issue goes on that date",
    "why-skipped": "that date is skipped",
    "why-no-slots": "there are no weekly slots",
    "approved-otherwise": "approved under other settings; not sent before it is approved again",
    "approved-file-gone": "its file is gone; it goes out as approved",
    "approved-file-changed": (
        "changed after approval; goes out as approved until you approve it again"
    ),
    "issue-missed-slot": "missed its slot of {day}",
    "cancelled-goes-to-the-rest": (
        "dispatch {dispatch} was cancelled; it goes to those who did not get it"
    ),
    "cancelled-for-the-rest": (
        "dispatch {dispatch} was cancelled; approved again, it goes to those who did not get it"
    ),
    # the list
    "queue-empty": "The queue is empty.",
}
