#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bare_root.sh BUILD: exports the templates, unpacks the archives in a Debian 12 that debootstrap made and nothing was added to, and runs
# them there without a network, as an ordinary user: the self-test, and the window, photographed. Status 77: this machine does not allow it.
set -euo pipefail

build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$build/bare
root=$work/root
pictures=$work/pictures
failures=0
# shellcheck source=display.sh
. "$here/display.sh"
trap stop_display EXIT

cannot() {
  echo "The bare system cannot be made here: $*" >&2
  exit 77
}

make_root() {
  [ "$(id -u)" -eq 0 ] || cannot "it needs root (debootstrap and chroot)."
  command -v debootstrap >/dev/null || cannot "debootstrap is not installed (apt-get install debootstrap)."
  unshare --net --mount --pid --fork true 2>/dev/null || cannot "this machine allows no namespaces."
  [ -f "$work/root.done" ] && return
  rm -rf "$root"
  mkdir -p "$root"
  # The mirror that apt uses here.
  local mirror
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' | grep -m1 '/debian/*$' || true)
  mirror=${mirror:-http://deb.debian.org/debian}
  echo "debootstrap --variant=minbase bookworm (from $mirror)"
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    cannot "debootstrap failed, see $work/debootstrap.log."
  [ -z "$(chroot "$root" dpkg -l | grep -E 'libqt|libx11|libgl1|fontconfig')" ] || cannot "the bare system is not bare."
  mkdir -p "$root/opt" "$root/home/operator" "$root/tmp/.X11-unix"
  chown 1000:1000 "$root/home/operator"
  touch "$work/root.done"
}

# in_root WITH_PROC COMMAND...: no network, processes of its own, user 1000, an empty environment.
in_root() {
  local mounts="mount --bind /tmp/.X11-unix $root/tmp/.X11-unix 2>/dev/null || true"
  [ "$1" = proc ] && mounts="$mounts; mount -t proc proc $root/proc"
  shift
  unshare --net --mount --pid --fork --kill-child sh -c "$mounts; exec \"\$@\"" sh \
    chroot --userspec=1000:1000 "$root" /usr/bin/env -i HOME=/home/operator LANG=C.UTF-8 DISPLAY="${DISPLAY:-}" "$@"
}

verdict() { # STATUS WORDS
  if [ "$1" -eq 0 ]; then echo "passed: $2"; else
    echo "FAILED: $2"
    failures=$((failures + 1))
  fi
}

try_app() { # TEMPLATE
  local exports=$work/export/$1 archive name program status=0
  rm -rf "$exports"
  "$build/bin/xdt" export "$build/share/twinwright/templates/$1" --to "$exports"
  archive=$(ls "$exports"/*.tar.xz)
  name=$(basename "$archive" .tar.xz)
  rm -rf "$root/opt/$name"
  tar -C "$root/opt" -xf "$archive"
  program=$(cd "$root" && find "opt/$name" -maxdepth 1 -type f -perm -u+x)
  [ "$(wc -l <<<"$program")" -eq 1 ] && [ -n "$program" ] || status=1
  verdict $status "$1: one program at the top: /$program"

  in_root proc "/$program" --selftest || status=$?
  verdict $status "$1: self-test"
  status=0
  in_root none "/$program" --selftest >/dev/null || status=$?
  verdict $status "$1: self-test with no /proc"

  # The second start is the warm one.
  for size in 1280x800; do
    start_display $size
    status=0
    for turn in cold warm; do
      "$build/tests/photograph" "$pictures/$1-$size.png" "$here/bare_root.sh" --in-root "$build" "/$program" || status=$?
    done
    verdict $status "$1: window, in $pictures/$1-$size.png"
    stop_display
  done
  rm -rf "$root/opt/$name"
}

if [ "$build" = --in-root ]; then
  build=$2 work=$2/bare root=$2/bare/root
  shift 2
  in_root proc "$@"
  exit
fi

mkdir -p "$work" "$pictures"
make_root
[ -x "$build/tests/photograph" ] || cannot "build the tests first."
for template in network-pump eastfield; do
  try_app "$template"
done
echo "bare Debian 12: $failures failed"
[ "$failures" -eq 0 ]
