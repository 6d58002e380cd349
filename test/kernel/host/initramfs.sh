# Makes the guest's first file system: busybox, the modules needed to reach the real root, and guest/initramfs-init.
# shellcheck shell=bash

# What must be loaded before the root can be mounted; whatever is built into the kernel is left out. (ext4 asks for
# crc32c by name, so modules.dep does not list it.)
BOOT_MODULES=(virtio_pci 9pnet_virtio 9p overlay virtio_blk crc32c_generic ext4)

# Prints the files of one module and all it depends on, in the order to load them, relative to $1 (the modules' folder).
module_files() {
  awk -v name="$2" '
    { file = $1; sub(/:$/, "", file); base = file; sub(/.*\//, "", base); sub(/\.ko.*/, "", base); gsub(/-/, "_", base) }
    base == name { for (i = NF; i >= 2; i--) print $i; print file }
  ' "$1/modules.dep"
}

# Writes $WORK/initramfs.gz and sets KERNEL to the guest's kernel image. Needs no root: all tools are the guest's busybox.
make_initramfs() {
  local modules version busybox tree module file plain
  modules="$(echo "$ROOT"/usr/lib/modules/*)"
  version="${modules##*/}"
  KERNEL="$ROOT/boot/vmlinuz-$version"
  [ -r "$KERNEL" ] || die "no kernel in the guest's root ($KERNEL): remove $ROOT and run this again"
  busybox="$ROOT/usr/bin/busybox"
  tree="$WORK/initramfs"
  mkdir -p "$tree"/{bin,dev,proc,sys,modules}
  cp "$busybox" "$tree/bin/busybox"
  ln -s busybox "$tree/bin/sh"
  cp "$BED/guest/initramfs-init" "$tree/init"
  chmod 755 "$tree/init"
  : >"$tree/modules/order"
  for module in "${BOOT_MODULES[@]}"; do
    for file in $(module_files "$modules" "$module"); do
      plain="$(basename "$file" | sed 's/\.ko.*/.ko/')"
      [ -e "$tree/modules/$plain" ] && continue
      case "$file" in
        *.xz) "$busybox" xzcat "$modules/$file" ;;
        *.gz) "$busybox" zcat "$modules/$file" ;;
        *.zst) die "the guest's modules are packed with zstd, which its busybox cannot unpack" ;;
        *) cat "$modules/$file" ;;
      esac >"$tree/modules/$plain"
      echo "$plain" >>"$tree/modules/order"
    done
  done
  (cd "$tree" && find . | "$busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$WORK/initramfs.gz"
}
