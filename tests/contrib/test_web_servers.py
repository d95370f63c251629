"""The files for a web server in front: valid as they are, with limits above the newsletter's own."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.model.hook import LARGEST_BATCH, LARGEST_SIGNED
from newsletter.providers.wire import letterbox
from newsletter.web import api_parts, bodies
from newsletter.web.desk import door
from tests.web.test_proxies import CONTRIB, MEGABYTE, demand


def test_caddy_accepts_its_file_as_it_is(tmp_path: Path) -> None:
    demand("caddy")
    file = str(CONTRIB / "Caddyfile")
    at_home = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    for command in (["validate", "--adapter", "caddyfile", "--config", file], ["fmt", file]):
        run = subprocess.run(
            ["caddy", *command], env=at_home, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert '"level":"warn"' not in run.stderr
    assert run.stdout == (CONTRIB / "Caddyfile").read_text("utf-8")  # formatted as Caddy does


def test_nginx_accepts_its_file_as_it_is(tmp_path: Path) -> None:
    demand("nginx")
    text = (CONTRIB / "nginx.conf").read_text("utf-8")
    for name, pem in zip(("fullchain", "privkey"), a_certificate("brief.example.nl"), strict=True):
        (tmp_path / f"{name}.pem").write_bytes(pem)
    text = text.replace("/etc/letsencrypt/live/brief.example.nl", str(tmp_path))
    text = re.sub(r"listen (\S*?)(80|443)\b", rf"listen unix:{tmp_path}/\2", text)
    text = re.sub(r"^ *listen (\S+)( ssl)?;\n(?= *listen)", "", text, flags=re.MULTILINE)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}}}\n", "utf-8"
    )
    run = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "errors")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, "[warn]" in run.stderr) == (0, False), run.stderr


def a_certificate(name: str) -> tuple[bytes, bytes]:
    """A certificate that vouches for itself, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM), key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


# what the newsletter takes itself: its refusal has a page or a status that the sender understands
TAKEN_BYTES = {
    "hooks": max(letterbox._LARGEST, LARGEST_BATCH, LARGEST_SIGNED),
    "desk": max(door._LARGEST_UPLOAD, door._LARGEST_BODY),
    "texts": api_parts._LARGEST_TEXT,
    "others": bodies._LARGEST_FORM,
}
FRONT_BYTES = {  # where the file of each server has the limit
    "caddy": {
        "hooks": r"request_body /hooks/\* \{\s+max_size (\S+)",
        "desk": r"request_body /desk/\* \{\s+max_size (\S+)",
        "texts": r"request_body @texts \{\s+max_size (\S+)",
        "others": r"request_body @others \{\s+max_size (\S+)",
    },
    "nginx": {
        "hooks": r"location /hooks/ \{\s+client_max_body_size (\S+);",
        "desk": r"location /desk/ \{\s+client_max_body_size (\S+);",
        "texts": r"location ~ \^/api/v1/\(articles\|letters\)\S+ \{\s+client_max_body_size (\S+);",
        "others": r"^    client_max_body_size (\S+);",
    },
}


def bytes_of(size: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([a-zA-Z]+)", size).groups()
    return int(number) * {"k": 1024, "kib": 1024, "m": MEGABYTE, "mib": MEGABYTE}[unit.lower()]


@pytest.mark.parametrize("part", TAKEN_BYTES)
@pytest.mark.parametrize("server", FRONT_BYTES)
def test_a_body_too_large_is_refused_by_the_newsletter_before_the_web_server_would(
    server: str, part: str
) -> None:
    text = (CONTRIB / {"caddy": "Caddyfile", "nginx": "nginx.conf"}[server]).read_text("utf-8")
    (found,) = re.findall(FRONT_BYTES[server][part], text, re.MULTILINE)
    assert TAKEN_BYTES[part] < bytes_of(found) < 1.3 * TAKEN_BYTES[part]


def test_a_slow_body_is_refused_by_the_newsletter_before_caddy_would() -> None:
    text = (CONTRIB / "Caddyfile").read_text("utf-8")
    (seconds,) = re.findall(r"read_body (\d+)s", text)
    slowest = max(door._SLOWEST_SECONDS, bodies._SLOWEST_SECONDS)
    assert slowest < int(seconds) <= 2 * slowest
    assert not re.search(r"^\s*write\b", text, re.MULTILINE)  # it would end what shows progress


def test_nginx_hands_each_event_of_a_progress_on_at_once_and_does_not_hang_up() -> None:
    text = (CONTRIB / "nginx.conf").read_text("utf-8")
    (found,) = re.findall(r"location ~ (\^/desk\S+progress\$) \{(.*?)\}", text, re.DOTALL)
    assert re.search(found[0], "/desk/dispatches/12/progress")
    assert re.search(r"proxy_buffering off;.*proxy_read_timeout 1d;", found[1], re.DOTALL)


def test_what_the_page_has_typed_for_nginx_puts_the_own_domain_everywhere() -> None:
    page = (CONTRIB.parent / "docs" / "hosting.md").read_text("utf-8")
    (line,) = re.findall(
        r'^(sed "s/brief.*) /srv/newsletter/program/contrib/nginx.conf >', page, re.MULTILINE
    )
    run = subprocess.run(
        ["sh", "-c", f"domain=my-letter.example.org; {line}"],
        input=(CONTRIB / "nginx.conf").read_text("utf-8"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.count("my-letter.example.org") == 5
    assert "brief.example.nl" not in run.stdout
