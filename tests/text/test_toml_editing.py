"""Changing values in a TOML document: what is asked for changes, and everything else stays."""

import tomllib

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from newsletter.errors import ConfigError
from newsletter.text.toml_editing import edited
from newsletter.text.toml_statements import comments_in, statements
from newsletter.text.toml_tables import TomlTables

AS_MADE = """# On top
name = "Rust"   # the masthead
contact = []                         # who sends

[sender]
# name = "Your name"
# reply_to = "you@your-domain.nl"    # where answers arrive

# [site]
# hosts = ["your-domain.nl"]

[letter]
# sign_off = "Warm regards"

[schedule]
slots = ["sun 08:00"]                # at most one a day
timezone = "Europe/Amsterdam"
"""


def test_a_value_is_changed_in_its_place_and_its_comment_stays() -> None:
    made = edited(AS_MADE, {("name",): 'Een "rustig" moment'})
    assert made == AS_MADE.replace('"Rust"', '"Een \\"rustig\\" moment"')


def test_a_new_key_goes_behind_the_comment_that_shows_it() -> None:
    made = edited(AS_MADE, {("sender", "reply_to"): "post@voorbeeld.nl"})
    shown = '# reply_to = "you@your-domain.nl"    # where answers arrive\n'
    assert made == AS_MADE.replace(shown, f'{shown}reply_to = "post@voorbeeld.nl"\n')


def test_a_new_key_without_such_a_comment_goes_behind_the_last_of_its_table() -> None:
    made = edited(AS_MADE, {("tagline",): "Elke week"})
    assert made == AS_MADE.replace("# who sends\n", '# who sends\ntagline = "Elke week"\n')


def test_a_missing_table_is_added_at_the_end() -> None:
    made = edited(AS_MADE, {("privacy", "controller"): "Gerda"})
    assert made == f'{AS_MADE}\n[privacy]\ncontroller = "Gerda"\n'


def test_two_keys_of_a_missing_table_stand_in_one_table() -> None:
    made = edited(AS_MADE, {("site", "hosts"): ["a.nl"], ("site", "other"): "x"})
    assert made.endswith('[site]\nhosts = ["a.nl"]\nother = "x"\n')


def test_a_key_is_removed_and_what_is_said_of_it_stays() -> None:
    made = edited(AS_MADE, {("name",): None})
    assert made == AS_MADE.replace('name = "Rust"   # the', "# the", 1)
    assert edited(AS_MADE, {("letter", "sign_off"): None}) == AS_MADE
    assert edited(AS_MADE, {("privacy", "officer"): None}) == AS_MADE


def test_a_long_list_takes_a_line_for_each_entry_and_keeps_the_comments_of_the_former() -> None:
    text = 'a = [\n  "x", # of x\n  "# none",\n]\nb = 1\n'
    made = edited(text, {("a",): ["y", "z"]})
    assert made == 'a = [\n  # of x\n  "y",\n  "z",\n]\nb = 1\n'
    assert edited("a = []\n", {("a",): ["w" * 99, "z"]}).count("\n") == 4


def test_windows_line_ends_stay_and_are_used() -> None:
    text = AS_MADE.replace("\n", "\r\n")
    made = edited(text, {("sender", "name"): "Gerda", ("site", "hosts"): ["a.nl"]})
    assert "\n" not in made.replace("\r\n", "")
    assert 'name = "Gerda"\r\n' in made


def test_a_document_without_an_end_of_line_gets_one() -> None:
    assert edited("a = 1", {("b",): "x"}) == 'a = 1\nb = "x"\n'
    assert edited("a = 1", {("t", "b"): "x"}) == 'a = 1\n\n[t]\nb = "x"\n'
    assert edited("", {("b",): "x"}) == 'b = "x"\n'
    assert edited("[t]\na = 1", {("b",): "x"}) == 'b = "x"\n[t]\na = 1'


def test_a_dotted_key_is_changed_and_its_table_grows_in_the_same_form() -> None:
    text = 'sender.name = "A"\n[other]\nx = 1\n'
    made = edited(text, {("sender", "name"): "B", ("sender", "reply_to"): "b@c.nl"})
    assert made == 'sender.name = "B"\nsender.reply_to = "b@c.nl"\n[other]\nx = 1\n'


def test_quoted_keys_and_escapes_are_the_keys_they_stand_for() -> None:
    assert edited('"na\\u006de" = "A"\n', {("name",): "B"}) == '"na\\u006de" = "B"\n'
    assert edited("[ 'sender' ]\nname = 1\n", {("sender", "name"): "B"}).endswith('name = "B"\n')


def test_an_entry_of_an_array_of_tables_is_never_mistaken_for_its_table() -> None:
    text = '[[privacy.recipients]]\nname = "Post"\n[[privacy.recipients]]\nname = "Host"\n'
    made = edited(text, {("privacy", "controller"): "Gerda"})
    assert made == f'{text}\n[privacy]\ncontroller = "Gerda"\n' or "recipients" in made
    assert tomllib.loads(made)["privacy"]["controller"] == "Gerda"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('sender = {name = "A"}\n', ("sender", "reply_to")),
        ('sender = {name = "A"}\n', ("sender", "name")),
        ('sender = "A"\n', ("sender", "name")),
        ('[[sender]]\nname = "A"\n', ("sender", "name")),
    ],
    ids=str,
)
def test_what_stands_in_another_form_is_refused(text: str, path: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="settings-not-editable"):
        edited(text, {path: "x"})


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(ConfigError, match="settings-not-toml"):
        edited("a = \n", {("a",): "x"})


@pytest.mark.parametrize(
    "value",
    [
        "{{7*7}}",
        'a"b\\c',
        "a\nb",
        "'''",
        '"""',
        "\u202egedraaid",
        "\x00\x1f\x7f",
        "# geen",
        "é👩‍🦰",
    ],
    ids=ascii,
)
def test_any_text_comes_back_and_nothing_turns_the_line_around(value: str) -> None:
    made = edited(AS_MADE, {("name",): value, ("contact",): [value, "b"]})
    assert tomllib.loads(made)["name"] == value
    assert tomllib.loads(made)["contact"] == [value, "b"]
    assert not {"\u202e", "\x00"} & set(made)
    assert made.count("\n") == AS_MADE.count("\n")


# ─── whatever the document ───────────────────────────────────────────────────

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="'\"\\"), max_size=8
)
COMMENTS = st.builds("# {}".format, WORDS)
NAMES = st.sampled_from(["name", "tagline", "contact", "reply_to", "slots", '"q k"', "x"])
TABLES = st.sampled_from(["sender", "letter", "sender.inner", "tool.newsletter", '"q t"'])
STRINGS = st.one_of(
    st.builds('"{}"'.format, WORDS),
    st.builds("'{}'".format, WORDS),
    st.builds('"a\\\\\\"{}\\u0041"'.format, WORDS),
    st.builds('"""{}\n[no] = "# table"\n{}"""'.format, WORDS, WORDS),
    st.builds("'''{}\n# no comment\n'{}'''".format, WORDS, WORDS),
    st.just('"""""two"""""'),
)
SCALARS = st.one_of(STRINGS, st.sampled_from(["1", "true", "1.5", "2026-01-01", "08:00:00"]))
ARRAYS = st.lists(st.tuples(STRINGS, COMMENTS), max_size=3).map(
    lambda rows: "[" + "".join(f"\n  {value}, {said}" for value, said in rows) + "\n]"
)
INLINE = st.builds("{{a = {}, b.c = [{}]}}".format, SCALARS, SCALARS)
VALUES = st.one_of(SCALARS, ARRAYS, INLINE)
KEYS = st.builds("{}{} = {}".format, NAMES, st.sampled_from(["", " . y", ".y"]), VALUES)
LINES = st.one_of(
    st.just(""),
    COMMENTS,
    KEYS,
    st.builds("  {}   {}".format, KEYS, COMMENTS),
    st.builds("[{}] {}".format, TABLES, COMMENTS),
    st.builds("[[{}]]".format, st.sampled_from(["sender", "people", "letter.people"])),
)
DOCUMENTS = st.tuples(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\r\n"])).map(
    lambda made: made[1].join(made[0]).replace("\r\n", "\n").replace("\n", made[1])
)
ANY_TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
CHANGES = st.dictionaries(
    st.sampled_from(
        [
            ("name",),
            ("tagline",),
            ("sender", "name"),
            ("sender", "reply_to"),
            ("letter", "x"),
            ("tool", "newsletter", "contact"),
            ("site", "hosts"),
        ]
    ),
    st.one_of(ANY_TEXT, st.lists(ANY_TEXT, max_size=3), st.none()),
    min_size=1,
    max_size=3,
)


def wanted(text: str, changes: dict) -> dict:
    table = tomllib.loads(text)
    for (*above, key), value in changes.items():
        inner = table
        for name in above:
            inner = inner.setdefault(name, {}) if value is not None else inner.get(name, {})
        if value is None:
            inner.pop(key, None)
        else:
            inner[key] = value
    return table


def changed_or_refused(text: str, changes: dict) -> str | None:
    try:
        return edited(text, changes)
    except ConfigError as error:
        if error.code != "settings-not-editable":
            raise
        return None


@given(DOCUMENTS, CHANGES)
@example('a = """x\n""" # y\n', {("name",): "b"})
@example('name = [\n  "two", # why\n]', {("name",): "b"})
def test_a_document_is_changed_as_asked_or_not_at_all(text: str, changes: dict) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    made = changed_or_refused(text, changes)
    if made is None:
        return
    assert tomllib.loads(made) == wanted(text, changes)
    comments = [said for one in statements(text) for said in comments_in(text[one.start : one.end])]
    left = [said for one in statements(made) for said in comments_in(made[one.start : one.end])]
    assert sorted(left) == sorted(comments)
    changed = set(changes)
    kept = [text[one.start : one.end] for one in statements(text) if one.path not in changed]
    after = iter([made[one.start : one.end].rstrip("\r\n") for one in statements(made)])
    assert all(line.rstrip("\r\n") in after for line in kept)  # in their order


@given(DOCUMENTS)
def test_the_statements_of_a_document_are_the_whole_of_it(text: str) -> None:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    found = list(statements(text))
    assert "".join(text[one.start : one.end] for one in found) == text
    for one in found:
        if one.path is not None:
            value = parsed
            for name in one.path:
                value = value[name]
            first, last = one.value
            assert tomllib.loads(f"v = {text[first:last]}")["v"] == value


# ─── arrays of tables ────────────────────────────────────────────────────────

COMPANIES = ("privacy", "recipients")
WITH_COMPANIES = """[privacy]
controller = "Gerda"

# who sends
[[privacy.recipients]]   # since 2024
name = "Post"
task = "sends"   # the letters
country = "NL"

[[privacy.recipients]]
name = "Host"
# a cheap one
task = "keeps"
country = "US"
safeguard = "DPF"

[schedule]
slots = ["sun 08:00"]
"""
POST = {"name": "Post", "task": "sends", "country": "NL"}
HOST = {"name": "Host", "task": "keeps", "country": "US", "safeguard": "DPF"}
BANK = {"name": "Bank", "task": "pays", "country": "DE"}


def with_companies(*entries: dict[str, str], text: str = WITH_COMPANIES) -> str:
    return edited(text, {COMPANIES: TomlTables(entries)})


def test_an_entry_is_changed_in_its_place() -> None:
    made = with_companies(POST, HOST | {"task": "backs up"})
    assert made == WITH_COMPANIES.replace('"keeps"', '"backs up"')
    assert with_companies(POST, HOST) == WITH_COMPANIES


def test_a_value_of_an_entry_comes_and_goes() -> None:
    made = with_companies(POST | {"safeguard": "SCC"}, HOST)
    assert made == WITH_COMPANIES.replace('country = "NL"\n', 'country = "NL"\nsafeguard = "SCC"\n')
    without_task = {key: value for key, value in POST.items() if key != "task"}
    made = with_companies(without_task, HOST)
    assert made == WITH_COMPANIES.replace('task = "sends"   # the', "# the")


def test_an_entry_is_added_behind_the_last_one() -> None:
    made = with_companies(POST, HOST, BANK)
    bank = '\n[[privacy.recipients]]\nname = "Bank"\ntask = "pays"\ncountry = "DE"\n'
    assert made == WITH_COMPANIES.replace('"DPF"\n', f'"DPF"\n{bank}')


def test_an_entry_goes_and_what_is_said_in_it_stays() -> None:
    made = with_companies(HOST)
    assert "Post" not in made
    for said in ("# who sends", "# since 2024", "# the letters", "# a cheap one"):
        assert said in made
    assert made.endswith(WITH_COMPANIES[WITH_COMPANIES.index('name = "Host"') :])
    made = with_companies()
    assert "[[" not in made
    assert tomllib.loads(made)["privacy"] == {"controller": "Gerda"}


def test_the_first_entry_is_added_at_the_end_or_in_place_of_an_empty_list() -> None:
    entry = '[[privacy.recipients]]\nname = "Bank"\ntask = "pays"\ncountry = "DE"\n'
    assert with_companies(BANK, text=AS_MADE) == f"{AS_MADE}\n{entry}"
    assert with_companies(BANK, text="") == entry
    made = with_companies(BANK, text="[privacy]\nrecipients = [] # none yet\n")
    assert made == f"[privacy]\n# none yet\n\n{entry}"


def test_the_last_entry_leaves_no_table_behind() -> None:
    made = with_companies(text='a = 1\n[[privacy.recipients]]\nname = "Post"\n')
    assert made == "a = 1\n"


@pytest.mark.parametrize(
    "text",
    [
        'privacy.recipients = [{name = "Post"}]\n',
        '[privacy]\nrecipients = [{name = "Post"}]\n',
        '[privacy.recipients]\nname = "Post"\n',
        '[[privacy.recipients]]\nname = "Post"\n[privacy.recipients.more]\nx = 1\n',
        '[[privacy]]\n[[privacy.recipients]]\nname = "Post"\n',
        'privacy = "x"\n',
    ],
    ids=str,
)
def test_entries_in_another_form_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="settings-not-editable"):
        with_companies(BANK, text=text)


ENTRY_KEYS = st.sampled_from(["name", "task", "country", "q k"])
ENTRIES = st.lists(st.dictionaries(ENTRY_KEYS, ANY_TEXT, min_size=1, max_size=3), max_size=4)
ENTRY_LINES = st.one_of(
    COMMENTS,
    st.just(""),
    st.builds('{} = "{}" {}'.format, st.sampled_from(["name", "task", '"q k"']), WORDS, COMMENTS),
)
ENTRY_TEXTS = st.builds(
    "[[people]] {}\n{}".format, COMMENTS, st.lists(ENTRY_LINES, max_size=4).map("\n".join)
)
WITH_ENTRIES = st.tuples(
    DOCUMENTS, st.lists(ENTRY_TEXTS, max_size=3), DOCUMENTS, st.sampled_from(["\n", "\r\n"])
).map(
    lambda made: (
        "\n".join([made[0], *made[1], made[2]]).replace("\r\n", "\n").replace("\n", made[3])
    )
)


@given(WITH_ENTRIES, ENTRIES, CHANGES)
@example('name . y = "two"', [], {("name",): ""})
def test_entries_are_changed_as_asked_or_not_at_all_and_every_comment_stays(
    text: str, entries: list[dict[str, str]], changes: dict
) -> None:
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    made = changed_or_refused(text, changes | {("people",): TomlTables(tuple(entries))})
    is_plain = all(isinstance(one, dict) for one in before.get("people", []))
    if made is None:
        return
    assert is_plain
    asked = wanted(text, changes | {("people",): entries or None})
    assert without_empty(tomllib.loads(made)) == without_empty(asked)
    comments = [said for one in statements(text) for said in comments_in(text[one.start : one.end])]
    left = [said for one in statements(made) for said in comments_in(made[one.start : one.end])]
    assert sorted(left) == sorted(comments)


def without_empty(table: dict) -> dict:
    inner = {k: without_empty(one) if isinstance(one, dict) else one for k, one in table.items()}
    return {key: one for key, one in inner.items() if one != {}}


@given(ENTRIES, ENTRIES)
def test_entries_that_were_written_here_are_never_refused(
    first: list[dict[str, str]], then: list[dict[str, str]]
) -> None:
    made = edited(AS_MADE, {("people",): TomlTables(tuple(first))})
    assert tomllib.loads(made).get("people", []) == first
    again = edited(made, {("people",): TomlTables(tuple(then))})
    assert tomllib.loads(again).get("people", []) == then
    assert AS_MADE.rstrip("\n") in again
