"""The package in docs/providers.md is held to the contract by somebody who has our package and not our tests."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

OURS = Path(__file__).parents[2]
PAGE = OURS / "docs" / "providers.md"
FILES = dict(
    re.findall(
        r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
)
# who has only installed the newsletter has no folder of our tests to import from
ALONE = "import sys\nsys.modules['tests'] = None\n"


def run(
    folder: Path, *changes: tuple[str, str], files: Mapping[str, str] = FILES, chosen: str = ""
) -> subprocess.CompletedProcess[str]:
    """Lay the package out as pip would, with its provider changed, and run its tests."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    provider = folder / "pigeon" / "__init__.py"
    for old, new in changes:
        assert old in provider.read_text("utf-8")
        provider.write_text(provider.read_text("utf-8").replace(old, new), "utf-8")
    described = folder / "newsletter_pigeon-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: newsletter-pigeon\nVersion: 1.0\n"
    )
    (described / "entry_points.txt").write_text("[newsletter.providers]\npigeon = pigeon\n")
    (folder / "conftest.py").write_text(ALONE)
    path = os.pathsep.join([str(folder), str(OURS)])  # our code as it is here, not as installed
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", "-k", chosen],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_keeps_the_whole_contract(tmp_path: Path) -> None:
    ran = run(tmp_path)
    assert ran.returncode == 0, ran.stdout
    passed = re.search(r"^(\d+) passed", ran.stdout, re.MULTILINE)
    assert passed is not None, ran.stdout
    assert int(passed[1]) > 30


IMPATIENT = """
        try:
            answer = self.api.wire.post_json("/mails", mails)
        except ProviderError:
            answer = self.api.wire.post_json("/mails", mails)
"""


def test_one_that_breaks_its_promises_is_found_out(tmp_path: Path) -> None:
    ran = run(
        tmp_path,
        ('        answer = self.api.wire.post_json("/mails", mails)\n', IMPATIENT),
        ("dict(mail.headers)", "{}"),
        chosen="repeated or unsubscribe",
    )
    assert ran.returncode == 1
    for broken in (
        "test_nothing_is_repeated_by_itself",
        "test_each_mail_carries_its_own_unsubscribe_link",
    ):
        assert f"FAILED tests/test_pigeon.py::TestPigeon::{broken}" in ran.stdout


def test_tests_that_import_the_contract_by_its_former_name_still_run(tmp_path: Path) -> None:
    former = {
        name: text.replace("newsletter.testing.contract", "newsletter.contract")
        for name, text in FILES.items()
    }
    assert former != FILES
    ran = run(tmp_path, files=former, chosen="receipt or dropped or trouble")
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"^\d+ passed", ran.stdout, re.MULTILINE), ran.stdout


def test_a_provider_that_names_its_results_by_their_former_name_still_works(tmp_path: Path) -> None:
    former = [("import ItemResult, settle", "import Said, settle"), ("[ItemResult(", "[Said(")]
    found = run(tmp_path, *former, chosen="every")
    assert found.returncode == 0, found.stdout
