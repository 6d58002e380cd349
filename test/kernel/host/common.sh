# Shared by scripts/test-kernel and the other files here: what machine this is and how to become root.
# shellcheck shell=bash

die() {
  printf 'test-kernel: %s\n' "$*" >&2
  exit 1
}

# For a machine that cannot run the test at all, which is no failure of what is tested. 77 is what automake and others skip by.
cannot() {
  printf 'test-kernel: %s\n' "$*" >&2
  exit 77
}

note() { printf 'test-kernel: %s\n' "$*" >&2; }

# Runs a command as root: directly, or through sudo where sudo asks no question (or a person is there to answer).
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 126
  fi
}

case "$(uname -m)" in
  x86_64)
    DEB_ARCH=amd64 QEMU=qemu-system-x86_64 QEMU_PACKAGE=qemu-system-x86 CONSOLE=ttyS0
    ;;
  aarch64)
    DEB_ARCH=arm64 QEMU=qemu-system-aarch64 QEMU_PACKAGE=qemu-system-arm CONSOLE=ttyAMA0
    ;;
  *) cannot "this test needs an x86-64 or arm64 Linux host, not $(uname -m)" ;;
esac
export DEB_ARCH QEMU QEMU_PACKAGE CONSOLE

# Where the guest's root lives between runs. Never inside the repository: it is 1 GB and owned by root.
CACHE="${PARTYLINE_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/partyline}/test-kernel"

# Installs what is missing on the host with apt, or says exactly what to install.
need_tools() {
  PATH="$PATH:/usr/sbin:/sbin"
  local missing=()
  command -v "$QEMU" >/dev/null || missing+=("$QEMU_PACKAGE")
  command -v mkfs.ext4 >/dev/null || missing+=(e2fsprogs)
  command -v flock >/dev/null || missing+=(util-linux)
  if [ "$1" = with-root ]; then
    command -v debootstrap >/dev/null || missing+=(debootstrap)
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
    command -v wget >/dev/null || missing+=(wget)
  fi
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || cannot "missing on this machine: ${missing[*]} (names are Debian's); install them and run this again"
  note "installing ${missing[*]}"
  { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$CACHE/apt.log" 2>&1 ||
    cannot "could not install them (log: $CACHE/apt.log); as root, type: apt-get install ${missing[*]}"
}
