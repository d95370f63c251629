"""Debian's Postfix with a configuration of its own, for a test run: real pipelining, TLS and bounces."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.needs import missing
from tests.ports import a_free_port
from tests.providers.stand_ins.smtp import certificate

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.helder.example.nl
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{{{weg@example.org=550 5.1.1 user unknown}}, {{later@example.org=450 4.2.0 greylisted}}}}
virtual_alias_maps = inline:{{{{spoorloos@example.org=oud@verhuisd.example}}}}
transport_maps = inline:{{{{verhuisd.example=error:5.1.1 mailbox was removed}}}}
virtual_mailbox_domains = example.org
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 100
recipient_delimiter = +
maillog_file = {home}/mail.log
maillog_file_prefixes = /tmp, /var
smtpd_tls_security_level = may
smtpd_tls_chain_files = {home}/loopback.pem
alias_maps =
alias_database =
local_transport = error:none
"""
MASTER = """
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    port: int
    maildir: Path  # of everybody at example.org


@contextmanager
def postfix() -> Iterator[Postfix]:
    if shutil.which("postfix") is None:
        missing("postfix", "Postfix is not installed: apt-get install postfix")
    if os.geteuid() != 0:
        missing("postfix", "Postfix wants to be started by root")
    home = Path(mkdtemp(prefix="postfix-", dir="/tmp"))
    try:
        port = _furnish(home)
        subprocess.run(["postfix", "-c", home / "etc", "start"], check=True, capture_output=True)
        try:
            yield Postfix(port, home / "mail" / "all")
        finally:
            subprocess.run(["postfix", "-c", home / "etc", "stop"], check=True, capture_output=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _furnish(home: Path) -> int:
    """Folders with the rights that Postfix insists on, and its two files."""
    home.chmod(0o755)
    for name in ("etc", "queue", "data", "mail"):
        (home / name).mkdir(mode=0o755)
    shutil.chown(home / "data", "postfix")
    shutil.chown(home / "mail", "nobody")
    shutil.copy(certificate(), home / "loopback.pem")
    port = a_free_port()
    (home / "etc" / "main.cf").write_text(MAIN.format(home=home))
    (home / "etc" / "master.cf").write_text(MASTER.format(port=port))
    shutil.copy("/etc/postfix/dynamicmaps.cf", home / "etc")
    return port
