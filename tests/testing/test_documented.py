"""Every knob is told of, with its default."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from newsletter.testing.faults import Fault, Faults

PAGE = (Path(__file__).parents[2] / "docs" / "chaos.md").read_text("utf-8")


@pytest.mark.parametrize("knob", [field.name for field in fields(Faults)])
def test_a_knob_is_in_the_table_with_what_it_is_by_itself(knob: str) -> None:
    value = getattr(Faults(), knob)
    told = json.dumps(int(value) if isinstance(value, float) else value)
    assert f"| `{knob}` | `{told}` |" in PAGE


@pytest.mark.parametrize("part", [field.name for field in fields(Fault)])
def test_every_part_of_a_fault_is_explained(part: str) -> None:
    assert f"`{part}`" in PAGE
