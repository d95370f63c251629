"""Notices as the tests go through them."""

from newsletter.model.notice import NoticeKind

# The last issue is sent again as it is, in no words of a theme.
NOTICES_OF_A_THEME = tuple(kind for kind in NoticeKind if kind is not NoticeKind.LAST_ISSUE)

# What the words of a theme name in braces, for every kind of notice.
DETAILS = {
    "title": "De stapel",
    "slot": "zondag 18 januari, 08:00",
    "day": "zondag 18 januari",
    "number": "3",
    "dispatch": "7",
    "reader": "7",
    "provider": "postmark",
    "where": "Message Streams › Suppressions",
    "since": "zondag 18 januari, 08:00",
}
