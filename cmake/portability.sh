#!/bin/sh
# Follows the README on bare roots of Debian releases: portability.sh [RELEASE ...], bookworm and trixie
# if none is named. Each root is made by mmdebstrap from the mirror of this machine's apt and removed in
# the end; what is committed is cloned into it, then `make verify` and `make quick` run there.
set -eu
releases=${*:-bookworm trixie}
[ "$(id -u)" = 0 ] || { echo "make portability: to make a root of another release and to chroot into it needs root" >&2; exit 2; }
command -v mmdebstrap >/dev/null || { echo "make portability: mmdebstrap is missing: apt-get install mmdebstrap" >&2; exit 2; }
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -1)
[ -n "$mirror" ] || { echo "make portability: apt on this machine names no mirror" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for release in $releases; do
  root=$work/$release
  mmdebstrap --quiet --variant=apt --include=make,ca-certificates "$release" "$root" "$mirror"
  chroot "$root" true || { echo "make portability: chroot is not allowed here" >&2; exit 2; }
  cp /etc/resolv.conf "$root/etc/"
  mkdir "$root/ncv"
  git archive HEAD | tar x -C "$root/ncv"
  for step in deps programs "verify VERIFY_OPTIONS=--quick" deps-test build quick; do
    began=$(date +%s)
    # shellcheck disable=SC2086
    chroot "$root" make -C /ncv $step >"$work/log" 2>&1 || { tail -20 "$work/log" | cut -c1-300; echo "$release: make $step failed" >&2; exit 1; }
    echo "$release: make $step: $(($(date +%s) - began)) s"
  done
  rm -rf "$root"
done
