"""Notices as the tests go through them."""

from datetime import time, timedelta

from newsletter.model.notice import Detail, LastIssue, NoticeKind, WeeklyMoment

# The last issue is sent again as it is, in no words of a theme.
NOTICES_OF_A_THEME = tuple(kind for kind in NoticeKind if kind is not NoticeKind.LAST_ISSUE)

# What the words of a theme name in braces, for every kind of notice.
DETAILS: dict[str, Detail] = {
    "title": "De stapel",
    "slot": "zondag 18 januari, 08:00",
    "day": "zondag 18 januari",
    "number": "3",
    "dispatch": "7",
    "reader": "7",
    "provider": "postmark",
    "where": "Message Streams › Suppressions",
    "since": "zondag 18 januari, 08:00",
    "feed": "Het blog",
    "address": "https://blog.example.org/feed",
    "words": "900",
    "weeks": "6",
    "proposal": "7",
    "webhook": "crm",
    "desk": "https://brief.example.org/desk",  # an editor has an account, and reads no commands
    "terminal": "",
    "when": (WeeklyMoment(6, time(8)),),
    "term": timedelta(minutes=30),
}

# What a notice to an editor brings besides, from people.
OF_PEOPLE = {"reply": "7", "quoted": "Haal mij eraf.", "inviter": "Gerda"}

# The latest issue, as the first mails to a new reader name it.
LAST = LastIssue("De lege stoel", "https://brief.example.org/archive/de-lege-stoel")
