"""The page of all commands, written from the commands themselves."""

from collections.abc import Iterator

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
    for name, inner in getattr(command, "commands", {}).items():
        if hasattr(inner, "commands"):
            yield from entries(inner, f"{before}{name} ")
        else:
            yield (
                f"{before}{name}{usage(inner)}",
                str(inner.help or "").splitlines()[0].replace("|", "\\|"),
            )


def usage(command: object) -> str:
    words = [one for one in command.params if one.name not in {"help", "as_json"}]  # type: ignore[attr-defined]
    arguments = [
        written(one.metavar, one.required) for one in words if one.param_type_name == "argument"
    ]
    options = [
        written(max(one.opts, key=len) + ("" if one.is_flag else f" {one.metavar}"), one.required)
        for one in words
        if one.param_type_name == "option"
    ]
    json = ["[--json]"] if any(one.name == "as_json" for one in command.params) else []  # type: ignore[attr-defined]
    return "".join(f" {word}" for word in [*arguments, *options, *json]).replace("|", "\\|")


def written(words: str, is_required: bool) -> str:
    return words if is_required or words.startswith("[") else f"[{words}]"
