"""Records that a dispatch does without, each of them imported when it is first asked for."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.store.api_keys import ApiKeys
    from newsletter.store.backup.journal import Journal
    from newsletter.store.counts import LeaveReasons, Limits, Votes
    from newsletter.store.database import Database
    from newsletter.store.desk.accounts import EditorRecords
    from newsletter.store.desk.calendars import CalendarRecords
    from newsletter.store.desk.cuttings import CuttingRecords
    from newsletter.store.desk.decisions import DecisionRecords
    from newsletter.store.desk.drafts import SharedDrafts
    from newsletter.store.desk.log import LogRecords
    from newsletter.store.desk.open_letters import OpenLetterRecords
    from newsletter.store.desk.pins import Pins
    from newsletter.store.desk.saved_addresses import SavedAddressRecords
    from newsletter.store.desk.sessions import SessionRecords, SignInLinks
    from newsletter.store.desk.starts import StartRecords
    from newsletter.store.desk.texts import EarlierTexts
    from newsletter.store.feeds import FeedRecords
    from newsletter.store.history import History
    from newsletter.store.inbox import Inbox
    from newsletter.store.replies import Replies
    from newsletter.store.subscribers.growth import Growth
    from newsletter.store.subscribers.imports import Imports
    from newsletter.store.subscribers.sign_ups import FreshLinks, SignUps
    from newsletter.store.web_versions import WebVersions


class LazyRecords:
    """The part of the store that not every command needs."""

    database: "Database"
    journal: "Journal"
    _clock: Callable[[], datetime]

    @cached_property
    def api_keys(self) -> "ApiKeys":
        """Return the API keys."""
        from newsletter.store.api_keys import ApiKeys

        return ApiKeys(self.database)

    @cached_property
    def calendars(self) -> "CalendarRecords":
        """Return the addresses of editors' calendars."""
        from newsletter.store.desk.calendars import CalendarRecords

        return CalendarRecords(self.database)

    @cached_property
    def cuttings(self) -> "CuttingRecords":
        """Return articles cut into weeks."""
        from newsletter.store.desk.cuttings import CuttingRecords

        return CuttingRecords(self.database)

    @cached_property
    def decisions(self) -> "DecisionRecords":
        """Return what editors decided about the next issue by mail."""
        from newsletter.store.desk.decisions import DecisionRecords

        return DecisionRecords(self.database)

    @cached_property
    def earlier_texts(self) -> "EarlierTexts":
        """Return earlier texts of issues."""
        from newsletter.store.desk.texts import EarlierTexts

        return EarlierTexts(self.database)

    @cached_property
    def editors(self) -> "EditorRecords":
        """Return the editors' accounts."""
        from newsletter.store.desk.accounts import EditorRecords

        return EditorRecords(self.database)

    @cached_property
    def feeds(self) -> "FeedRecords":
        """Return followed feeds, and what was found in them."""
        from newsletter.store.feeds import FeedRecords

        return FeedRecords(self.database, self._clock)

    @cached_property
    def fresh_links(self) -> "FreshLinks":
        """Return requests for a fresh link of confirmation."""
        from newsletter.store.subscribers.sign_ups import FreshLinks

        return FreshLinks(self.database)

    @cached_property
    def growth(self) -> "Growth":
        """Return how the list of readers grows."""
        from newsletter.store.subscribers.growth import Growth

        return Growth(self.database)

    @cached_property
    def history(self) -> "History":
        """Return what was sent to whom."""
        from newsletter.store.history import History

        return History(self.database)

    @cached_property
    def imports(self) -> "Imports":
        """Return the imports of readers."""
        from newsletter.store.subscribers.imports import Imports

        return Imports(self.database, self._clock, self.journal)

    @cached_property
    def inbox(self) -> "Inbox":
        """Return the stored webhook calls."""
        from newsletter.store.inbox import Inbox

        return Inbox(self.database, self._clock)

    @cached_property
    def leave_reasons(self) -> "LeaveReasons":
        """Return the reasons why people left."""
        from newsletter.store.counts import LeaveReasons

        return LeaveReasons(self.database)

    @cached_property
    def limits(self) -> "Limits":
        """Return the counters of attempts."""
        from newsletter.store.counts import Limits

        return Limits(self.database)

    @cached_property
    def log(self) -> "LogRecords":
        """Return the log of the desk."""
        from newsletter.store.desk.log import LogRecords

        return LogRecords(self.database)

    @cached_property
    def open_letters(self) -> "OpenLetterRecords":
        """Return which letters editors have open."""
        from newsletter.store.desk.open_letters import OpenLetterRecords

        return OpenLetterRecords(self.database)

    @cached_property
    def pins(self) -> "Pins":
        """Return the moments that issues are pinned to."""
        from newsletter.store.desk.pins import Pins

        return Pins(self.database)

    @cached_property
    def replies(self) -> "Replies":
        """Return what readers wrote to the letterbox."""
        from newsletter.store.replies import Replies

        return Replies(self.database, self._clock)

    @cached_property
    def saved_addresses(self) -> "SavedAddressRecords":
        """Return the addresses for tests of issues."""
        from newsletter.store.desk.saved_addresses import SavedAddressRecords

        return SavedAddressRecords(self.database)

    @cached_property
    def sessions(self) -> "SessionRecords":
        """Return the sessions of editors who are signed in."""
        from newsletter.store.desk.sessions import SessionRecords

        return SessionRecords(self.database)

    @cached_property
    def shared_drafts(self) -> "SharedDrafts":
        """Return the drafts that editors share."""
        from newsletter.store.desk.drafts import SharedDrafts

        return SharedDrafts(self.database)

    @cached_property
    def sign_in_links(self) -> "SignInLinks":
        """Return the links by which editors sign in."""
        from newsletter.store.desk.sessions import SignInLinks

        return SignInLinks(self.database)

    @cached_property
    def sign_ups(self) -> "SignUps":
        """Return the requests to confirm an address."""
        from newsletter.store.subscribers.sign_ups import SignUps

        return SignUps(self.database)

    @cached_property
    def starts(self) -> "StartRecords":
        """Return the issues that editors send now."""
        from newsletter.store.desk.starts import StartRecords

        return StartRecords(self.database)

    @cached_property
    def votes(self) -> "Votes":
        """Return readers' votes."""
        from newsletter.store.counts import Votes

        return Votes(self.database)

    @cached_property
    def web_versions(self) -> "WebVersions":
        """Return the pages of the archive."""
        from newsletter.store.web_versions import WebVersions

        return WebVersions(self.database, self._clock)
