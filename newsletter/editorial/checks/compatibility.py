"""Check of features without a fallback that readers' mail programs lack."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from newsletter.editorial.checks import places
from newsletter.editorial.checks.caniemail import Catalogue, catalogue
from newsletter.editorial.checks.fallbacks import excused
from newsletter.editorial.checks.features import Use, uses
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import EmailPage
from newsletter.errors import ConfigError
from newsletter.message import Message


@dataclass(frozen=True, slots=True)
class Lack:
    """A feature that some mail programs lack, and the share of readers who use them.

    Attributes:
        share: 0–1, of all readers.
        use: The first use in the email that these readers miss.
    """

    slug: str
    title: str
    clients: tuple[str, ...]
    share: float
    use: Use


def check_mail_programs(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every feature is supported by readers' mail programs or has a fallback."""
    settings = inputs.settings
    return tuple(
        Finding.hint(
            "feature-unsupported",
            feature=lack.title,
            clients=", ".join(lack.clients),
            share=f"{round(lack.share * 100) or 1} %",
            place=_place(inputs, lack.use),
        )
        for lack in lacks(inputs.page, settings.clients, catalogue())
        if lack.share >= settings.report_from_share
    )


def _place(inputs: Inspected, use: Use) -> Message:
    if use.styled is None:
        return places.of_element(inputs, use.element)
    if use.declaration is None:
        return places.of_styled(inputs, use.styled)
    return places.of_declaration(inputs, use.styled, use.declaration)


def lacks(page: EmailPage, clients: Mapping[str, float], known: Catalogue) -> tuple[Lack, ...]:
    """Return the features that some programs lack, those with the most readers first.

    Raises:
        ConfigError: The settings weigh a program that the data does not have.
    """
    _refuse_unknown(clients, known)
    total = sum(clients.values())
    found = []
    for slug, (use, lacking) in _lacking(page, clients, known).items():
        share = sum(clients[client] for client in lacking) / total
        named = _named(lacking, [client for client in clients if clients[client]], known)
        found.append(Lack(slug, known.features[slug].title, named, share, use))
    return tuple(sorted(found, key=lambda lack: (-lack.share, lack.slug)))


def _named(lacking: Container[str], used: Sequence[str], known: Catalogue) -> tuple[str, ...]:
    """Return programs by family, with platforms if only some of them lack the feature."""
    named = []
    for _, group in groupby(sorted(used), key=lambda client: client.partition(".")[0]):
        of_family = list(group)
        labels = [known.clients[client] for client in of_family if client in lacking]
        if labels:
            name = labels[0].partition(" (")[0]
            platforms = ", ".join(label.partition(" (")[2].rstrip(")") for label in labels)
            whole = len(labels) == len(of_family) > 1
            named.append(name if whole else f"{name} ({platforms})")
    return tuple(named)


def _lacking(
    page: EmailPage, clients: Mapping[str, float], known: Catalogue
) -> dict[str, tuple[Use, set[str]]]:
    """Return for each feature its first harmful use, and the programs that lack it."""
    lacking: dict[str, tuple[Use, set[str]]] = {}
    counted = [client for client, weight in clients.items() if weight]
    refusing: dict[str, list[str]] = {}
    tried: set[Use] = set()
    for use in uses(page, known.features):
        feature = use.feature
        if feature not in refusing:
            refusing[feature] = [one for one in counted if known.refuses(one, feature)]
        if not refusing[feature] or use in tried:  # most features are known to all
            continue
        tried.add(use)
        _, without = lacking.get(feature, (use, set()))
        costs = {
            one for one in refusing[feature] if one not in without and _costs(use, one, page, known)
        }
        if costs:
            lacking.setdefault(feature, (use, without))
            without |= costs
    return lacking


def _costs(use: Use, client: str, page: EmailPage, known: Catalogue) -> bool:
    """Return whether the use reaches the program and has no fallback there."""
    if any(known.refuses(client, guard) for guard in use.guards):
        return False
    return not excused(use, client, page)


def _refuse_unknown(clients: Mapping[str, float], known: Catalogue) -> None:
    problems = [_unknown(client, known) for client in clients if client not in known.clients]
    if problems:
        raise ConfigError(*problems)


def _unknown(client: str, known: Catalogue) -> Message:
    if near := get_close_matches(client, known.clients, n=1):
        return Message("client-misspelt", client=client, meant=near[0])
    return Message("client-unknown", client=client, known=", ".join(sorted(known.clients)))
