# Makes the guest's root file system: Debian trixie, which Raspberry Pi OS is built on.
# shellcheck shell=bash

SUITE=trixie

# The package list for this machine, comments removed, as debootstrap wants it.
package_list() {
  sed -e 's/#.*//' -e "s/@ARCH@/$DEB_ARCH/" -e '/^[[:space:]]*$/d' "$BED/packages.txt" | paste -sd, -
}

# The Debian mirror this machine is set to use; empty (debootstrap's own default) if it has none.
debian_mirror() {
  command -v apt-get >/dev/null || return 0
  # shellcheck disable=SC2016 # $(REPO_URI) is apt's placeholder, not the shell's
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" { print $2; exit }'
}

# apt may be told of a proxy that the environment does not name; debootstrap only reads the environment.
apt_proxy() {
  local proxy=
  command -v apt-config >/dev/null && eval "$(apt-config shell proxy Acquire::http::Proxy)"
  printf '%s' "${http_proxy:-$proxy}"
}

# Sets ROOT, building it if the cache has none for this package list.
ensure_root() {
  local key packages partial mirror proxy
  packages="$(package_list)"
  key="$(printf '%s\n' "$SUITE $DEB_ARCH $packages" | cat - "$BED/host/root.sh" | sha256sum | cut -c1-16)"
  ROOT="$CACHE/root-$key"
  [ -d "$ROOT" ] && return
  need_tools with-root
  as_root true || cannot "building the guest's root needs root once: run this as root, or let sudo work without a question"
  mirror="$(debian_mirror)"
  proxy="$(apt_proxy)"
  note "building the guest's root in $CACHE (once; a few minutes)"
  as_root rm -rf "$CACHE"/root-* "$CACHE"/partial-*
  partial="$CACHE/partial-$key"
  as_root env ${proxy:+http_proxy="$proxy"} LC_ALL=C timeout 1800 \
    debootstrap --variant=minbase --include="$packages" \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$SUITE" "$partial" ${mirror:+"$mirror"} \
    >"$CACHE/debootstrap.log" 2>&1 || {
    tail -n 30 "$CACHE/debootstrap.log" >&2
    cannot "could not build the guest's root (whole log: $CACHE/debootstrap.log)"
  }
  # An ordinary user's qemu must be able to read it all; there is no secret in it.
  as_root chmod -R a+rX "$partial"
  as_root rm -rf "$partial/var/cache/apt/archives" "$partial/var/lib/apt/lists"
  as_root mkdir -p "$partial/project" "$partial/out"
  as_root sh -c "echo partyline-guest >'$partial/etc/hostname'; echo '127.0.0.1 localhost partyline-guest' >'$partial/etc/hosts'"
  as_root sh -c ": >'$partial/etc/machine-id'"
  as_root mv "$partial" "$ROOT"
}
