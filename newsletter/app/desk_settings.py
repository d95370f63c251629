"""The settings that an owner sees and changes at the desk, as ``newsletter.desk.settings``."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.app.api_keys import DeskKeys
    from newsletter.app.checkup import Checkup
    from newsletter.app.newsletter import Newsletter
    from newsletter.app.overview import Overview
    from newsletter.app.own_letter import OwnLetter
    from newsletter.app.requeueing import Requeueing
    from newsletter.app.saved_addresses import SavedAddresses


class DeskSettings:
    """The use cases of settings, each imported and built on first use."""

    def __init__(self, newsletter: "Newsletter") -> None:
        """Set the publication."""
        self._newsletter = newsletter

    @cached_property
    def own(self) -> "OwnLetter":
        """Return the settings that an owner changes."""
        from newsletter.app.own_letter import OwnLetter

        return OwnLetter(self._newsletter.container, self._newsletter.readers)

    @cached_property
    def overview(self) -> "Overview":
        """Return the settings that only a file changes, in words."""
        from newsletter.app.overview import Overview

        return Overview(self._newsletter.container)

    @cached_property
    def checkup(self) -> "Checkup":
        """Return the check of all settings, in the background."""
        from newsletter.app.checkup import Checkup

        return Checkup(self._newsletter.container)

    @cached_property
    def keys(self) -> "DeskKeys":
        """Return the keys of other programs."""
        from newsletter.app.api_keys import DeskKeys

        return DeskKeys(self._newsletter.container, self._newsletter.readers)

    @cached_property
    def addresses(self) -> "SavedAddresses":
        """Return the addresses that tests of issues go to."""
        from newsletter.app.saved_addresses import SavedAddresses

        return SavedAddresses(self._newsletter.container, self._newsletter.emails)

    @cached_property
    def requeueing(self) -> "Requeueing":
        """Return the queueing of letters with the present settings."""
        from newsletter.app.requeueing import Requeueing

        newsletter = self._newsletter
        return Requeueing(newsletter.container, newsletter.issues, newsletter.renewal)
