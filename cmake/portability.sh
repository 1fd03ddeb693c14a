#!/bin/sh
# Follows the README on bare roots of Debian releases, bookworm and trixie if none is named: what is committed
# is unpacked in each, made and tested quickly, and the seconds of each step printed. MIRROR is this
# machine's own unless set.
set -eu
cd "$(dirname "$0")/.."
refuse() { echo "make portability: $1" >&2; exit 2; }

[ "$(id -u)" = 0 ] || refuse "making and entering a root of another release takes root"
command -v mmdebstrap >/dev/null || refuse "mmdebstrap is missing: apt-get install mmdebstrap"
MIRROR=${MIRROR:-$(apt-cache policy base-files | sed -n 's/^ *[0-9]* \([a-z]*:\/[^ ]*\) .*/\1/p' | head -1)}
[ -n "$MIRROR" ] || refuse "apt on this machine names no mirror; name one in MIRROR"

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
log=$work/log

# within ROOT COMMAND ...: with processes and /proc of its own, which end with the command.
within() { unshare --pid --fork --kill-child --mount-proc --root "$@"; }

# timed NAME COMMAND ...: the step's seconds, or the end of what it said and of everything.
timed() {
  name=$1 began=$(date +%s)
  shift
  "$@" >"$log" 2>&1 || { tail -n 20 "$log" | cut -c1-300 >&2; refuse "$release: $name failed"; }
  echo "$release: $name $(($(date +%s) - began)) s"
}

[ $# -gt 0 ] || set -- bookworm trixie
for release; do
  root=$work/$release
  timed "bare root" mmdebstrap --variant=apt --include=make,ca-certificates "$release" "$root" "$MIRROR"
  within "$root" true || refuse "to enter another root is not allowed here"
  cp /etc/resolv.conf "$root/etc/"
  mkdir "$root/ncv"
  git archive HEAD | tar x -C "$root/ncv"
  timed "install for verify" within "$root" make -C /ncv deps
  timed "build for verify" within "$root" make -C /ncv programs
  timed "make verify, quick" within "$root" make -C /ncv verify VERIFY_OPTIONS=--quick
  timed "install for test" within "$root" make -C /ncv deps-test
  timed "make quick" within "$root" make -C /ncv quick
  rm -rf --one-file-system "$root"
done
