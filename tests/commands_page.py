"""The page of all commands, written from the commands themselves."""

from collections.abc import Iterator

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from newsletter.cli.commands import commands

HEAD = """# Commands

`newsletter -C DIR …` works on the publication in another folder. Commands that print facts take `--json`. Exit codes: 0 done,
1 refused with a reason, 2 wrong use. `newsletter --install-completion` lets bash, zsh or fish complete commands, options,
numbers of issues and names of articles. This page is written from the code; `make accept` rewrites it.

| command | what it does |
|---|---|
"""


def page() -> str:
    return (
        HEAD
        + "\n".join(
            f"| `newsletter {usage}` | {sentence} |"
            for usage, sentence in entries(get_command(commands))
        )
        + "\n"
    )


def entries(command: object, before: str = "") -> Iterator[tuple[str, str]]:
    """The usage of a command, or of each command of a group, and its first sentence."""
    match command:
        case TyperGroup():
            for name, inner in command.commands.items():
                yield from entries(inner, f"{before}{name} ")
        case TyperCommand():
            yield (
                f"{before.strip()}{usage(command)}",
                str(command.help or "").splitlines()[0].replace("|", "\\|"),
            )


def usage(command: TyperCommand) -> str:
    words = [one for one in command.params if one.name not in {"help", "as_json"}]
    arguments = [
        written(str(one.metavar), one.required) for one in words if isinstance(one, TyperArgument)
    ]
    options = [
        written(max(one.opts, key=len) + ("" if one.is_flag else f" {one.metavar}"), one.required)
        for one in words
        if isinstance(one, TyperOption)
    ]
    json = ["[--json]"] if any(one.name == "as_json" for one in command.params) else []
    return "".join(f" {word}" for word in [*arguments, *options, *json]).replace("|", "\\|")


def written(words: str, is_required: bool) -> str:
    return words if is_required or words.startswith("[") else f"[{words}]"
