"""Everything that is wrong or missing, in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsletter.app.articles import Articles
from newsletter.app.issues import Issues
from newsletter.app.parts import Parts
from newsletter.app.way_out import problems
from newsletter.config import load
from newsletter.editorial import issue_files
from newsletter.errors import ConfigError, NewsletterError


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. ``is_wrong`` when it needs mending."""

    about: str
    is_wrong: bool
    told: str

    def __str__(self) -> str:
        return f"{'✗' if self.is_wrong else '✓'} {self.about}: {self.told}"

    def facts(self) -> dict[str, object]:
        """For machines."""
        return {"about": self.about, "wrong": self.is_wrong, "told": self.told}


def examine(folder: Path) -> list[Diagnosis]:
    """Look at settings, way out, database, templates, provider and issues; stop at nothing."""
    try:
        settings = load(folder)
    except ConfigError as error:
        return [Diagnosis("settings", True, problem) for problem in error.problems]
    parts = Parts(settings)
    found = [Diagnosis("settings", False, str(settings.file))]
    for look in (_provider, _way_out, _secret, _database, _template, _issues):
        try:
            found += look(parts)
        except ConfigError as error:
            found += [
                Diagnosis(look.__name__.strip("_"), True, problem) for problem in error.problems
            ]
        except NewsletterError as error:
            found.append(Diagnosis(look.__name__.strip("_"), True, str(error)))
    return found


def _provider(parts: Parts) -> Iterator[Diagnosis]:
    wrong = parts.provider.check()
    yield from (Diagnosis("provider", True, problem) for problem in wrong)
    if not wrong:
        yield Diagnosis("provider", False, f"{parts.provider.name} is ready")


def _way_out(parts: Parts) -> Iterator[Diagnosis]:
    wrong = problems(parts)
    yield from (Diagnosis("sender", True, problem) for problem in wrong)
    if wrong:
        return
    local = parts.stays_here
    told = "mail stays on this machine" if local else f"{parts.letter.imprint.sender.address}"
    yield Diagnosis("sender", False, told)


def _secret(parts: Parts) -> Iterator[Diagnosis]:
    _ = parts.keyring
    yield Diagnosis("secret", False, "links can be signed")


def _database(parts: Parts) -> Iterator[Diagnosis]:
    many = parts.store.subscribers.count()
    yield Diagnosis("database", False, f"{parts.store.database.name}, {many} people")


def _template(parts: Parts) -> Iterator[Diagnosis]:
    from newsletter.rendering.specimen import check_template

    folder = parts.template_folder()
    wrong = check_template(folder)
    yield from (Diagnosis("template", True, problem) for problem in wrong)
    if not wrong:
        yield Diagnosis("template", False, str(folder))


def _issues(parts: Parts) -> Iterator[Diagnosis]:
    issues = Issues(parts, Articles(parts))
    good, wrong = issue_files.survey(issues.folder, zone=parts.zone)
    yield from (Diagnosis("issues", True, str(error)) for error in wrong)
    for issue in good:
        issues.compile(*issues.find(str(issue.number)))
    yield Diagnosis("issues", False, f"{len(good)} can be read and rendered")
