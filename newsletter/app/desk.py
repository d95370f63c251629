"""The use cases of the desk, by subject, available as ``newsletter.desk``."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.app.acts import names

if TYPE_CHECKING:
    from newsletter.app.absences import Absences
    from newsletter.app.agenda import Agenda
    from newsletter.app.article_additions import ArticleAdditions
    from newsletter.app.article_lines import LineCorrections
    from newsletter.app.article_versions import ArticleVersions
    from newsletter.app.calendars import Calendars
    from newsletter.app.corrections import MailCorrections
    from newsletter.app.cutting_table import CuttingTable
    from newsletter.app.decisions import Decisions
    from newsletter.app.desk_settings import DeskSettings
    from newsletter.app.discarded_issues import DiscardedIssues
    from newsletter.app.dispatch_acts import DispatchActs
    from newsletter.app.dispatch_report import DispatchReports
    from newsletter.app.dispatch_views import DispatchViews
    from newsletter.app.drawing import Drawing
    from newsletter.app.editors import Editors
    from newsletter.app.letter_pictures import LetterPictures
    from newsletter.app.list_moves import ListMoves
    from newsletter.app.live_progress import LiveProgress
    from newsletter.app.log import DeskLog
    from newsletter.app.newsletter import Newsletter
    from newsletter.app.open_letters import OpenLetters
    from newsletter.app.outgoing import Outgoing
    from newsletter.app.pinning import Pinning
    from newsletter.app.reader_access import ReaderAccess
    from newsletter.app.reader_acts import ReaderActs
    from newsletter.app.reader_export import ReaderExport
    from newsletter.app.reader_list import ReaderList
    from newsletter.app.removed_articles import RemovedArticles
    from newsletter.app.sharing import Sharing
    from newsletter.app.shifts import Shifts
    from newsletter.app.sign_in import DeskSignIn
    from newsletter.app.starts import Starts
    from newsletter.app.today import TodayView
    from newsletter.app.trial_mails import TrialMails
    from newsletter.app.writing import Writing


class Desk:
    """The use cases of the desk, each imported and built on first use."""

    def __init__(self, newsletter: "Newsletter") -> None:
        """Set the publication, whose other use cases these use."""
        self._newsletter = newsletter

    @cached_property
    def editors(self) -> "Editors":
        """Return the accounts of editors."""
        from newsletter.app.editors import Editors

        return Editors(self._newsletter.container, self.sign_in, self.outgoing)

    @cached_property
    def sign_in(self) -> "DeskSignIn":
        """Return signing in, and the sessions."""
        from newsletter.app.sign_in import DeskSignIn

        return DeskSignIn(self._newsletter.container, self._newsletter.emails)

    @cached_property
    def outgoing(self) -> "Outgoing":
        """Return the check whether mail may leave."""
        from newsletter.app.outgoing import Outgoing

        return Outgoing(self._newsletter.container)

    @cached_property
    def log(self) -> "DeskLog":
        """Return the log of what editors did."""
        from newsletter.app.log import DeskLog

        return DeskLog(self._newsletter.container)

    @cached_property
    def today(self) -> "TodayView":
        """Return the state of the publication, for the first page."""
        from newsletter.app.today import TodayView

        newsletter = self._newsletter
        return TodayView(newsletter.container, newsletter.queue, newsletter.issue_list, self.starts)

    @cached_property
    def pictures(self) -> "LetterPictures":
        """Return the pictures of letters."""
        from newsletter.app.letter_pictures import LetterPictures

        return LetterPictures(self._newsletter.container)

    @cached_property
    def removed(self) -> "RemovedArticles":
        """Return the removal and restoring of articles."""
        from newsletter.app.removed_articles import RemovedArticles

        return RemovedArticles(self._newsletter.container, self._newsletter.articles)

    @cached_property
    def versions(self) -> "ArticleVersions":
        """Return the versions of articles."""
        from newsletter.app.article_versions import ArticleVersions

        newsletter = self._newsletter
        return ArticleVersions(newsletter.container, newsletter.articles, newsletter.issues)

    def names(self) -> Mapping[int, str]:
        """Return the names of all who act at the desk, also of programs, by number."""
        return names(self._newsletter.container)

    @cached_property
    def additions(self) -> "ArticleAdditions":
        """Return the adding of articles."""
        from newsletter.app.article_additions import ArticleAdditions

        newsletter = self._newsletter
        return ArticleAdditions(newsletter.container, newsletter.articles, newsletter.web_articles)

    @cached_property
    def lines(self) -> "LineCorrections":
        """Return the lines of articles and their corrections."""
        from newsletter.app.article_lines import LineCorrections

        return LineCorrections(self._newsletter.container, self._newsletter.articles)

    @cached_property
    def drawing(self) -> "Drawing":
        """Return the proposals of issues from articles, and making them."""
        from newsletter.app.drawing import Drawing

        its = self._newsletter
        return Drawing(its.container, its.articles, its.issues, its.queue, its.approvals)

    @cached_property
    def table(self) -> "CuttingTable":
        """Return the division of articles into weeks."""
        from newsletter.app.cutting_table import CuttingTable

        its = self._newsletter
        return CuttingTable(its.container, its.articles, its.issues, self.drawing)

    @cached_property
    def agenda(self) -> "Agenda":
        """Return the planning of the queue."""
        from newsletter.app.agenda import Agenda

        return Agenda(self._newsletter.container, self._newsletter.queue)

    @cached_property
    def shifts(self) -> "Shifts":
        """Return the effect of a change of the planning on the other issues."""
        from newsletter.app.shifts import Shifts

        return Shifts(self._newsletter.container, self._newsletter.queue)

    @cached_property
    def decisions(self) -> "Decisions":
        """Return the decisions about the issue of the next slot."""
        from newsletter.app.decisions import Decisions

        return Decisions(self._newsletter.container, self._newsletter.queue)

    @cached_property
    def starts(self) -> "Starts":
        """Return the starts of issues, which can be undone."""
        from newsletter.app.starts import Starts

        return Starts(self._newsletter.container, self._newsletter.queue, self._newsletter.proof)

    @cached_property
    def dispatch_acts(self) -> "DispatchActs":
        """Return what editors do with dispatches."""
        from newsletter.app.dispatch_acts import DispatchActs

        newsletter = self._newsletter
        return DispatchActs(newsletter.container, newsletter.dispatches, newsletter.proof)

    @cached_property
    def dispatch_views(self) -> "DispatchViews":
        """Return the dispatches as the desk shows them."""
        from newsletter.app.dispatch_views import DispatchViews

        return DispatchViews(self._newsletter.container, self._newsletter.dispatches)

    @cached_property
    def pinning(self) -> "Pinning":
        """Return the pinning of queued letters."""
        from newsletter.app.pinning import Pinning

        return Pinning(self._newsletter.container, self._newsletter.queue, self.writing)

    @cached_property
    def reader_access(self) -> "ReaderAccess":
        """Return the readers by number, for programs with a key."""
        from newsletter.app.reader_access import ReaderAccess

        return ReaderAccess(self._newsletter.container, self._newsletter.readers)

    @cached_property
    def absences(self) -> "Absences":
        """Return the skipping of the sending days of a time away."""
        from newsletter.app.absences import Absences

        return Absences(self._newsletter.container, self._newsletter.queue)

    @cached_property
    def calendars(self) -> "Calendars":
        """Return the planning for editors' calendar programs."""
        from newsletter.app.calendars import Calendars

        return Calendars(self._newsletter.container, self._newsletter.queue)

    @cached_property
    def sharing(self) -> "Sharing":
        """Return the drafts that are shared with people without an account."""
        from newsletter.app.sharing import Sharing

        return Sharing(self._newsletter.container, self._newsletter.previews)

    @cached_property
    def discarded(self) -> "DiscardedIssues":
        """Return the discarding and restoring of drafts."""
        from newsletter.app.discarded_issues import DiscardedIssues

        return DiscardedIssues(self._newsletter.container, self._newsletter.issues)

    @cached_property
    def open_letters(self) -> "OpenLetters":
        """Return the records of which editors have which letters open."""
        from newsletter.app.open_letters import OpenLetters

        return OpenLetters(self._newsletter.container)

    @cached_property
    def settings(self) -> "DeskSettings":
        """Return the settings that an owner changes and sees."""
        from newsletter.app.desk_settings import DeskSettings

        return DeskSettings(self._newsletter)

    @cached_property
    def trials(self) -> "TrialMails":
        """Return the tests of issues by mail."""
        from newsletter.app.trial_mails import TrialMails

        newsletter = self._newsletter
        return TrialMails(newsletter.container, newsletter.previews, self.settings.addresses)

    @cached_property
    def lists(self) -> "ListMoves":
        """Return the import of lists of people."""
        from newsletter.app.list_moves import ListMoves

        return ListMoves(self._newsletter.container, self._newsletter.readers)

    @cached_property
    def export(self) -> "ReaderExport":
        """Return the export of all readers."""
        from newsletter.app.reader_export import ReaderExport

        return ReaderExport(self._newsletter.container)

    @cached_property
    def live_progress(self) -> "LiveProgress":
        """Return the looks of open pages at the progress of dispatches."""
        from newsletter.app.live_progress import LiveProgress

        return LiveProgress(self._newsletter.container, self.sign_in.sessions)

    @cached_property
    def reports(self) -> "DispatchReports":
        """Return the reports of sent issues."""
        from newsletter.app.dispatch_report import DispatchReports

        return DispatchReports(self._newsletter.container)

    @cached_property
    def readers(self) -> "ReaderList":
        """Return the figures and the list of readers."""
        from newsletter.app.reader_list import ReaderList

        return ReaderList(self._newsletter.container)

    @cached_property
    def reader_acts(self) -> "ReaderActs":
        """Return what editors do for single readers."""
        from newsletter.app.reader_acts import ReaderActs

        newsletter = self._newsletter
        return ReaderActs(newsletter.container, newsletter.readers, newsletter.people)

    @cached_property
    def corrections(self) -> "MailCorrections":
        """Return the corrections that are sent by mail."""
        from newsletter.app.corrections import MailCorrections

        its = self._newsletter
        return MailCorrections(its.container, its.issues, its.approvals, self.writing, self.starts)

    @cached_property
    def writing(self) -> "Writing":
        """Return the opening and saving of issues' texts."""
        from newsletter.app.writing import Writing

        return Writing(self._newsletter.container, self._newsletter.issues)
