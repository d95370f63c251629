"""A provider's API: the HTTP client, the meanings of its answers, and a base for providers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from newsletter.errors import ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import Capabilities
from newsletter.providers.wire.answers import (
    WRONG_ADDRESS,
    AnswerRule,
    BadRecipient,
    Json,
    ProviderAnswer,
    error_of,
    judge,
)
from newsletter.providers.wire.http import Wire

# Returns the provider's code and words in an answer that is not an acceptance.
FindError = Callable[[ProviderAnswer], tuple[str, str]]


def with_own_unsubscribe(theirs: Capabilities) -> Capabilities:
    """Return the capabilities of an account that leaves the unsubscribe headers to us."""
    return replace(theirs, owns_list_unsubscribe=False, peculiarities=())


class Api:
    """An API whose calls return the content, or raise the error that an answer means.

    Args:
        wire: The HTTP client.
        table: The provider's own rules, which take precedence over the usual ones.
        error_in: Finds the provider's code and words in an answer.
        wait: Finds the wait that an answer asks for, ``Retry-After`` by default.
    """

    def __init__(
        self,
        wire: Wire,
        table: tuple[AnswerRule, ...],
        error_in: FindError,
        wait: Callable[[ProviderAnswer], timedelta | None] = lambda answer: answer.retry_after,
    ) -> None:
        self.wait = wait
        self.wire = wire
        self.table = table
        self.error_in = error_in

    def refusal(self, answer: ProviderAnswer) -> ProviderError | BadRecipient:
        """Return the error for an answer that is not an acceptance."""
        code, message = self.error_in(answer)
        rule = judge(self.table, answer.status, code, message)
        detail = f"{answer.status} {code} {message}"
        return error_of(self.wire.provider, rule, detail, self.wait(answer))

    def silence(self, why: str | Message, answer: ProviderAnswer) -> ProviderSilent:
        """Return the error for an answer that cannot be trusted."""
        words = f"{answer.status} {answer.words}"
        why = why if isinstance(why, Message) else Message.in_own_words(why)
        return ProviderSilent(self.wire.provider, "answer-not-believed", why=why, answer=words)

    def ask(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Json]:
        """GET a JSON object.

        Raises:
            ProviderError: The meaning of the answer, silent if it is not an object.
        """
        answer = self._got(path, query)
        found = answer.json()
        if not isinstance(found, dict):
            raise self.silence(WRONG_ADDRESS, answer)
        return found

    def ask_list(self, path: str, query: Mapping[str, str] | None = None) -> list[Json]:
        """GET a JSON array; see ``ask``."""
        answer = self._got(path, query)
        found = answer.json()
        if not isinstance(found, list):
            raise self.silence(WRONG_ADDRESS, answer)
        return found

    def _got(self, path: str, query: Mapping[str, str] | None) -> ProviderAnswer:
        answer = self.wire.get(path, query)
        if answer.is_success:
            return answer
        refusal = self.refusal(answer)
        # a query has no recipients, although a table made for sending may name some
        raise refusal if isinstance(refusal, ProviderError) else self.silence(WRONG_ADDRESS, answer)

    def clock(self) -> datetime | None:
        """Return the provider's time, from its ``Date`` header (RFC 9110 §6.6.1)."""
        # not a page for people, which could take long
        return self.wire.call("GET", "/", headers={"accept": "application/json"}).date

    def open(self) -> None:
        """Prepare the first call."""
        self.wire.open()

    def close(self) -> None:
        """Close the connections."""
        self.wire.close()


class ApiProvider:
    """The connections of a provider with an API. Any provider may inherit it, and none must.

    What a provider promises is in ``model.provider``. ``look_up`` has no default here, because
    an empty answer proves that nothing was accepted.

    Attributes:
        api: The API, which the provider sets.
    """

    api: Api

    def open(self) -> None:
        """Prepare the first call."""
        self.api.open()

    def close(self) -> None:
        """Close the connections."""
        self.api.close()


class TimedApiProvider(ApiProvider):
    """The same for a provider that looks emails up or recognises a key."""

    def clock(self) -> datetime | None:
        """Return the provider's own time, used to check how old a doubt is."""
        return self.api.clock()


def all_pages(provider: str, page: Callable[[int], Sequence[Json]], at_most: int) -> Iterator[Json]:
    """Yield every entry of a paged list, up to the first empty page.

    Args:
        provider: The provider's name, for the error.
        page: Returns the entries from an offset on.
        at_most: The maximum number of pages to request.

    Raises:
        ProviderSilent: If the list does not end, since a part of it proves nothing.
    """
    offset = 0
    for _ in range(at_most):
        found = page(offset)
        if not found:
            return
        yield from found
        offset += len(found)
    raise ProviderSilent(provider, "look-up-endless")


def entries(value: Json, name: str) -> list[Json]:
    """Return the list under a name of a JSON object, empty if there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
