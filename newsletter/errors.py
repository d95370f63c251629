"""All errors, divided by who must act next.

NewsletterError(problem, **data)
├── AuthorError(problem, path, line)      the writer fixes the text
│   ├── ArticleError                      … of an article that came in
│   └── TemplateError                     … of a template
├── DeskError                             the editor asked for what cannot be done
├── ConfigError(problems)                 the operator fixes one or more settings
├── MailUnfit                             a mail holds a placeholder; it is made again from the current settings
├── BadAddress (also a ValueError)        the reader types again
│   └── ForeignLetters                    … the provider cannot carry the letters before its @
├── BadToken (also a ValueError)          the reader's link is damaged; a page helps
├── BadHook(provider, problem)            a webhook call did not prove its origin
│   └── StaleHook                         … or is properly signed, but too old
├── StoreError                            the operator looks at the database
│   └── StoreAway                         … does not answer at present; another attempt may succeed
├── FetchError(address, problem)          the person who gave the address corrects it
│   ├── FetchForbidden                    it is not fetched: private network, not https
│   ├── FetchNowhere                      there is no host of that name
│   ├── FetchUnsafe                       its certificate is invalid
│   └── FetchSilent                       no answer in time; another attempt may succeed
└── ProviderError(provider, detail)
    ├── ProviderBusy(retry_after)         nothing was taken; safe to try again
    ├── ProviderRefused                   nothing was taken; never this batch again
    ├── ProviderPaused                    nothing was taken; the account needs a person
    └── ProviderSilent                    unknown: the same key again, or reconcile
        └── model.delivery.ProviderPartly    known for some, the others provably not taken

An error carries a code and its data: ``DeskError("issue-not-queued", issue=7)``.
``str(error)`` gives both, for logs. Only ``web`` and ``cli`` turn errors into
sentences, status codes and exit codes.
"""

from datetime import timedelta
from pathlib import Path

from newsletter.message import Datum, Message, is_code


class NewsletterError(Exception):
    """The root of all our errors.

    Args:
        problem: A code, with its data by name; or a message that another error
            carried. Any other text is a sentence, which is shown unchanged.
        data: The values that the code's sentence names.

    Attributes:
        problem: What is wrong, as a message.
    """

    def __init__(self, problem: str | Message = "", /, **data: Datum) -> None:
        self.problem = _as_message(problem, data)
        super().__init__(str(self.problem))

    @property
    def code(self) -> str:
        """The code of the error."""
        return self.problem.code

    @property
    def data(self) -> dict[str, Datum]:
        """The values that the code's sentence names."""
        return self.problem.data

    @property
    def message(self) -> Message:
        """The message for a person: what is wrong, and where."""
        return Message.in_own_words(str(self)) if self.problem.is_own_words else self.problem


def _as_message(problem: str | Message, data: dict[str, Datum]) -> Message:
    if isinstance(problem, Message):
        return problem
    return Message(problem, **data) if is_code(problem) else Message.in_own_words(problem)


class AuthorError(NewsletterError):
    """A text cannot be used. The message names file and line."""

    def __init__(
        self,
        problem: str | Message,
        path: Path | str | None = None,
        line: int | None = None,
        **data: Datum,
    ) -> None:
        super().__init__(problem, **data)
        self.path = path
        self.line = line
        self.args = (f"{self._place}: {self.problem}" if self._place else str(self.problem),)

    @property
    def message(self) -> Message:
        """The message for a person: what is wrong, after the file and the line."""
        if not self._place:
            return self.problem
        return Message("at-place", place=self._place, problem=self.problem)

    @property
    def _place(self) -> str:
        if self.path is None:
            return ""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


class ArticleError(AuthorError):
    """An article cannot be read: wrong encoding, empty, binary, too large."""


class TemplateError(AuthorError):
    """A template cannot be compiled: MJML, Jinja or theme, with the line if known."""


class DeskError(NewsletterError):
    """The editor asked for something that the present state does not allow."""


class ConfigError(NewsletterError):
    """One or more settings are wrong. All of them are reported at once.

    Attributes:
        problems: What is wrong, a message each.
    """

    def __init__(self, *problems: str | Message, **data: Datum) -> None:
        self.problems = tuple(_as_message(problem, data) for problem in problems)
        several = Message("several-problems", problems=self.problems)
        super().__init__(self.problems[0] if len(self.problems) == 1 else several)
        self.args = ("\n".join(map(str, self.problems)),)


class MailUnfit(NewsletterError):
    """A mail names a placeholder sender, or links to this machine, and may not be sent."""


class BadAddress(NewsletterError, ValueError):
    """A text is not an email address that we can write to."""


class ForeignLetters(BadAddress):
    """An address is valid, but the provider cannot carry the letters before its @."""


class BadToken(NewsletterError, ValueError):
    """A link's token is damaged, of another purpose, or forged."""


class BadHook(NewsletterError):
    """A webhook call did not prove its origin, or is too old. Nothing of it is stored."""

    def __init__(self, provider: str, problem: str | Message, /, **data: Datum) -> None:
        super().__init__(problem, provider=provider, **data)
        self.provider = provider
        self.args = (f"{provider}: {self.problem}",)


class StaleHook(BadHook):
    """A webhook call is properly signed, but too old: it may be a replay."""


class StoreError(NewsletterError):
    """The database cannot be opened, is of a newer version, or stays locked."""


class StoreAway(StoreError):
    """The database does not answer now: locked, full, restarting. Try again."""


class FetchError(NewsletterError):
    """Something outside could not be read: too large, too many redirects, not HTTP."""

    def __init__(self, address: str, problem: str | Message, /, **data: Datum) -> None:
        super().__init__(problem, address=address, **data)
        self.address = address
        self.args = (f"{address}: {self.problem}",)

    @property
    def message(self) -> Message:
        """The message for a person: what is wrong, after the address."""
        return Message("at-place", place=self.address, problem=self.problem)


class FetchForbidden(FetchError):
    """We do not fetch it: it is not https, or leads into a private network."""


class FetchNowhere(FetchError):
    """There is no host of that name."""


class FetchUnsafe(FetchError):
    """The host's certificate is invalid, and a browser would warn a reader."""


class FetchSilent(FetchError):
    """No connection or no answer in time. Another attempt may succeed."""


class ProviderError(NewsletterError):
    """A provider's answer, in its own words or by a code of ours.

    Attributes:
        detail: The same as the database keeps it; ``Message.from_text`` reads it.
    """

    def __init__(self, provider: str, detail: str | Message, /, **data: Datum) -> None:
        super().__init__(detail, provider=provider, **data)
        self.provider = provider
        self.detail = self.problem.to_text()
        self.args = (f"{provider}: {self.problem}",)


class ProviderBusy(ProviderError):
    """Nothing was accepted, and the batch may be handed over again after a while."""

    def __init__(
        self,
        provider: str,
        detail: str | Message,
        /,
        *,
        retry_after: timedelta | None,
        **data: Datum,
    ) -> None:
        super().__init__(provider, detail, **data)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """Nothing was accepted, and the same batch would be refused again."""


class ProviderPaused(ProviderError):
    """Nothing was accepted, because of the account: key, sender, credits, quota, sandbox.

    It costs no recipient: the dispatch pauses until the editor has solved the problem.
    """


class ProviderSilent(ProviderError):
    """No answer, or none that can be believed: the batch is in doubt."""
