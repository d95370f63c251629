#!/bin/sh
# Installs the newsletter on a fresh Debian 12 or 13, from a clone of its repository. Run again, it updates the program.
set -eu; umask 022
here=$(cd "$(dirname "$0")" && pwd)
home=/srv/newsletter settings=/srv/newsletter/letter/newsletter.toml domain='' language=nl from=${here%/*} dry=''

refuse() {
  printf '%s\nusage: %s --domain DOMAIN [--language nl|en] [--from WHEEL-OR-FOLDER] [--dry-run]\n' "$1" "$0" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in
    --domain) domain=${2:-} ;;
    --language) language=${2:-} ;;
    --from) from=${2:-} ;;
    --dry-run) dry=yes && shift && continue ;;
    *) refuse "$1 is no option" ;;
  esac
  shift && [ $# -gt 0 ] && shift
done
case $domain in *[!a-z0-9.-]* | [.-]* | *[.-]) domain='' ;; esac
[ "${domain#*.}" != "$domain" ] || refuse "--domain takes the address of the pages, such as brief.example.nl"
case $language in nl | en) ;; *) refuse "--language takes nl or en" ;; esac
[ -e "${from%%\[*}" ] || refuse "--from takes a wheel or a folder; $from is not here"
[ -n "$dry" ] || [ "$(id -u)" -eq 0 ] || refuse "only root can install; --dry-run shows what would be done"

say() { printf '\n# %s\n' "$*"; }
step() { # prints a command as a shell reads it, and runs it
  line=''
  for word in "$@"; do
    case $word in *[!A-Za-z0-9_./:=@,+-]*) line="$line'$word' " ;; *) line="$line$word " ;; esac
  done
  printf '%s\n' "${line% }"
  [ -n "$dry" ] || "$@"
}
is_so() { [ -z "$dry" ] && "$@" >/dev/null 2>&1; } # a dry run prints the steps of a fresh machine, whatever this one has
are_installed() { [ "$(dpkg-query -W -f '${Status}\n' "$@" | grep -c ' installed$')" -eq $# ]; }
is_untouched() { dpkg-query -W -f '${Conffiles}' caddy | sed -n 's|^ \(/etc/caddy/Caddyfile\) \([0-9a-f]*\)$|\2  \1|p' | md5sum -c; }
is_asleep() { [ ! -d /run/systemd/system ]; } # an image or a chroot

say "Packages"
set -- ca-certificates systemd python3-venv caddy
is_so are_installed "$@" || step apt-get update -q
is_so are_installed "$@" || step env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"

say "A user without a password, and its folders"
is_so id newsletter || step useradd --system --user-group --home-dir "$home" --shell /usr/sbin/nologin newsletter
step install -d -m 0755 "$home"
step install -d -m 0700 -o newsletter -g newsletter "$home/letter" "$home/backups"

say "The program, which its user cannot change"
is_so test -x "$home/venv/bin/pip" || step python3 -m venv "$home/venv"
step "$home/venv/bin/pip" install --quiet --disable-pip-version-check -c "${here%/*}/constraints.txt" "$from"
step install -m 0755 "$here/newsletter" /usr/local/bin/newsletter

say "The publication"
is_so test -f "$settings" || {
  step /usr/local/bin/newsletter init --language "$language" "$home/letter"
  step sed -i -e "s|^base_url = \"[^\"]*\"|base_url = \"https://$domain\"|" -e "\$a [web]\ntrusted_proxies = [\"127.0.0.1\"]" "$settings"
}

say "Caddy, which fetches a certificate for $domain"
if [ -n "$dry" ] || is_so is_untouched; then
  step sed -n -e "s|^brief.example.nl {|$domain {|" -e 'w /etc/caddy/Caddyfile' "$here/Caddyfile"
elif ! grep -q "^$domain {" /etc/caddy/Caddyfile; then
  echo "/etc/caddy/Caddyfile has sites of its own and stays as it is; add what $here/Caddyfile says" >&2
fi

say "The service, and a backup every night"
step install -m 0644 "$here/newsletter.service" "$here/newsletter-backup.service" "$here/newsletter-backup.timer" /etc/systemd/system
step systemctl enable newsletter.service newsletter-backup.timer
if is_so is_asleep; then echo "systemd does not run here: the service starts with the machine"; else
  step systemctl daemon-reload
  step systemctl restart newsletter.service newsletter-backup.timer
  step systemctl reload-or-restart caddy.service
fi

say "What must be set in $settings before mail can be sent"
step /usr/local/bin/newsletter doctor || true
