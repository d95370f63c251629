"""Rules of the house that no other tool checks. A list of exceptions here only shrinks."""

import fnmatch
import re
from collections.abc import Iterator
from functools import cache

import pytest
from vulture import Vulture

from newsletter import errors
from newsletter.model.delivery import ProviderPartly
from tests import measures
from tests.measures import ROOT

LONG_MODULES: set[str] = set()
LONG_FUNCTIONS = {
    "newsletter.config.load",
    "newsletter.testing.contract.samples.an_edition",
    "newsletter.delivery.dispatch.Dispatcher.__init__",
    "newsletter.delivery.reconcile.Reconciler._look_into",
    "newsletter.providers.wire.merging.merge",
    "newsletter.rendering.compile._written_by_hand",
    "newsletter.store.ledger.claims._members_of_notice",
    "newsletter.store.ledger.doubts.Doubts.unsettled",
    "newsletter.store.store.Store.__init__",
}
CIRCLES: set[frozenset[str]] = set()
IMPLEMENTED_BY_A_LIBRARY = {"newsletter.store.reading._Connection"}  # the database drivers
# what keeps a tool from speaking, and what is said for it behind that
WAIVER = re.compile(
    r"[#] (type: ignore(\[[^\]]*\])?|noqa(: [A-Z\d, ]*\d)?|pragma: no cover)(?![\w:])"
)
REASON = re.compile(r"\s+[#-] (?!fmt: )\S")

# What vulture takes for dead, by the reason why it is not.
ALIVE = {
    "pytest calls it": ["pytest_*"],
    "Pydantic calls it": ["_without_nul"],
    "found by name in their modules": ["check_*"],
    "commands of Typer, whose names Python keeps to itself": ["list_"],
    "asyncio calls them": ["get_buffer", "buffer_updated"],
    "Starlette calls it": ["url_path_for"],
    "SQLAlchemy calls or reads them": [
        "impl",
        "cache_ok",
        "load_dialect_impl",
        "process_bind_param",
        "process_result_value",
    ],
    "a former name that a provider of one's own may import": ["Said"],
    "phrases of the vocabulary, read by the name of their kind": ["anchor", "prompt_label"],
    "Jinja calls them": ["get_cache_key", "load_bytecode", "dump_bytecode"],
    "expat calls them": [
        "CharacterDataHandler",
        "EndElementHandler",
        "StartDoctypeDeclHandler",
        "StartElementHandler",
    ],
    "attributes that other libraries read": [
        "MAX_WIDTH",
        "_describe_range",
        "autocommit",
        "get_metavar",
        "isolation_level",
        "min_dequeue_poll_interval",
        "model_config",
        "nameservers",
        "normalizeLink",
        "redirect_slashes",
        "should_exit",
        "validateLink",
    ],
    "what programs read in the API's JSON": ["is_everything_used", "loc"],
    "members of an enum that are found by value": [
        "BETTER_NOW",
        "DISPATCHED",
        "DRAFT",
        "NEVER_ASKED",
        "NOT_FOR_ME",
        "NO_TIME",
        "SOMEWHAT",
        "TOO_OFTEN",
        "WARNING",
    ],
    "fields of a vocabulary that are found by name": [
        "calling",
        "conclusion",
        "mailing",
        "sales",
        "summary",
    ],
    "counted for who runs the clean-up by hand, and for tests": ["unconfirmed"],
    "the version of foreign data, kept with it": ["updated"],
    "the rule that SQL is held to by a property test": ["is_in_order"],
}


@pytest.fixture(autouse=True, scope="module")
def trees_are_let_go_of() -> Iterator[None]:
    """Else every later garbage collection would visit them."""
    yield
    measures.forget()


def test_modules_stay_within_320_lines() -> None:
    long = {one.name for one in measures.modules() if one.lines > measures.LONGEST_MODULE}
    _only_shrinks(long, LONG_MODULES)


def test_functions_stay_within_30_lines_of_code() -> None:
    lengths = measures.function_lengths()
    long = {name for name, lines in lengths.items() if lines > measures.LONGEST_FUNCTION}
    _only_shrinks(long, LONG_FUNCTIONS)


def test_no_modules_import_each_other_while_they_load() -> None:
    _only_shrinks(set(measures.circles()), CIRCLES)


def test_a_match_over_an_enum_ends_in_assert_never() -> None:
    assert measures.matches_without_assert_never() == []


@pytest.mark.parametrize("folder", ["newsletter", "tests"])
def test_a_waiver_of_a_tool_says_why(folder: str) -> None:
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if _is_bare_waiver(line)
    ] == []


@pytest.mark.parametrize(
    ("comment", "is_bare"),
    [
        ("only a remark", False),
        ("type: ignore[misc]", True),
        ("type: ignore[misc, index]  # fmt: skip", True),
        ("noqa: S101, B018", True),
        ("pragma: no cover", True),
        ("type: ignore[misc]  # frozen on purpose", False),
        ("noqa: BLE001 - any shape is possible", False),
    ],
)
def test_a_planted_waiver_is_found(comment: str, is_bare: bool) -> None:
    assert _is_bare_waiver(f"x = 1  # {comment}") == is_bare


def _is_bare_waiver(line: str) -> bool:
    waiver = WAIVER.search(line)
    return waiver is not None and not REASON.match(line, waiver.end())


def test_every_protocol_has_an_implementation() -> None:
    _only_shrinks(
        {one.name for one in measures.protocols() if not measures.is_implemented(one)},
        IMPLEMENTED_BY_A_LIBRARY,
    )


def test_every_protocol_has_a_user() -> None:
    assert [one.name for one in measures.protocols() if not measures.is_used(one)] == []


def test_nothing_is_dead() -> None:
    assert [(place, name) for place, name in _unused() if not _is_alive(name)] == []


def test_nothing_in_the_list_of_what_is_alive_is_gone() -> None:
    unused = [name for _, name in _unused()]
    assert [known for known in _known_alive() if not fnmatch.filter(unused, known)] == []


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    assert dict(_drawn()) == dict(_errors(errors.NewsletterError))


def test_the_measures_are_printed() -> None:
    assert {name for name, _ in measures.table()} >= {"modules", "median lines", "import circles"}


def _only_shrinks(found: set, known: set) -> None:
    assert found - known == set(), "new; make it smaller, the list takes no more"
    assert known - found == set(), "no longer so; take it out of the list"


@cache
def _unused() -> tuple[tuple[str, str], ...]:
    """Return what vulture finds in the package, with its place; what a template names is used."""
    vulture = Vulture()
    vulture.scavenge([ROOT / "newsletter"], exclude=["*/migrations/versions/*"])
    for name in _words_of_templates():
        vulture.used_names.add(name)
    return tuple(
        (f"{one.filename}:{one.first_lineno}", one.name)
        for one in vulture.get_unused_code(min_confidence=60)
        if one.typ != "import"  # ruff finds those, and knows annotations in quotes
    )


def _is_alive(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, known) for known in _known_alive())


def _known_alive() -> list[str]:
    return [name for names in ALIVE.values() for name in names]


def _words_of_templates() -> Iterator[str]:
    package = ROOT / "newsletter"
    folders = (package / "web" / "pages", package / "editorial" / "checks", ROOT / "templates")
    files = [path for folder in folders for path in folder.rglob("*.*")]
    for path in files:
        if path.suffix in {".html", ".xml", ".j2"}:
            for code in re.findall(r"\{[{%].*?[%}]\}", path.read_text("utf-8"), re.DOTALL):
                yield from re.findall(r"[A-Za-z_]\w*", code)


def _drawn() -> Iterator[tuple[str, str]]:
    """Yield each error of the docstring's tree with the one above it."""
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^((?:│   |    )*)[├└]── (?:[\w.]*\.)?(\w+)", line)
        if found is not None:
            depth = len(found[1]) // 4
            above[depth:] = [found[2]]
            yield found[2], above[depth - 1] if depth else "NewsletterError"


def _errors(root: type[Exception]) -> Iterator[tuple[str, str]]:
    """Yield the errors that others may meet: those of ``errors``, and the provider's partial one."""
    for error in root.__subclasses__():
        if error.__module__ == errors.__name__ or error is ProviderPartly:
            yield error.__name__, root.__name__
            yield from _errors(error)


def test_a_public_class_name_stands_once() -> None:
    assert measures.names_borne_twice() == {}


def test_errors_carry_codes_and_the_catalogue_has_the_sentences() -> None:
    assert measures.errors_in_words() == {}


def test_a_room_that_must_not_speak_has_no_sentence() -> None:
    assert measures.sentences_outside_the_catalogue() == {}
    assert set(measures.sentences()) == set(measures.SENTENCES_FOR_MACHINES), (
        "the list only shrinks"
    )


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ('return "Issue is not there."', 1),
        ('return [f"Dispatch {number} is not going."]', 1),
        ('found.append("there is no such reader")', 1),
        ('return "SELECT number FROM issues WHERE number = ?"', 0),
        ('return Message("issue-not-queued", issue=7)', 0),
        ('log.error("this round could not be written down")', 0),
    ],
)
def test_a_planted_sentence_is_found(body: str, sentences: int) -> None:
    assert measures.sentences_in(f"def planted():\n    {body}") == sentences


def test_every_module_of_the_app_has_a_test_file_of_its_name() -> None:
    modules = {path.stem for path in (ROOT / "newsletter" / "app").glob("*.py")} - {"__init__"}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "app").glob("test_*.py")}
    assert modules - tests == set()
