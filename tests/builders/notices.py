"""Notices as the tests go through them."""

from newsletter.model.notice import NoticeKind

# The last issue is sent again as it is, in no words of a theme.
NOTICES_OF_A_THEME = tuple(kind for kind in NoticeKind if kind is not NoticeKind.LAST_ISSUE)
