"""The sandbox's own pages: who got what, and the mail itself, without scripts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

from newsletter.testing.dialects.offers import AcceptedEmail, Row
from newsletter.testing.exchange import TEXT, Reply
from newsletter.testing.log import AcceptedLog, doubled

_SHOWN = 200
_HTML = {"content-type": "text/html; charset=utf-8"}
_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886 }
td { overflow-wrap: anywhere } .double { color: #c00; font-weight: bold } dt { font-weight: bold }
iframe { width: 100%; height: 40rem; border: 1px solid #8886; background: #fff } pre { white-space: pre-wrap }
"""
# the mail is shown in a frame without rights, whatever it contains
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'",
}
_MAIL_POLICY = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: data:",
}


def number_in(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    """Return a whole number from 0 up out of a query, or the default."""
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else otherwise


def matching(log: AcceptedLog, asked: Mapping[str, str]) -> list[Row]:
    """Return the rows of a reader, a delivery or a key, or else all rows."""
    wanted = [(field, asked[name]) for name, field in _FILTERS.items() if asked.get(name)]
    return [row for row in log.everything() if all(row[field] == value for field, value in wanted)]


_FILTERS = {"reader": "recipient", "delivery": "delivery", "key": "key"}


def overview(log: AcceptedLog, asked: Mapping[str, str]) -> Reply:
    """Return totals, duplicates, and the latest mails, newest first."""
    rows = matching(log, asked)
    twice = doubled(log.everything())
    readers = len({row["recipient"] for row in rows})
    body = f"""
<h1>What this provider accepted</h1>
<p>{len(rows):,} mails to {readers:,} readers in {len(log.calls):,} calls; {_doubles(twice)}.
Nobody was mailed: this is a simulator. Its log is <code>{escape(str(log.path))}</code>.</p>
<form><label>Reader <input name="reader" value="{escape(asked.get("reader", ""))}"></label> <button>Show</button></form>
<table><thead><tr><th>When (UTC)</th><th>Reader</th><th>Delivery</th><th>Dialect</th><th>Call</th><th></th></tr></thead>
<tbody>{"".join(_line(row, is_double=row["delivery"] in twice) for row in rows[: -_SHOWN - 1 : -1])}</tbody></table>"""
    return _page("The sandbox", body)


def mail(log: AcceptedLog, asked: Mapping[str, str]) -> Reply:
    """Return one mail with its headers.

    ``part=html`` or ``part=text`` gives that part alone.
    """
    call, index = number_in(asked, "call", 0), number_in(asked, "index", 0)
    found = next(
        (
            row
            for one in log.calls
            if one.number == call
            for row in log.rows(one)
            if row["index"] == index
        ),
        None,
    )
    if found is None:
        return Reply(404, b"There is no such mail in the log.", TEXT)
    email = log.mail(found)
    if email is None:
        return Reply(
            410,
            b"The log says it was accepted, but only the latest mails are kept whole.",
            TEXT,
        )
    if asked.get("part") == "html":
        return Reply(200, email.html.encode(), {**_HTML, **_MAIL_POLICY})
    if asked.get("part") == "text":
        return Reply(200, email.text.encode(), {"content-type": "text/plain; charset=utf-8"})
    return _page(email.subject, _whole(email, f"call={call}&index={index}"))


def _doubles(twice: Mapping[str, int]) -> str:
    if not twice:
        return "none came twice"
    return f'<span class="double">{len(twice):,} came more than once</span>'


def _line(row: Row, *, is_double: bool) -> str:
    at = datetime.fromtimestamp(row["at"], UTC).strftime("%Y-%m-%d %H:%M:%S")
    link = urlencode({"call": row["call"], "index": row["index"]})
    cells = (at, row["recipient"], row["delivery"], row["dialect"], row["call"])
    return (
        f"<tr{' class=double' if is_double else ''}>"
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        + f'<td><a href="/sandbox/mail?{escape(link)}">see the mail</a></td></tr>'
    )


def _whole(email: AcceptedEmail, place: str) -> str:
    headers = (("From", email.sender), ("To", email.to), ("Subject", email.subject), *email.headers)
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in headers)
    return f"""<p><a href="/">All mails</a></p><h1>{escape(email.subject)}</h1><dl>{rows}</dl>
<iframe sandbox src="/sandbox/mail?{escape(place)}&amp;part=html" title="The mail as HTML"></iframe>
<h2>As plain text</h2><pre>{escape(email.text)}</pre>"""


def _page(title: str, body: str) -> Reply:
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head>
<body>{body}</body></html>"""
    return Reply(200, page.encode(), {**_HTML, **_POLICY})
