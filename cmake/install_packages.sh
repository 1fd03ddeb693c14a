#!/bin/sh
# Installs the Debian packages listed in FILE that are missing; touches nothing when all are there.
set -eu
list=$1
command -v dpkg-query >/dev/null || { echo "make deps: this is no Debian system; install the packages named in $list by your own means, then run 'cmake --workflow --preset release'" >&2; exit 2; }
missing=
for package in $(sed 's/#.*//' "$list"); do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then as_root=
elif command -v sudo >/dev/null; then as_root=sudo
else
  echo "make deps: these packages are missing and there is neither root nor sudo to install them; ask an administrator for: apt-get install$missing" >&2
  exit 2
fi
echo "make deps: installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
