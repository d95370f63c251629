"""The alerts of ``contrib/alerts.yml``: each fires for its illness, and none while all is well."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from newsletter.app.health import HealthArea
from tests.measures import ROOT
from tests.needs import missing

ALERTS = ROOT / "contrib" / "alerts.yml"
UP = 'up{job="newsletter"}'
LAST_ROUND = "newsletter_last_round_timestamp_seconds"
TAKEN, REFUSED = (f'newsletter_deliveries{{state="{one}"}}' for one in ("delivered", "refused"))
# promtool's notation, a value a minute: a round was just made, and one in twenty was refused
WELL = {
    UP: "1x40",
    LAST_ROUND: "0+60x40",
    TAKEN: "95x40",
    REFUSED: "5x40",
    **{f'newsletter_ill{{organ="{one.value}"}}': "0x40" for one in HealthArea},
}
GONE = "1x9 0x30"
FALLS_ILL = "0x9 1x30"  # from the tenth minute on


def ill(area: HealthArea) -> dict[str, str]:
    return {f'newsletter_ill{{organ="{area.value}"}}': FALLS_ILL}


def firing(folder: Path, differs: dict[str, str], minute: int) -> set[str]:
    """Which alerts fire at a minute, by promtool's own judgement of each of them."""
    if shutil.which("promtool") is None:
        missing("promtool", "promtool is not installed: it comes with Prometheus")
    names = [
        one["alert"] for one in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
    ]
    series = [{"series": name, "values": values} for name, values in (WELL | differs).items()]
    asked = [
        {
            "expr": f'count(ALERTS{{alertname="{name}", alertstate="firing"}})',
            "eval_time": f"{minute}m",
            "exp_samples": [{"labels": "{}", "value": 1}],
        }
        for name in names
    ]
    found = set()
    for name, one in zip(names, asked, strict=True):
        test = {"interval": "1m", "input_series": series, "promql_expr_test": [one]}
        plan = {"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": [test]}
        (folder / "test.yml").write_text(yaml.safe_dump(plan), "utf-8")
        told = subprocess.run(
            ["promtool", "test", "rules", str(folder / "test.yml")],
            capture_output=True,
            check=False,
        )
        if told.returncode == 0:
            found.add(name)
        else:
            assert b"got: nil" in told.stdout + told.stderr, "silent, rather than wrong"
    return found


def test_none_fires_while_all_is_well(tmp_path: Path) -> None:
    assert firing(tmp_path, {}, 40) == set()


@pytest.mark.parametrize(
    ("differs", "alert", "minute"),
    [
        ({UP: GONE}, "NewsletterDown", 15),
        ({LAST_ROUND: "0+60x9 540x30"}, "NewsletterRoundsLate", 17),
        (ill(HealthArea.ROUNDS), "NewsletterRoundsLate", 12),
        (ill(HealthArea.REPORTS), "NewsletterReportsUnread", 10),
        (ill(HealthArea.DISPATCHES), "NewsletterDispatchWaits", 10),
        (ill(HealthArea.SLOTS), "NewsletterSlotMissed", 10),
        (ill(HealthArea.BACKUP), "NewsletterBackupOld", 10),
        (ill(HealthArea.DISK), "NewsletterDiskNearlyFull", 10),
        ({REFUSED: "5x9 40x30"}, "NewsletterRefusals", 20),
    ],
)
def test_each_illness_fires_its_own_alert_and_no_other(
    tmp_path: Path, differs: dict[str, str], alert: str, minute: int
) -> None:
    assert firing(tmp_path, differs, 9) == set()
    assert firing(tmp_path, differs, minute) == {alert}
