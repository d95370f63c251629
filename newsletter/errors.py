"""Everything that can go wrong, branched by who must act next.

NewsletterError
├── AuthorError(problem, path, line)      the writer fixes the text
│   ├── ArticleError                      … of an article that came in
│   └── TemplateError                     … of a template
├── DeskError(problem, remedy)            the editor asked for what cannot be done
├── ConfigError(problems)                 the operator fixes one or more settings
├── MailUnfit                             a mail holds a placeholder; it is made again from today's settings
├── BadAddress (also a ValueError)        the reader types again
│   └── ForeignLetters                    … the provider cannot carry the letters before its @
├── BadToken (also a ValueError)          the reader's link is damaged; a page helps
├── BadHook(provider, problem)            a webhook call that did not prove whom it comes from
│   └── StaleHook                         … that was the provider's once, too long ago
├── StoreError                            the operator looks at the database
│   └── StoreAway                         … does not answer right now; worth another try
├── FetchError(address, problem)          whoever gave the address looks at it
│   ├── FetchForbidden                    we do not go there: private network, not https
│   ├── FetchNowhere                      there is no host of that name
│   ├── FetchUnsafe                       its certificate does not hold
│   └── FetchSilent                       no answer in time; worth another try
└── ProviderError(provider, detail)
    ├── ProviderBusy(retry_after)         nothing was taken; safe to try again
    ├── ProviderRefused                   nothing was taken; never this batch again
    ├── ProviderPaused                    nothing was taken; the account needs a person
    └── ProviderSilent                    unknown: the same key again, or reconcile
        └── model.delivery.ProviderPartly    known for some, the others provably not taken

A message says what, where and what to do. Only ``web`` and ``cli`` turn errors
into status codes and exit codes.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path


class NewsletterError(Exception):
    """The root: every error of ours, and none of anybody else's."""


class AuthorError(NewsletterError):
    """A text cannot be used as it is; the message names file and line."""

    def __init__(
        self, problem: str, path: Path | str | None = None, line: int | None = None
    ) -> None:
        self.problem = problem
        self.path = path
        self.line = line
        place = "" if path is None else f"{path}:" if line is None else f"{path}:{line}:"
        super().__init__(f"{place} {problem}".strip())


class ArticleError(AuthorError):
    """An article cannot be read: wrong encoding, empty, binary, too large."""


class TemplateError(AuthorError):
    """A template cannot be compiled: MJML, Jinja or theme, with the line where known."""


class DeskError(NewsletterError):
    """The editor asked for something that the state of things does not allow."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}; {remedy}" if remedy else problem)


class ConfigError(NewsletterError):
    """One or more settings are wrong; all of them are told at once."""

    def __init__(self, *problems: str) -> None:
        self.problems: Sequence[str] = problems
        super().__init__("\n".join(problems))


class MailUnfit(NewsletterError):
    """A mail names a placeholder sender, or links to this machine; it may not leave it."""


class BadAddress(NewsletterError, ValueError):
    """A text is not an e-mail address that we can write to."""


class ForeignLetters(BadAddress):
    """An address is in order, and the provider cannot carry the letters before its @."""


class BadToken(NewsletterError, ValueError):
    """A link's token is damaged, of another purpose, or forged."""


class BadHook(NewsletterError):
    """A webhook call did not prove whom it comes from, or is too old; nothing is kept of it."""

    def __init__(self, provider: str, problem: str) -> None:
        self.provider = provider
        self.problem = problem
        super().__init__(f"{provider}: {problem}")


class StaleHook(BadHook):
    """A webhook call is truly signed, but too far from now: a recording may not be played again."""


class StoreError(NewsletterError):
    """The database cannot be opened, is of a newer version, or stays locked."""


class StoreAway(StoreError):
    """The database does not answer right now: locked, full, restarting; another try may do better."""


class FetchError(NewsletterError):
    """Something outside could not be read: too large, too many redirects, not HTTP."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(f"{address}: {problem}")


class FetchForbidden(FetchError):
    """We do not go there: it is not https, or leads into a private network."""


class FetchNowhere(FetchError):
    """There is no host of that name."""


class FetchUnsafe(FetchError):
    """The host's certificate does not hold; a browser would warn a reader."""


class FetchSilent(FetchError):
    """No connection or no answer in time; another try may do better."""


class ProviderError(NewsletterError):
    """What a provider answered, in its own words."""

    def __init__(self, provider: str, detail: str) -> None:
        self.provider = provider
        self.detail = detail
        super().__init__(f"{provider}: {detail}")


class ProviderBusy(ProviderError):
    """Nothing was taken; the batch may be handed over again after a while."""

    def __init__(self, provider: str, detail: str, *, retry_after: timedelta | None) -> None:
        super().__init__(provider, detail)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """Nothing was taken, and the same batch would be refused again."""


class ProviderPaused(ProviderError):
    """Nothing was taken, because of the account: key, sender, credits, quota, sandbox.

    It costs no recipient: the dispatch pauses until the editor has mended it.
    """


class ProviderSilent(ProviderError):
    """No answer, or none that can be believed: the batch is in doubt."""
