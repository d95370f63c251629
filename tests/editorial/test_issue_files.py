from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from newsletter.editorial.issue_files import file_name, parse, text_of
from newsletter.model.issue import Issue
from tests.editorial.builders import ISSUES


@settings(max_examples=300)
@given(ISSUES)
def test_what_is_written_is_read_back_whatever_the_characters(issue: Issue) -> None:
    again = parse(text_of(issue), Path(file_name(issue)))
    assert replace(again, lines=()) == issue
