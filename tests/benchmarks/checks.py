"""What preflight costs, warm, with everything but the links."""

from statistics import median
from time import perf_counter

from newsletter.editorial.checks import appearance, css, features, modes, page, visibility
from newsletter.editorial.checks.finding import run
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.model.edition import Edition
from newsletter.rendering.compile import compile_issue
from tests.rendering.builders import a_full_issue, a_letter, a_recipient, a_template

ROUNDS = 40
KEPT = (
    *(page.read, css.rules, css.declarations, features.of_declaration),
    *(modes.looks, appearance.by_look, visibility.undarkened),
)


def measure() -> list[tuple[str, float, str, str]]:
    """Compile and check the sample issue, reading its HTML and CSS anew each time."""
    compile_and_check()
    both, checks = [], []
    for _ in range(ROUNDS):
        for kept in KEPT:
            kept.cache_clear()
        began = perf_counter()
        edition = compile_issue(a_full_issue(), a_template(), a_letter())
        compiled = perf_counter()
        run(inspected(edition))
        checks.append((perf_counter() - compiled) * 1000)
        both.append((perf_counter() - began) * 1000)
    return [
        ("check an issue, warm", median(checks), "ms", "≤ 35"),
        ("compile and check an issue, warm", median(both), "ms", "≤ 60"),
    ]


def compile_and_check() -> None:
    run(inspected(compile_issue(a_full_issue(), a_template(), a_letter())))


def inspected(edition: Edition) -> Inspected:
    return Inspected(
        issue=a_full_issue(),
        article=None,
        edition=edition,
        values=a_recipient().values,
        nameless=a_recipient(name="").values,
        base_url="https://brief.example.org",
        is_local=False,
        links={},
        spam=SpamScore(0),
    )
