"""``newsletter article follow`` and related commands: feeds, and proposals from them."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.articles import Own, PermissionOf, rights_of, say_added
from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import AsJson, local, print_json, print_table, publication, say
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.model.feed import FollowedFeed, Proposal

_COLUMNS = (
    "column-number",
    "column-feed",
    "column-title",
    "column-words",
    "column-weeks",
    "column-state",
    "column-note",
)
ProposalId = Annotated[int, typer.Argument(metavar="PROPOSAL", help="Its number.")]


def follow(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="Address of a feed, or of a page that names one.")],
    own: Own = False,
    permission_of: PermissionOf = None,
) -> None:
    """Follow a feed (RSS or Atom): each new piece in it is proposed to you by mail.

    A proposal waits until you accept or dismiss it. Nothing is queued automatically.
    """
    followed = publication(context).feeds.follow(address, rights_of(own, permission_of))
    say(Message("feed-followed", title=followed.feed.title, address=followed.feed.address))
    if followed.newest is not None:
        say(_newest(followed.newest))


def _newest(newest: "Proposal") -> Message:
    if newest.why is not None:
        return Message("feed-newest-unreadable", title=newest.title, problem=newest.why)
    return Message(
        "feed-newest",
        title=newest.title,
        words=newest.words,
        count=newest.weeks,
        proposal=newest.id,
    )


def unfollow(
    context: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Its number or address.")],
) -> None:
    """Stop following a feed. Accepted articles are kept."""
    say(publication(context).feeds.unfollow(feed))


def followed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the followed feeds, with the time of the last reading and any problem."""
    app = publication(context)
    feeds = app.feeds.followed()
    if as_json:
        print_json([_facts_of_feed(one) for one in feeds])
        return
    print_table(
        (
            "column-number",
            "column-feed",
            "column-address",
            "column-read-last",
            "column-read-next",
            "column-note",
        ),
        (
            (
                one.id,
                one.title,
                one.address,
                local(one.polled_at, app.zone),
                "–" if one.is_gone else local(one.next_at, app.zone),
                _notes_of_feed(one),
            )
            for one in feeds
        ),
        Message("feeds-none"),
    )


def _notes_of_feed(feed: "FollowedFeed") -> tuple[Message, ...]:
    moved = (Message("feed-moved", address=feed.moved_from),) if feed.moved_from else ()
    return (*((feed.trouble,) if feed.trouble else ()), *moved)


def _facts_of_feed(feed: "FollowedFeed") -> dict[str, object]:
    return {
        "id": feed.id,
        "title": feed.title,
        "address": feed.address,
        "rights": feed.rights.to_text() if feed.rights else None,
        "polled_at": feed.polled_at.isoformat(),
        "next_at": None if feed.is_gone else feed.next_at.isoformat(),
        "trouble": fact_of(feed.trouble) if feed.trouble else None,
        "moved_from": feed.moved_from,
    }


def proposals(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Include answered ones.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the new pieces of followed feeds, and how many issues each is enough for."""
    found = publication(context).feeds.proposals(every=every)
    if as_json:
        print_json([_facts_of_proposal(one) for one in found])
        return
    print_table(_COLUMNS, map(_row, found), Message("proposals-none"))


def _row(proposal: "Proposal") -> tuple[object, ...]:
    return (
        proposal.id,
        proposal.feed,
        proposal.title,
        proposal.words or "–",
        proposal.weeks or "–",
        Message.of(proposal.state),
        _notes(proposal),
    )


def _notes(proposal: "Proposal") -> tuple[Message, ...]:
    changed = (Message("proposal-changed"),) if proposal.is_changed else ()
    return (*((proposal.why,) if proposal.why else ()), *changed)


def _facts_of_proposal(proposal: "Proposal") -> dict[str, object]:
    return {
        "id": proposal.id,
        "feed": proposal.feed,
        "title": proposal.title,
        "address": proposal.address,
        "state": proposal.state.value,
        "words": proposal.words,
        "weeks": proposal.weeks,
        "changed": proposal.is_changed,
        "why": fact_of(proposal.why) if proposal.why else None,
    }


def accept(context: typer.Context, proposal: ProposalId) -> None:
    """Write a proposed piece to issues/articles/, ready to be drawn from."""
    taken = publication(context).feeds.accept(proposal)
    say_added(taken.path, taken.article)


def dismiss(context: typer.Context, proposal: ProposalId) -> None:
    """Dismiss a proposal; the piece is not proposed again."""
    say(publication(context).feeds.dismiss(proposal))
