#!/bin/sh
# Installs the packages that `make deb` built into a bare root of this machine's release and asks them for a verdict there:
#   clean_root.sh FOLDER_OF_DEBS SOURCE
# Ends with 77, and says why, where such a root cannot be made or entered. MIRROR is this machine's own unless set.
set -eu
debs=$(cd "$1" && pwd)
source=$(cd "$2" && pwd)
skip() { echo "skipped: $1"; exit 77; }

if command -v lintian >/dev/null; then lintian --allow-root --fail-on error "$debs"/*.deb; fi
[ "$(id -u)" = 0 ] || skip "making and entering another root takes root"
command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed (packages-test.txt)"
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$release" ] || skip "this machine runs no release of Debian"
MIRROR=${MIRROR:-$(apt-cache policy base-files | sed -n 's/^ *[0-9]* \([a-z]*:\/[^ ]*\) .*/\1/p' | head -1)}
[ -n "$MIRROR" ] || skip "apt on this machine names no mirror"

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
step() { echo "== $* ($(date +%T))"; }

step "a bare root of $release"
mmdebstrap --quiet --variant=apt --include=ca-certificates "$release" "$root" "$MIRROR" 2>"$work/log" || {
  tail -n 5 "$work/log"
  skip "a root of $release cannot be made from $MIRROR"
}
unshare --pid --fork --kill-child --mount-proc --root "$root" true 2>/dev/null || skip "to enter another root is not allowed here"
within() { unshare --pid --fork --kill-child --mount-proc --root "$root" --wd / env PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
cp /etc/resolv.conf "$root/etc/"
mkdir "$root/debs"
cp "$debs"/*.deb "$root/debs/"

step "apt-get install ncv"
within sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /debs/ncv_*.deb' >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
within du -shc /usr/bin/ncv /usr/bin/ncv-recheck | tail -1
step "ncv verify, quick"
within ncv verify --quick --out /verdict | tail -n 5
test -s "$root/verdict/report.html"
step "a certificate and its recheck"
cp "$source/app/tests/networks/resnet_cross_entropy.safetensors" "$root/net.safetensors"
within ncv certify /net.safetensors -o /net.certificate.json | tail -n 4
within ncv-recheck /net.certificate.json /net.safetensors | tail -n 1
test -s "$root/usr/share/man/man1/ncv-check.1.gz"
step "completions"
within bash -c '. /usr/share/bash-completion/completions/ncv; COMP_WORDS=(ncv check --al); COMP_CWORD=2; _ncv; test "${COMPREPLY[*]}" = --all'
head -n 1 "$root/usr/share/zsh/vendor-completions/_ncv" | grep -q "^#compdef ncv$"

step "apt-get install ncv-dev, and a program of somebody else"
within sh -c 'apt-get install -y -qq --no-install-recommends cmake make g++ /debs/ncv-dev_*.deb' >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
mkdir "$root/consumer"
cp "$source"/app/tests/consumer/CMakeLists.txt "$source"/app/tests/consumer/consumer.cpp "$root/consumer/"
within sh -c 'cmake -S /consumer -B /consumer/build && cmake --build /consumer/build' >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
within /consumer/build/consumer
step "removed without a trace"
within apt-get purge -y -qq ncv ncv-dev >/dev/null
test ! -e "$root/usr/bin/ncv"
step done
