#!/bin/sh
# install_packages.sh LIST...: installs the Debian packages listed in these files that are missing; touches nothing when all
# are there. A line is a package, or several with a bar between them, of which the first that the release has is taken; in
# brackets behind stands the one architecture that needs it.
set -eu
command -v dpkg-query >/dev/null || { echo "make deps: this is no Debian system; install the packages named in $* by your own means, then run 'cmake --workflow --preset release'" >&2; exit 2; }

is_installed() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null || true)" = "install ok installed" ]; }
is_known() { is_installed "$1" || LC_ALL=C apt-cache policy "$1" | grep -q 'Candidate: [^(]'; }
# The first package of a line that the release has; none while apt knows of none.
chosen() { for package; do if is_known "$package"; then echo "$package"; return; fi; done; }
missing() {
  sed 's/#.*//; s/|/ /g' "$@" | while read -r names; do
    [ -n "$names" ] || continue
    case $names in *" ["*) [ "${names#*[}" = "$(dpkg --print-architecture)]" ] || continue; names=${names%% *} ;; esac
    # shellcheck disable=SC2086
    package=$(chosen $names)
    if [ -z "$package" ]; then echo "${names%% *}"; elif ! is_installed "$package"; then echo "$package"; fi
  done | sort -u
}

[ -n "$(missing "$@")" ] || exit 0
if [ "$(id -u)" = 0 ]; then as_root=
elif command -v sudo >/dev/null; then as_root=sudo
else
  echo "make deps: these packages are missing and there is neither root nor sudo to install them; ask an administrator for: apt-get install $(missing "$@" | tr '\n' ' ')" >&2
  exit 2
fi
$as_root apt-get update -qq
packages=$(missing "$@" | tr '\n' ' ') # now that the release's packages are known
echo "make deps: installing $packages"
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
