"""A fresh Debian, from nothing to a newsletter that runs: by contrib/install.sh, and by the steps of an image.

Each takes minutes and the network, so they run only where they are asked for.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contrib.containerfile import instructions
from tests.needs import REQUIRED
from tests.ports import a_free_port
from tests.sources.docx_files import docx_of_markdown
from tests.sources.sample_article import sample_text

ROOT = Path(__file__).parents[2]
PROGRAMS = ("debootstrap", "systemd-nspawn")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# where this machine finds packages, if not where every machine does
HANDED_ON = ("PIP_INDEX_URL", "PIP_CERT", "http_proxy", "https_proxy", "no_proxy")
INSTALL = "sh /opt/clone/contrib/install.sh --domain brief.example.org --language en"
# what a service does in a week, under the protections of newsletter.service: a Word file is read by
# a child process with limits of its own, MJML is compiled, a test mail is written, a password hashed
WORK = """set -ex
newsletter="/srv/newsletter/venv/bin/newsletter -C /srv/newsletter/letter"
! touch /srv/newsletter/venv/changed
$newsletter article add /opt/article.docx
$newsletter draw /srv/newsletter/letter/issues/articles/*.md
$newsletter subscribers add anna@example.org --statement 'signed up at the market of Utrecht in 2026'
$newsletter send 1 --to anna@example.org
$newsletter issue approve 1
$newsletter editor first
"""
BOOTED = f"""set -x
for _ in $(seq 120); do /usr/local/bin/newsletter health && break; sleep 0.5; done
set -e
systemctl is-active newsletter.service caddy.service newsletter-backup.timer
{INSTALL} --from /opt/newsletter-*.whl
for _ in $(seq 120); do /usr/local/bin/newsletter health && break; sleep 0.5; done
sed 's|^ExecStart=.*|ExecStart=/bin/sh /opt/work.sh|; s|^Type=.*|Type=oneshot|; /^Restart/d' \
    /etc/systemd/system/newsletter.service > /etc/systemd/system/work.service
systemctl daemon-reload
systemctl start work.service || {{ journalctl --no-pager -u work.service; exit 1; }}
systemctl start newsletter-backup.service || {{ journalctl --no-pager -u newsletter-backup.service; exit 1; }}
ls /srv/newsletter/backups | grep .
systemctl stop newsletter.service
test "$(systemctl show --property Result --value newsletter.service)" = success
echo EVERYTHING WORKED
"""
UNIT = """[Unit]
After=newsletter.service caddy.service
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=oneshot
ExecStart=/bin/sh /opt/booted.sh
StandardOutput=append:/opt/booted.log
StandardError=append:/opt/booted.log
"""


@pytest.fixture
def root(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A fresh Debian of that release in a folder, with a clone of the repository in /opt/clone."""
    if "debian-root" not in REQUIRED:
        pytest.skip("takes minutes and the network; NEWSLETTER_TESTS_REQUIRE=debian-root runs it")
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    assert not absent, f"apt-get install debootstrap systemd-container: {absent}"
    assert os.geteuid() == 0, "only root can make a Debian in a folder"
    # not where the other tests are: nothing can be booted from a folder in memory
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="newsletter-debian-") as folder:
        made = Path(folder) / "root"
        run("debootstrap", "--variant=minbase", "--include=ca-certificates", request.param, made)
        (made / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n", "utf-8")
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", made / "etc/ssl/certs")
        listed = run("git", "-C", ROOT, "ls-files", "-z").split("\0")
        for name in filter(None, listed):
            (made / "opt/clone" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made / "opt/clone" / name)
        yield made


def run(*command: str | Path) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert ended.returncode == 0, f"{ended.stdout[-9000:]}{ended.stderr[-9000:]}"
    return ended.stdout


def inside(root: Path, *options: str) -> str:
    return run(
        "systemd-nspawn", "--directory", root, "--register=no", "--keep-unit", "--quiet", *options
    )


def online(root: Path, script: str) -> str:
    """What a script prints that finds packages where this machine does."""
    handed_on = [f"--setenv={name}={os.environ[name]}" for name in HANDED_ON if name in os.environ]
    options = ("--as-pid2", "--resolv-conf=copy-host", f"--setenv=PATH={PATH}", *handed_on)
    return inside(root, *options, "sh", "-ec", script)


@pytest.mark.parametrize("root", ["bookworm", "trixie"], indirect=True)
def test_a_fresh_debian_goes_from_nothing_to_a_newsletter_that_runs(root: Path) -> None:
    wheel = "/srv/newsletter/venv/bin/pip wheel --quiet --no-deps --wheel-dir /opt /opt/clone"
    printed = online(root, f"{INSTALL} && {wheel}")
    assert "the service starts with the machine" in printed  # systemd is there, but does not run

    (root / "opt/article.docx").write_bytes(docx_of_markdown(sample_text(spoken=True)))
    (root / "opt/work.sh").write_text(WORK, "utf-8")
    (root / "opt/booted.sh").write_text(BOOTED, "utf-8")
    (root / "etc/systemd/system/booted.service").write_text(UNIT, "utf-8")
    run("systemctl", "--root", root, "add-wants", "multi-user.target", "booted.service")
    inside(root, "--boot", "--private-network", "--console=pipe")
    log = (root / "opt/booted.log").read_text("utf-8", errors="replace")
    assert log.endswith("\nEVERYTHING WORKED\n"), log[-9000:]


def as_a_script() -> str:
    """The instructions of the image, each as a shell does it; both stages share their files."""
    lines: list[str] = []
    for one in instructions():
        *sources, place = one.words
        match one.name:
            case "FROM":
                lines += ["cd /"]
            case "WORKDIR":
                lines += [f"mkdir -p {place}", f"cd {place}"]
            case "COPY" if not one.rest.startswith("--from="):
                for source in sources:
                    what = f"{source}/." if (ROOT / source).is_dir() else source
                    lines += [f"mkdir -p {place}", f"cp -r /opt/clone/{what} {place}"]
            case "RUN":
                lines += [one.rest]
            case "ENV":
                lines += [f"export {one.rest}"]
            case "USER":
                user, _, group = place.partition(":")
                lines += [
                    f"as='setpriv --reuid={user} --regid={group} --clear-groups env HOME=/letter'"
                ]
            case _:
                pass  # of how it is run
    return "\n".join(lines)


@pytest.mark.parametrize("root", ["trixie"], indirect=True)  # what the image is made of
def test_the_steps_of_the_image_give_a_newsletter_that_runs(root: Path) -> None:
    command, health = (
        " ".join(json.loads(one.rest[one.rest.index("[") :]))
        for name in ("CMD", "HEALTHCHECK")
        for one in instructions()
        if one.name == name
    )
    printed = online(
        root,
        f"""apt-get update -q
apt-get install -q -y --no-install-recommends python3-venv
ln -s "$(command -v python3)" /usr/local/bin/python
{as_a_script()}
$as newsletter init --language en .
$as newsletter {command} --port {a_free_port()} &
for _ in $(seq 120); do $as {health} && break; sleep 0.5; done
kill -TERM $!
wait $! && echo STOPPED WELL
$as newsletter backup
""",
    )
    assert "the newsletter runs and is well\n" in printed
    assert "STOPPED WELL" in printed
