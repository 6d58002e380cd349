import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const own = '/proc/self/fd';

/** Descriptors of this process that are HCI sockets. */
function hciDescriptors(): number[] {
  let inodes: Set<string>;
  try {
    // Columns: sk RefCnt Rmem Wmem User Inode Parent
    const lines = readFileSync('/proc/net/hci', 'utf8').trim().split('\n').slice(1);
    inodes = new Set(lines.map((line) => line.trim().split(/\s+/)[5] ?? ''));
  } catch {
    return []; // no Bluetooth in this kernel
  }
  return readdirSync(own).flatMap((name) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${own}/${name}`))?.[1];
      return inode !== undefined && inodes.has(inode) ? [Number(name)] : [];
    } catch {
      return []; // closed meanwhile, as the one that read the folder was
    }
  });
}

/**
 * Opens an HCI socket and tells how to close it. The native module has no close: it stops reading and keeps the adapter
 * until the process ends, so that neither bluetoothd nor this hub could open it again.
 * @returns what `open` returned, and `close`, which is to be called once, after the socket was stopped
 */
export function openClosable<T>(open: () => T): { readonly opened: T; readonly close: () => void } {
  const before = new Set(hciDescriptors());
  const fresh = (): number[] => hciDescriptors().filter((descriptor) => !before.has(descriptor));
  const closeAll = (descriptors: number[]): void => {
    for (const descriptor of descriptors) closeSync(descriptor);
  };
  try {
    const opened = open();
    const mine = fresh();
    return { opened, close: () => closeAll(mine.splice(0)) };
  } catch (error) {
    closeAll(fresh());
    throw error;
  }
}
