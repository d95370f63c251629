"""What a list comes to, without anybody's address."""

import io

import pytest

from newsletter.app import Newsletter
from newsletter.app.list_outcomes import ListOutcome, masked

FILE = """email,Status,tags
anna@example.org,active,rust
bram@example.org,gone,
fout adres@example.org,active,
cor@@example.org,active,
dirk@example.org,unsubscribed,burn-out
"""


def outcome(app: Newsletter) -> ListOutcome:
    report = app.readers.importer.preview(io.BytesIO(FILE.encode()), "lijst.csv")
    return ListOutcome.of(report)


def test_its_counts_sum_up_to_the_rows(drawn: Newsletter) -> None:
    found = outcome(drawn)
    assert (found.new, found.kept_out, found.refused, found.rows) == (1, 1, 3, 5)
    assert found.changes_something
    assert found.asked == (("Status", "gone"),)
    assert found.health_tags == ("burn-out",)


def test_it_names_no_refused_address(drawn: Newsletter) -> None:
    facts = str(outcome(drawn).to_facts())
    assert "b…@example.org" in facts
    assert "bram@" not in facts
    assert "cor@" not in facts
    assert "adres@" not in facts


def test_it_is_the_same_after_it_was_kept(drawn: Newsletter) -> None:
    found = outcome(drawn)
    assert ListOutcome.from_facts(found.to_facts()).rows == found.rows
    assert ListOutcome.from_facts(found.to_facts()).asked == found.asked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("anna@example.org", "a…@example.org"),
        ("Anna <anna@example.org>", "Anna <a…@example.org>"),
        ("a@b.nl; cor@d.nl", "a…@b.nl; c…@d.nl"),
        ("geen adres", "geen adres"),
        ("@example.org", "@example.org"),
    ],
)
def test_an_address_shows_its_first_letter_and_its_domain(text: str, shown: str) -> None:
    assert masked(text) == shown
