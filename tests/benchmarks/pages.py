"""What reading a web page of 100 KB costs, warm: as builders write pages, and nothing but text."""

from statistics import median
from time import perf_counter

from newsletter import sources
from newsletter.sources import web_page

ROUNDS = 15
SIZE = 100_000  # bytes
STYLE = "".join(f".e-{n}{{color:#{n:06x};margin:0 {n}px}}" for n in range(1000))  # 30 KB, inline
ADDRESS = "https://voorbeeld.nl/stuk/"
MENU = "".join(f"<li class=menu-item><a href=/{n}>Rubriek {n}</a></li>" for n in range(20))
FOOTER = f"<footer><ul>{MENU}</ul><form><p>Elke week</p><input type=email></form></footer>"
WORDS = (
    "Aan het eind van de middag wordt het huis langzaam stil en de thee koud, en wie dan nog"
    " even blijft zitten hoort de regen in de goot. Dat is geen kunst, het is een gewoonte die"
    " je in een week kunt leren en in een jaar niet meer vergeet. "
)


def page(size: int, *, boxed: bool) -> str:
    """A page of at least this size: sections with quotes, callouts, answers, lists and links.

    ``boxed``: each block in a builder's boxes, below a head with its style sheet.
    """
    head = f"<title>Stil huis</title>{f'<style>{STYLE}</style>' if boxed else ''}"
    parts: list[str] = []
    while len(head) + sum(map(len, parts)) < size:
        blocks = section(len(parts) + 1)
        parts.append("".join(map(in_boxes, blocks) if boxed else blocks))
    return (
        f"<!DOCTYPE html><html lang=nl><head>{head}</head><body><header><nav><ul>{MENU}</ul></nav>"
        f"</header><main><article><h1>Stil huis</h1>{''.join(parts)}</article></main>{FOOTER}"
        "</body></html>"
    )


def section(number: int) -> tuple[str, ...]:
    text, link = f"{number}. {WORDS}", f"/s?utm_source=x&p={number}"
    answer = f"<div role=region hidden><p>{text}</p></div>"
    return (
        f"<h2 class=title><span>Uur {number}</span></h2>",
        f"<p>{text}<a href='{link}'>een ander stuk</a> en <strong>vet</strong>.</p><p>{text}</p>",
        f"<blockquote><p>“Het uur {number} is van jou.”</p><cite>Mila</cite></blockquote>",
        f"<div class=callout><div>💡</div><div>Wat hoor jij om {number} uur?</div></div>",
        f"<ul><li>Thee {number}</li><li>Een stoel bij het raam {number}</li></ul>",
        f"<h3><button aria-expanded=false>Hoe laat is {number}?</button></h3>{answer}",
    )


def in_boxes(block: str) -> str:
    """The block in two boxes, with the names and data that builders give them."""
    return (
        '<div class="e-element e-element-1f3a9c2 e-widget e-widget-text-editor" data-id="1f3a9c2"'
        ' data-element_type="widget" data-widget_type="text-editor.default"'
        f' data-settings="{{&quot;_animation&quot;:&quot;none&quot;}}"><div class="e-container">'
        f"{block}</div></div>"
    )


def measure() -> list[tuple[str, float, str, str]]:
    """Read the page as a file, and as it came from the web."""
    data, dense = page(SIZE, boxed=True).encode(), page(SIZE, boxed=False).encode()
    came = web_page.WebPage(address=ADDRESS, data=data)
    return [
        ("read a builder's page of 100 KB, warm", _read(data), "ms", "≤ 60"),
        ("read 100 KB of text and links, warm", _read(dense), "ms", "≤ 120"),
        ("judge and read a page of 100 KB from the web", _judge(came), "ms", "≤ 80"),
    ]


def _read(data: bytes) -> float:
    sources.read("stuk.html", data, read_from=ADDRESS)
    spent = []
    for _ in range(ROUNDS):
        began = perf_counter()
        sources.read("stuk.html", data, read_from=ADDRESS)
        spent.append((perf_counter() - began) * 1000)
    return median(spent)


def _judge(came: web_page.WebPage) -> float:
    spent = []
    for _ in range(ROUNDS):
        began = perf_counter()
        web_page.read(came)
        spent.append((perf_counter() - began) * 1000)
    return median(spent)
