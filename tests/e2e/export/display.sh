# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: starts a display of our own that nobody else uses, in DISPLAY, and ends it with the script.

start_display() { # WIDTHxHEIGHT
  local ready
  command -v Xvfb >/dev/null || { echo "Xvfb is not installed" >&2; exit 77; }
  ready=$(mktemp)
  Xvfb -displayfd 3 -screen 0 "${1}x24" -nolisten tcp 3>"$ready" 2>/dev/null &
  display_pid=$!
  for _ in $(seq 100); do
    [ -s "$ready" ] && break
    sleep 0.1
  done
  DISPLAY=:$(cat "$ready")
  export DISPLAY
  rm -f "$ready"
}

stop_display() { [ -n "${display_pid:-}" ] && kill "$display_pid" 2>/dev/null || true; }
