"""The fields of the form "Jouw brief": what they show, and what they make of what was typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.app import own_fields
from newsletter.app.own_fields import FIELDS
from newsletter.config import load
from newsletter.errors import ConfigError

BY_NAME = {field.name: field for field in FIELDS}


def test_what_the_form_shows_of_a_value_is_read_as_that_value(tmp_path: Path) -> None:
    (tmp_path / "newsletter.toml").write_text(
        'contact = ["Gerda", "Utrecht"]\n[schedule]\nslots = ["zo 8:00", "wed 19:30"]\n'
        '[privacy]\ncopies_gone_within = "2 w"\n[letter]\nsign_off = "Dag,\\nGerda"\n',
        "utf-8",
    )
    shown = own_fields.shown(load(tmp_path, {}))
    assert shown["contact"] == "Gerda\nUtrecht"
    assert shown["slots"] == "sun 08:00\nwed 19:30"
    assert shown["copies"] == "14"
    assert shown["sign_off"] == "Dag,\nGerda"
    assert own_fields.written(BY_NAME["slots"], shown["slots"]) == ["sun 08:00", "wed 19:30"]
    assert own_fields.written(BY_NAME["copies"], shown["copies"]) == "14 d"


@given(st.dictionaries(st.sampled_from([*BY_NAME, "other"]), st.text(max_size=40)))
def test_tidying_twice_is_tidying_once(typed: dict[str, str]) -> None:
    once = own_fields.tidied(typed)
    assert own_fields.tidied(once) == once
    assert "other" not in once


def test_lines_stay_lines_in_a_text_and_blank_ones_leave_a_list() -> None:
    tidy = own_fields.tidied(
        {"sign_off": " a \r\n\r\n b ", "contact": "a\r\n\r\n b \n", "name": "a\nb"}
    )
    assert tidy == {"sign_off": "a\n\nb", "contact": "a\nb", "name": "a b"}


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.gerda.nl/blog?x=1", "www.gerda.nl"),
        ("gerda.nl/", "gerda.nl"),
        ("gerda.nl", "gerda.nl"),
        ("https://[", "https://["),
    ],
)
def test_an_address_that_was_copied_from_a_browser_is_its_host(typed: str, host: str) -> None:
    assert own_fields.written(BY_NAME["hosts"], typed) == [host]


def test_problems_are_found_at_their_fields_and_others_stay_apart(tmp_path: Path) -> None:
    file = tmp_path / "newsletter.toml"
    file.write_text("", "utf-8")
    settings = load(tmp_path, {})
    bad = '[sender]\nreply_to = "x"\n[site]\nhosts = ["a b"]\n[readers]\nnone = 1\n'
    with pytest.raises(ConfigError) as error:
        load(tmp_path, {}, content=bad)
    wrong, others = own_fields.at_fields(error.value.problems, settings, "")
    assert sorted(wrong) == ["hosts", "reply_to"]
    assert wrong["hosts"].code == "host-malformed"
    assert [one.data["where"] for one in others] == ["newsletter.toml: [readers]"]
    assert own_fields.complaint(others) == others[0]


def test_only_these_values_are_taken_over_and_the_rest_stays_as_it_runs(tmp_path: Path) -> None:
    (tmp_path / "newsletter.toml").write_text("", "utf-8")
    running = load(tmp_path, {})
    fresh = load(
        tmp_path,
        {},
        content='name = "Nieuw"\nbase_url = "https://a.nl"\n[schedule]\nslots = ["mon 09:00"]\n'
        'grace = "1 h"\n',
    )
    now = own_fields.with_own(running, fresh)
    assert now.publication.name == "Nieuw"
    assert now.schedule.slots == fresh.schedule.slots
    assert now.publication.base_url == running.publication.base_url
    assert now.schedule.grace == running.schedule.grace
