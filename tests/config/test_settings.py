"""Settings are read once; a mistake is told with its place and what was meant."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.config import cache_folder, load
from newsletter.errors import ConfigError
from newsletter.locale.speech import say
from newsletter.message import Message
from tests.builders.refusals import refused


def settings_file(folder: Path, text: str) -> Path:
    (folder / "newsletter.toml").write_text(text, "utf-8")
    return folder


def problems_of(folder: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as told:
        load(settings_file(folder, text), environment or {})
    return [say(problem, "en") for problem in told.value.problems]


def test_an_empty_file_is_a_publication_that_can_be_tried(tmp_path: Path) -> None:
    settings = load(settings_file(tmp_path, ""), {})
    assert settings.provider == "outbox"
    assert str(settings.schedule.slots[0]) == "sun 08:00"
    assert settings.schedule.grace == timedelta(hours=6)
    assert settings.database_url == f"sqlite:///{tmp_path}/subscribers/newsletter.db"


def test_a_folder_without_settings_is_no_publication(tmp_path: Path) -> None:
    with refused(ConfigError, "is not a publication: it has no newsletter.toml"):
        load(tmp_path, {})


def test_the_settings_may_stand_in_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.newsletter]\nname = "Rust"\n', "utf-8")
    assert load(tmp_path, {}).publication.name == "Rust"


def test_a_misspelt_key_is_told_with_the_key_that_was_meant(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, "[dispatch]\nemails_per_secnd = 5\n")
    assert "[dispatch]" in told
    assert "did you mean 'emails_per_second'" in told


@pytest.mark.parametrize("entry", ["caddy", "127.0.0.1:8080", "10.0.0.0/33", "", "*"])
def test_a_trusted_proxy_that_is_no_address_is_refused_at_the_start(
    tmp_path: Path, entry: str
) -> None:
    (told,) = problems_of(tmp_path, f'[web]\ntrusted_proxies = ["::1", "{entry}"]\n')
    assert f"trusted_proxies: {entry!r} is not an IP address or network" in told


RECIPIENT = '[[privacy.recipients]]\nname = "A"\ntask = "sends"\ncountry = "IE"\n'


def test_each_company_that_gets_the_data_has_a_table_of_its_own(tmp_path: Path) -> None:
    other = RECIPIENT.replace('"IE"', '"US"') + 'safeguard = "standard contractual clauses"\n'
    first, second = load(settings_file(tmp_path, RECIPIENT + other), {}).privacy.recipients
    assert (first.name, first.country, first.safeguard) == ("A", "IE", "")
    assert (second.country, second.safeguard) == ("US", "standard contractual clauses")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"IE"', '"Ireland"', "recipients: #2 country Ireland is not two capital letters"),
        ('"IE"', '"ie"', "recipients: #2 country ie is not two capital letters"),
        ('"sends"', '" "', "recipients: #2 task is empty"),
        ('name = "A"\n', "", "recipients: #2 has no 'name'; it must be set"),
        ("task", "taks", "recipients: #2 has no 'taks', only country, name, safeguard, task"),
    ],
)
def test_a_recipient_that_cannot_be_described_is_told_with_its_number(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    told = problems_of(tmp_path, RECIPIENT + RECIPIENT.replace(old, new))
    assert problem in " ".join(told)


def test_a_single_table_in_the_place_of_a_list_is_told(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, RECIPIENT.replace("[[", "[").replace("]]", "]"))
    assert "recipients: needs a list such as" in told


def test_a_misspelt_table_is_told(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, '[sendr]\nname = "x"\n')
    assert "did you mean [sender]" in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = problems_of(
        tmp_path,
        'base_url = "brief.example.nl"\n'
        '[schedule]\nslots = ["someday"]\ntimezone = "Europe/Nowhere"\ngrace = 6\n'
        '[sender]\naddress = "no address"\n'
        "[dispatch]\nconnections = 0\n",
    )
    for part in ("base_url", "someday", "Nowhere", "'6 h'", "no address", "connections"):
        assert any(part in line for line in told), part


@pytest.mark.parametrize(
    "text",
    [
        "base_url = 'https://x.nl/'",
        "base_url = 'ftp://x.nl'",
        'base_url = "https://x.nl/?a=1"',
        'base_url = "https://x.nl/<b>"',
        "name = 5",
        "name = [",
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, text: str) -> None:
    assert problems_of(tmp_path, text)


def test_an_unknown_provider_is_told_with_those_there_are(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, '[provider]\nname = "pigeon"\n')
    assert "pigeon" in told
    assert "outbox" in told


def test_secrets_come_from_the_environment_and_never_print(tmp_path: Path) -> None:
    settings = load(
        settings_file(
            tmp_path, '[provider]\nname = "mailgun"\n[provider.mailgun]\ndomain = "m.example.nl"\n'
        ),
        {"NEWSLETTER_PROVIDER_MAILGUN_KEY": "key-very-secret", "NEWSLETTER_SECRET": "x" * 32},
    )
    assert settings.provider_settings.key.reveal == "key-very-secret"
    assert "key-very-secret" not in repr(settings)
    assert "x" * 32 not in repr(settings)


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "NEWSLETTER_NAME=from dotenv\nNEWSLETTER_TAGLINE=kept\n", "utf-8"
    )
    settings = load(
        settings_file(tmp_path, 'name = "from file"\n'), {"NEWSLETTER_NAME": "from outside"}
    )
    assert settings.publication.name == "from outside"
    assert settings.publication.tagline == "kept"


def test_the_provider_may_be_chosen_by_the_environment_with_its_own_table(tmp_path: Path) -> None:
    text = '[provider]\nname = "mailgun"\n[provider.outbox]\nfolder = "elsewhere"\n'
    settings = load(settings_file(tmp_path, text), {"NEWSLETTER_PROVIDER_NAME": "outbox"})
    assert settings.provider == "outbox"
    assert settings.provider_settings.folder == Path("elsewhere")


def test_a_file_that_is_no_toml_or_no_text_is_told_with_how_to_write_it(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, "name = Een helder moment\n")
    assert 'like name = "' in told
    (tmp_path / "newsletter.toml").write_bytes(b"\xff\xfe")
    with refused(ConfigError, "save it as UTF-8"):
        load(tmp_path, {})


def test_a_dotenv_in_another_encoding_is_told_instead_of_failing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(
        "# geheim van Ren\N{LATIN SMALL LETTER E WITH ACUTE}\n".encode("cp1252")
    )
    with refused(ConfigError, r"\.env: is not UTF-8"):
        load(settings_file(tmp_path, ""), {})


def test_a_byte_order_mark_hides_no_first_key(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"NEWSLETTER_SECRET={'x' * 32}\n", "utf-8-sig")
    (tmp_path / "newsletter.toml").write_text('name = "Brief"\n', "utf-8-sig")
    settings = load(tmp_path, {})
    assert settings.publication.name == "Brief"
    assert settings.publication.secret is not None


def test_a_language_is_two_letters(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, 'language = "dutch"\n')
    assert "language: 'dutch' is not like 'nl' or 'en'" in told


def test_lists_come_from_the_environment_with_commas(tmp_path: Path) -> None:
    settings = load(
        settings_file(tmp_path, ""), {"NEWSLETTER_SCHEDULE_SLOTS": "sun 08:00, wed 19:30"}
    )
    assert [str(slot) for slot in settings.schedule.slots] == ["sun 08:00", "wed 19:30"]


def test_the_settings_that_init_writes_are_right(tmp_path: Path) -> None:
    from newsletter.app.publication import init

    init(tmp_path / "own")
    assert load(tmp_path / "own", {}).publication.secret is not None


def test_this_repository_is_a_publication_itself() -> None:
    assert load(Path(__file__).parents[2], {}).publication.name == "Een helder moment"


def test_a_call_may_not_outlive_half_its_lease(tmp_path: Path) -> None:
    text = """
[dispatch]
lease = "50 s"
[provider]
name = "mailgun"
[provider.mailgun]
domain = "m.example.nl"
timeout = "30 s"
"""
    (told,) = problems_of(tmp_path, text)
    assert "lease" in told


def test_a_worker_of_the_fleet_may_be_busy_for_a_moment(tmp_path: Path) -> None:
    short = "[fleet]\nenabled = {}\nheartbeat = '9 s'\n"
    (told,) = problems_of(tmp_path, short.format("true"))
    assert "heartbeat" in told
    assert not load(settings_file(tmp_path, short.format("false")), {}).fleet.enabled
    for long_enough in ("", "heartbeat = '10 s'\n"):
        table = f"[fleet]\nenabled = true\n{long_enough}"
        assert load(settings_file(tmp_path, table), {}).fleet.enabled


def test_a_misspelt_key_of_the_environment_is_told_with_the_one_that_was_meant(
    tmp_path: Path,
) -> None:
    (told,) = problems_of(tmp_path, "", {"NEWSLETTER_BASE_URLL": "https://x.nl"})
    assert told == (
        "the environment: NEWSLETTER_BASE_URLL is not a setting; did you mean NEWSLETTER_BASE_URL?"
    )


def test_a_key_of_dotenv_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NEWSLETTER_COLOUR=red\nOTHER=1\n", "utf-8")
    assert problems_of(tmp_path, "") == [".env: NEWSLETTER_COLOUR is not a setting"]


def test_a_mistake_in_the_provider_s_table_lets_no_key_of_it_look_unknown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NEWSLETTER_PROVIDER_MAILGUN_KEY=k\n", "utf-8")
    (told,) = problems_of(
        tmp_path, "[provider]\nname = 'mailgun'\n[provider.mailgun]\ndomian = 'x'\n"
    )
    assert "domian" in told


def test_keys_of_other_programs_and_of_a_provider_not_chosen_are_left_alone(tmp_path: Path) -> None:
    around = {"NEWSLETTER_TESTS_REQUIRE": "chromium", "NEWSLETTER_PROVIDER_MAILGUN_KEYS": "x"}
    assert load(settings_file(tmp_path, ""), around).provider == "outbox"


WRONG = {
    "name = 5": "value-no-text",
    'language = "dutch"': "language-malformed",
    'base_url = "https://x.nl/?a=1"': "base-url-sign-wrong",
    'contact = "x"': "value-no-list",
    'colour = "x"': "setting-unknown",
    'sender = "x"': "value-no-table",
    'provider = "mailgun"': "value-no-table",
    'provider = ["mailgun"]': "value-no-table",
    '[sendr]\nname = "x"': "table-misspelt",
    '[provider]\nname = "pigeon"': "provider-unknown",
    '[schedule]\nslots = ["someday"]': "slot-not-weekly",
    '[schedule]\nslots = ["sun 08:00", "sun 09:00"]': "slots-on-one-day",
    '[schedule]\ntimezone = "Europe/Nowhere"': "value-no-time-zone",
    "[schedule]\ngrace = 6": "value-no-duration",
    '[schedule]\ngrace = "999999999999999 w"': "value-too-long",
    "[dispatch]\nconnections = 0": "setting-below-one",
    "[dispatch]\nsoft_bounces = 0": "setting-below-one",
    '[dispatch]\nlook_again = "0 s"': "look-again-too-short",
    '[dispatch]\nbatch_size = "²"': "value-no-whole-number",
    '[fleet]\nenabled = "perhaps"': "value-no-truth",
    "[fleet]\nthreads = 0": "fleet-threads-out-of-range",
    '[fetching]\nwithin = "0 s"': "fetch-within-not-positive",
    '[web]\nport = "x"': "value-no-whole-number",
    '[checks]\nspam_hint = "many"': "value-no-number",
    "[checks]\nspam_hint = nan": "value-no-number",
    "[dispatch]\nemails_per_second = inf": "value-no-number",
    '[letter]\nquotes = ["nl"]': "value-no-choice",
    "[checks]\nclients = 3": "value-no-table",
    '[series]\nissues = [1]\nsince = "2026-13-01"': "series-since-no-date",
    "[series]\nissues = [1]": "series-half-set",
    '[sender]\naddress = "no address"': "address-unusable",
    '[letterbox]\nmaildir = "x"\nimap_host = "y"': "letterbox-set-twice",
}


@pytest.mark.parametrize(("text", "code"), WRONG.items())
def test_a_mistake_is_a_code_that_both_languages_have_a_sentence_for(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(ConfigError) as told:
        load(settings_file(tmp_path, text), {})
    (problem,) = told.value.problems
    inner = problem.data.get("problem", problem)
    assert isinstance(inner, Message)
    assert inner.code == code
    assert say(problem, "nl") != say(problem, "en")


def test_what_can_be_made_anew_goes_where_the_user_keeps_such_things(tmp_path: Path) -> None:
    named = {"XDG_CACHE_HOME": str(tmp_path)}
    assert cache_folder(named) == tmp_path / "newsletter"
    assert cache_folder({"XDG_CACHE_HOME": "beside"}) == Path.home() / ".cache/newsletter"
    assert cache_folder({}) == Path.home() / ".cache/newsletter"
