"""Measures of the package: ``python -m tests.measures`` prints them; ``test_house`` holds them."""

import ast
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[1]
LONGEST_MODULE = 320
LONGEST_FUNCTION = 30
SMALL_MODULE = 60

# What looks like a sentence and is read by programs alone, and by which.
SENTENCES_FOR_MACHINES = {
    "newsletter.app.liveness.Liveness.problems": "the JSON of /health, which monitors compare",
    "newsletter.app.reminders._troubles": "a key in the database: told once about each",
    "newsletter.editorial.checks.fallbacks.excused": "the reason beside each entry of a table; compared with the empty text",
    "newsletter.model.audience.Audience.__str__": "a fact in the --json of an issue",
}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_ENUMS = {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module of the package, read but not imported."""

    name: str
    path: Path
    lines: int
    tree: ast.Module
    nodes: tuple[ast.AST, ...] = field(repr=False)  # every one of the tree

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def is_provider(self) -> bool:
        """Whether it is found by its name: each provider has the same few class names."""
        return self.path.parent == ROOT / "newsletter" / "providers"


@dataclass(frozen=True, slots=True)
class ProtocolClass:
    """A Protocol, and the names that an implementation has."""

    name: str
    members: frozenset[str]


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_read(path) for path in sorted((ROOT / "newsletter").rglob("*.py")))


def _read(path: Path) -> Module:
    text = path.read_text("utf-8")
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(text)
    return Module(
        name=dotted.removesuffix(".__init__"),
        path=path,
        lines=len(text.splitlines()),
        tree=tree,
        nodes=tuple(ast.walk(tree)),
    )


def forget() -> None:
    """Release the trees, which are a million objects."""
    modules.cache_clear()
    classes.cache_clear()


# functions


@cache
def function_lengths() -> dict[str, int]:
    """Return the lines of each function by its dotted name, without decorators and docstring."""
    return {
        f"{module.name}.{name}": _length(function)
        for module in modules()
        if not module.is_migration
        for name, function in _functions(module.tree)
    }


def _functions(node: ast.AST, within: str = "") -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            name = f"{within}{child.name}"
            if not isinstance(child, ast.ClassDef):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, within)


def _length(function: Function) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


# which modules import which


@cache
def circles() -> tuple[frozenset[str], ...]:
    """Return the sets of modules that import each other while they load."""
    arrows = {module.name: _imports(module) for module in modules()}
    reach = {name: _reachable(name, arrows) for name in arrows}
    found = {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in arrows
        if name in reach[name]
    }
    return tuple(sorted(found, key=sorted))


def _reachable(name: str, arrows: Mapping[str, frozenset[str]]) -> frozenset[str]:
    seen: set[str] = set()
    ahead = list(arrows[name])
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(arrows[one])
    return frozenset(seen)


def _imports(module: Module) -> frozenset[str]:
    known = {one.name for one in modules()}
    found: set[str] = set()
    for statement in _at_load(module.tree):
        if isinstance(statement, ast.Import):
            found.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            inner = {f"{statement.module}.{alias.name}" for alias in statement.names}
            found.update(name if name in known else statement.module for name in inner)
    around = {package for name in found for package in _packages(name)}
    return frozenset((found | around - {module.name, *_packages(module.name)}) & known)


def _packages(name: str) -> set[str]:
    """Return the packages around a module, which load before it."""
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def _at_load(node: ast.AST) -> Iterator[ast.stmt]:
    """Return the statements that run when a module loads: none of a function or TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from _at_load(child)


# classes


@cache
def classes() -> tuple[tuple[Module, ast.ClassDef], ...]:
    return tuple(
        (module, node)
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ClassDef)
    )


def bases(node: ast.ClassDef) -> set[str]:
    """Return the last names of a class's bases, without type parameters."""
    return {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}


@cache
def names_borne_twice() -> dict[str, tuple[str, ...]]:
    """Return the public classes of one name, with their modules.

    A Protocol and its implementation may share a name. Names that several
    providers bear, such as ``Settings``, are the convention by which they are
    found and count nowhere in that package.
    """
    bearers: dict[str, set[tuple[bool, str]]] = defaultdict(set)
    conventional = _provider_convention()
    for module, node in classes():
        is_conventional = "providers" in module.path.parts and node.name in conventional
        if not node.name.startswith("_") and not is_conventional:
            bearers[node.name].add(("Protocol" in bases(node), module.name))
    return {
        name: tuple(sorted(module for _, module in where))
        for name, where in sorted(bearers.items())
        if len(where) - len({is_protocol for is_protocol, _ in where}) > 0
    }


def _provider_convention() -> set[str]:
    names = Counter(node.name for module, node in classes() if module.is_provider)
    return {name for name, many in names.items() if many > 1}


def matches_without_assert_never() -> list[str]:
    """Return each ``match`` over an enum that a new member would pass through silently."""
    enums = {node.name for _, node in classes() if bases(node) & _ENUMS}
    return [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Match)
        if _classes_in(node) & enums and not _ends_in_assert_never(node)
    ]


def _classes_in(match: ast.Match) -> set[str]:
    """Return the classes whose members the cases name: ``Place`` of ``case edition.Place.HTML``."""
    members = (
        ast.unparse(value.value).split(".")
        for case in match.cases
        for value in ast.walk(case.pattern)
        if isinstance(value, ast.MatchValue) and isinstance(value.value, ast.Attribute)
    )
    return {names[-2] for names in members}


def _ends_in_assert_never(match: ast.Match) -> bool:
    last = match.cases[-1]
    catches_all = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
    return (
        catches_all and last.guard is None and ast.unparse(last.body[0]).startswith("assert_never(")
    )


# Protocols


def protocols() -> tuple[ProtocolClass, ...]:
    return tuple(
        ProtocolClass(f"{module.name}.{node.name}", frozenset(_own_members(node)))
        for module, node in classes()
        if "Protocol" in bases(node)
    )


def is_implemented(protocol: ProtocolClass) -> bool:
    """Return whether a class or module has all its names; any function may be a callback."""
    if protocol.members == {"__call__"}:
        return True
    return any(protocol.members <= offered for offered in _offers())


def is_used(protocol: ProtocolClass) -> bool:
    """Return whether anything in the package names it, but for its own definition."""
    return protocol.name.rpartition(".")[2] in _names_read()


@cache
def _offers() -> tuple[frozenset[str], ...]:
    by_name: dict[str, list[ast.ClassDef]] = defaultdict(list)
    for _, node in classes():
        if "Protocol" not in bases(node):
            by_name[node.name].append(node)
    offered = [frozenset(_members(node, by_name)) for nodes in by_name.values() for node in nodes]
    return (*offered, *(frozenset(_top_names(module.tree)) for module in modules()))


def _members(node: ast.ClassDef, by_name: Mapping[str, list[ast.ClassDef]]) -> set[str]:
    found = _own_members(node)
    for base in bases(node):
        for above in by_name.get(base, []):
            if above is not node:
                found |= _members(above, by_name)
    return found


def _own_members(node: ast.ClassDef) -> set[str]:
    found = _top_names(node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            found.add(inner.attr)  # set by a method, on self
    return found


def _top_names(node: ast.Module | ast.ClassDef) -> set[str]:
    found: set[str] = set()
    for statement in node.body:
        if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            found.add(statement.name)
        elif isinstance(statement, ast.AnnAssign):
            found.add(ast.unparse(statement.target))
        elif isinstance(statement, ast.Assign):
            found.update(ast.unparse(target) for target in statement.targets)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.update(alias.asname or alias.name for alias in statement.names)
    return found


@cache
def _names_read() -> frozenset[str]:
    """Return the names that annotations and expressions read, those in quotes included."""
    found: set[str] = set()
    for module in modules():
        for node in module.nodes:
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(node.value.split() if len(node.value) < 80 else ())
    return frozenset(found)


# sentences


@cache
def errors_in_words() -> dict[str, int]:
    """Return the modules that give an error of ours a sentence instead of a code, and how often."""
    names = {node.name for module, node in classes() if module.name == "newsletter.errors"}
    found = {
        module.name: sum(
            _is_sentence(argument)
            for call in module.nodes
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in names
            for argument in call.args
        )
        for module in modules()
        if module.name.split(".")[1:2] != ["testing"]  # a server to try against speaks English
    }
    return {name: many for name, many in found.items() if many}


def _is_sentence(argument: ast.expr) -> bool:
    if isinstance(argument, ast.JoinedStr):
        parts = [one.value for one in argument.values if isinstance(one, ast.Constant)]
        return " " in "".join(map(str, parts)).strip()
    return isinstance(argument, ast.Constant) and " " in str(argument.value).strip()


_SPEECH = {"locale", "testing"}  # the catalogue itself; servers to try against, in English
_SPEAKING = {"say", "complain", "append", "in_own_words"}
_WORDS = re.compile(r"[A-Za-z][a-z’']*(?: [a-z’']+[,;:]?){2,}[^<>={}()\\]*")


@cache
def sentences() -> dict[str, int]:
    """Return the functions that return, list, yield or print a literal sentence, and how many.

    A sentence is three words or more, in plain letters, without markup. Not looked at:
    docstrings, logs, arguments of calls other than those that speak, and module constants.
    """
    found = {
        f"{module.name}.{name}": _sentences(function)
        for module in modules()
        if not _SPEECH & set(module.name.split(".")[1:2])
        for name, function in _functions(module.tree)
    }
    return {name: many for name, many in found.items() if many}


def sentences_in(code: str) -> int:
    """Return how many sentences the functions of this code hand out."""
    return sum(_sentences(function) for _, function in _functions(ast.parse(code)))


def _sentences(function: Function) -> int:
    return sum(
        _reads_as_sentence(value) for node in _own_nodes(function) for value in _spoken(node)
    )


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """Return what is within a function and not within one that it defines."""
    ahead: list[ast.AST] = list(function.body)
    while ahead:
        node = ahead.pop()
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node
            ahead.extend(ast.iter_child_nodes(node))


def _spoken(node: ast.AST) -> Iterator[ast.expr]:
    """Return what a node hands to its caller or prints."""
    match node:
        case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
            yield from _parts_of(value)
        case ast.Call(func=func, args=args):
            if ast.unparse(func).rpartition(".")[2] in _SPEAKING:
                for argument in args:
                    yield from _parts_of(argument)


def _parts_of(value: ast.expr) -> Iterator[ast.expr]:
    """Return a value, the items of a list and both sides of a choice."""
    match value:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            for item in items:
                yield from _parts_of(item)
        case ast.IfExp(body=one, orelse=other):
            yield from _parts_of(one)
            yield from _parts_of(other)
        case ast.BoolOp(values=values):
            for one in values:
                yield from _parts_of(one)
        case _:
            yield value


def _reads_as_sentence(value: ast.expr) -> bool:
    if isinstance(value, ast.JoinedStr):
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in value.values
        )
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = value.value
    else:
        return False
    return _WORDS.fullmatch(text.strip()) is not None


def sentences_outside_the_catalogue() -> dict[str, int]:
    """Return the functions with sentences that a person may read, and how many."""
    return {name: many for name, many in sentences().items() if name not in SENTENCES_FOR_MACHINES}


# the table


def table() -> tuple[tuple[str, object], ...]:
    """Return what is measured, by its name."""
    lines = [module.lines for module in modules()]
    small = [one for one in modules() if one.lines < SMALL_MODULE and not one.is_migration]
    name, longest = max(function_lengths().items(), key=lambda item: item[1])
    return (
        ("modules", len(lines)),
        ("median lines", round(statistics.median(lines))),
        (f"under {SMALL_MODULE} lines (without migrations)", len(small)),
        (f"above {LONGEST_MODULE} lines", sum(many > LONGEST_MODULE for many in lines)),
        ("import circles", len(circles())),
        ("public class names borne twice", len(names_borne_twice())),
        ("errors with a sentence, not a code", sum(errors_in_words().values())),
        ("sentences outside the catalogue", len(sentences_outside_the_catalogue())),
        ("lines", sum(lines)),
        ("longest function (without docstring)", f"{longest} ({name})"),
        (
            f"functions above {LONGEST_FUNCTION} lines",
            sum(many > LONGEST_FUNCTION for many in function_lengths().values()),
        ),
    )


if __name__ == "__main__":
    for what, value in table():
        print(f"{what:42} {value}")
    for name, where in names_borne_twice().items():
        print(f"  {name}: {', '.join(where)}")
