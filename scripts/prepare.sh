# Sourced by the commands beside it: finds or installs Node, the packages and the build, and is quick when nothing is missing.
# Leaves the caller in the project's root directory. Everything it says goes to stderr.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# Runs a command as root, or fails when that cannot be had without typing a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  say "Installing $* ..."
  as_root apt-get update -qq >&2 && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

node_fits() {
  command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

need_node() {
  if ! node_fits || ! command -v npm >/dev/null; then apt_install nodejs npm || true; fi
  if node_fits && command -v npm >/dev/null; then return; fi
  say "Partyline needs Node 20.19 or newer with npm; here is $(node --version 2>/dev/null || echo none)."
  say 'On Raspberry Pi OS and Debian 13: sudo apt install nodejs npm. Elsewhere see the download page of nodejs.org.'
  exit 1
}

# The Bluetooth socket is compiled on the machine. Without a compiler the hub still plays over Wi-Fi.
need_compiler() {
  command -v g++ >/dev/null && command -v make >/dev/null && command -v python3 >/dev/null && return
  apt_install g++ make python3 || say 'No compiler here, so Bluetooth will be off. To have it: sudo apt install g++ make python3, then delete node_modules.'
}

need_packages() {
  local wanted
  wanted="$(node --version) $(sha256sum package-lock.json)"
  [ "$(cat node_modules/.partyline 2>/dev/null)" = "$wanted" ] && return
  need_compiler
  say 'Installing packages ...'
  npm ci --no-audit --no-fund --loglevel=error >&2
  printf '%s' "$wanted" >node_modules/.partyline
}

# A game's folder that was put there or taken away may hold only old files: its parent tells.
need_build() {
  if [ -f .build/stamp ] && [ -z "$(find hub phone-sim protocol scripts/build.mjs scripts/build-pages.mjs scripts/house.mjs test/bench package-lock.json -newer .build/stamp \( -type f -o -type d -path 'hub/games*' \) -print -quit 2>/dev/null)" ]; then return; fi
  say 'Building ...'
  node scripts/build.mjs >&2
}

# The pages are tried in a real browser, and its Bluetooth on a bus of its own.
need_browser() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v dbus-daemon >/dev/null || missing+=(dbus)
  [ -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ] || missing+=(fonts-noto-color-emoji)
  [ ${#missing[@]} = 0 ] && return
  apt_install "${missing[@]}" || say "No ${missing[*]} here, so the tests in a browser will be skipped. To have them: sudo apt install ${missing[*]}"
}

prepare() {
  need_node
  # Two commands started at the same moment take turns, by a lock on this folder itself: a file for it where everybody may write could be
  # a link that somebody has planted. Some network file systems cannot lock a folder; then nobody waits.
  exec 9<.
  if command -v flock >/dev/null; then flock 9 || true; fi
  need_packages
  [ "${1:-}" = --no-build ] || need_build
  exec 9>&-
}
