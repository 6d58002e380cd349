# Starts the guest under qemu and waits for it, within a bounded time.
# shellcheck shell=bash

BOOT_SECONDS="${PARTYLINE_KERNEL_BOOT_SECONDS:-150}"
SUITE_SECONDS="${PARTYLINE_KERNEL_SUITE_SECONDS:-700}"

# What of systemd the guest does without: none of it has to do with what is tested, and each costs emulated seconds.
QUIET_SYSTEMD=(systemd.show_status=no systemd.getty_auto=no)
for unit in ldconfig.service systemd-journal-catalog-update.service systemd-hwdb-update.service systemd-update-done.service \
  systemd-udev-trigger.service systemd-binfmt.service modprobe@drm.service getty@tty1.service apt-daily.timer \
  apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer; do
  QUIET_SYSTEMD+=("systemd.mask=$unit")
done

# Arguments common to every boot: $1 = bed.mode, the rest goes to qemu.
qemu_guest() {
  local mode="$1" machine=() cpu
  shift
  cpu=max
  if [ "$ACCEL" = kvm ]; then cpu=host; fi
  if [ "$DEB_ARCH" = arm64 ]; then
    machine=(-machine "virt$([ "$ACCEL" = kvm ] && echo ,gic-version=host)")
    if [ "$ACCEL" != kvm ]; then cpu=max,pauth-impdef=on; fi
  fi
  "$QEMU" -accel "$ACCEL" "${machine[@]}" -cpu "$cpu" -smp 2 -m 1536 -nodefaults -nographic -no-reboot \
    -kernel "$KERNEL" -initrd "$WORK/initramfs.gz" \
    -append "console=$CONSOLE loglevel=4 panic=-1 bed.mode=$mode ${QUIET_SYSTEMD[*]}" "$@"
}

# Sets ACCEL. /dev/kvm may exist and yet not work (a nested machine without the right, an old kernel), so it is tried
# on a guest that powers off at once.
choose_accel() {
  ACCEL="${PARTYLINE_KERNEL_ACCEL:-}"
  [ -n "$ACCEL" ] && return
  ACCEL=kvm
  if [ -w /dev/kvm ]; then
    timeout -k 1 8 bash -c "$(declare -f qemu_guest); $(declare -p QEMU DEB_ARCH CONSOLE KERNEL WORK ACCEL QUIET_SYSTEMD)
      qemu_guest probe -serial stdio" </dev/null >"$WORK/probe.log" 2>&1
    grep -q 'bed: probe ok' "$WORK/probe.log" && return
  fi
  ACCEL=tcg
}

# Shares of the guest: its root and the project (both read only), and $1, where it leaves what it has to say.
shares() {
  local tag path ro
  SHARES=()
  while read -r tag path ro; do
    SHARES+=(-fsdev "local,id=$tag,path=$path,security_model=none,multidevs=remap$ro"
      -device "virtio-9p-pci,fsdev=$tag,mount_tag=$tag")
  done <<<"root $ROOT ,readonly=on
project $REPO ,readonly=on
out $1"
}

# A disk for what a guest under systemd writes. Sparse, and gone with the work folder.
make_disk() {
  truncate -s 2G "$1"
  mkfs.ext4 -q -E lazy_itable_init=1 "$1" >/dev/null
}

# Boots in mode $1 with the out folder $2 until the guest is off. Ends it when it does not come up or is not done in time.
boot_guest() {
  local mode="$1" out="$2" disk=() pid started=$SECONDS limit
  shares "$out"
  if [ "$mode" = systemd ]; then
    [ -e "$out.disk" ] || make_disk "$out.disk"
    disk=(-drive "file=$out.disk,format=raw,if=virtio,cache=unsafe")
  fi
  rm -f "$out/booted" "$out/done"
  qemu_guest "$mode" "${SHARES[@]}" "${disk[@]}" -serial "file:$out/console.log" </dev/null 2>"$out/qemu.log" &
  pid=$!
  GUEST_PID=$pid
  # Else bash would announce its death.
  disown "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    # The suite is over and has left all its logs: no need to wait for an orderly shutdown.
    if [ -e "$out/done" ]; then kill -9 "$pid" && break; fi
    limit=$BOOT_SECONDS
    if [ -e "$out/booted" ]; then limit=$((BOOT_SECONDS + SUITE_SECONDS)); fi
    if [ $((SECONDS - started)) -ge "$limit" ]; then
      echo "stopped by the host: $([ -e "$out/booted" ] && echo "not done in $SUITE_SECONDS s" || echo "no boot in $BOOT_SECONDS s")" >>"$out/host.log"
      kill -9 "$pid"
    fi
    sleep 0.1
  done
  GUEST_PID=
}

# A guest to type in, on this terminal. Ctrl-A X ends it by force.
shell_guest() {
  local mode="$1" out="$2" disk=()
  shares "$out"
  if [ "$mode" = systemd ]; then
    make_disk "$out.disk"
    disk=(-drive "file=$out.disk,format=raw,if=virtio,cache=unsafe")
  fi
  echo shell >"$out/job"
  qemu_guest "$mode" "${SHARES[@]}" "${disk[@]}" -serial mon:stdio
}
