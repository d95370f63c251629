"""Articles from the web: pages by their addresses, and the pieces of followed feeds."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "page-without-article": "no article was found here; paste its text into a file and add that",
    "page-only-beginning": Plural(
        "only the beginning can be read here ({count} word); paste the whole text into a file",
        "only the beginning can be read here ({count} words); paste the whole text into a file",
    ),
    "page-by-script": (
        "this page makes its text in the browser only; paste it into a file and add that"
    ),
    "page-restricted": (
        "not everybody may read this page: it is for subscribers or behind a password; paste its"
        " text into a file"
    ),
    "page-closed": (
        "the site does not show this page (status {status}); paste its text into a file"
    ),
    "page-is-feed": "this is a feed; a feed is followed, not added",
    "page-is-pdf": "this is a PDF; paste its text into a file and add that",
    "page-is-picture": "this is a picture; there is no text to read",
    "page-kind-unknown": "this is {kind}; only pages, text and Word files are read",
    "html-attributes-too-many": "has an element with more than {limit} attributes; is this a page?",
    "page-lines-nowhere": Plural(
        "{count} line of the page fits nowhere and is only in the original.",
        "{count} lines of the page fit nowhere and are only in the original.",
    ),
    # followed
    "feed-followed": "Following {title}: {address}",
    "feed-newest": Plural(
        "The newest piece is proposed: “{title}”, {words} words, enough for {count} issue.",
        "The newest piece is proposed: “{title}”, {words} words, enough for {count} issues.",
    ),
    "feed-newest-unreadable": "The newest piece, “{title}”, cannot be read: {problem}",
    "feed-unfollowed": Plural(
        "{title} is not followed any more; {count} proposal went with it.",
        "{title} is not followed any more; {count} proposals went with it.",
    ),
    "feeds-none": "No feed is followed.",
    "column-feed": "feed",
    "column-read-last": "read",
    "column-read-next": "next",
    "column-weeks": "issues",
    # proposals
    "proposals-none": "There are no proposals.",
    "proposal-changed": "changed on the site since",
    "proposal-dismissed": "“{title}” is dismissed and will not be proposed again.",
    "proposal-state-seen": "seen",
    "proposal-state-open": "open",
    "proposal-state-accepted": "accepted",
    "proposal-state-dismissed": "dismissed",
    "proposal-state-unreadable": "unreadable",
    # refused
    "feed-followed-already": "The feed {address} is followed already.",
    "web-address-missing": "Enter the address of a site, such as https://example.org.",
    "web-address-malformed": (
        "“{address}” is not the address of a site. Copy it from the bar at the top of your browser;"
        " it looks like https://example.org."
    ),
    "feed-unknown": "No feed with the number or address {ref} is followed.",
    "proposal-unknown": "There is no proposal {proposal}.",
    "proposal-answered": "Proposal {proposal} has been answered already: {state}.",
    "proposal-unreadable": (
        "Proposal {proposal} could not be read from the site; open {address} and add its text"
        " yourself."
    ),
    "rights-unknown": (
        "{host} is not your own site; say whose text it is: your own, or somebody's who permits"
        " its use. Hosts of your own belong in hosts of [site]."
    ),
    # what is wrong with a feed or an entry
    "feed-not-named": "this page names no feed; give the address of the feed itself",
    "feed-unreadable": "this is not an RSS or Atom feed",
    "feed-with-definitions": (
        "the feed defines entities of its own (DOCTYPE), which can grow without end; it is not read"
    ),
    "feed-too-large": "the feed has {size} MB, and at most {limit} MB are read",
    "feed-too-long": "the feed has {count} entries, and at most {limit} are read",
    "feed-too-many-tags": "the feed has {count} tags, and at most {limit} are read",
    "feed-gone": "the site says that the feed does not exist any more; it is not polled",
    "feed-moved": "moved here from {address}",
    "feed-moved-elsewhere": (
        "the site sends its readers on to {host}, which is not your own; follow it there, and say"
        " whose texts those are"
    ),
    "fetch-robots-forbid": "the site's robots.txt forbids programs to fetch this",
    "entry-without-page": "the feed has only its beginning, and names no page",
    "entry-elsewhere": "the feed has only its beginning, and the rest is on another site: {address}",
    "host-malformed": "{text} is not the name of a host; write it like voorbeeld.nl",
}
