// The guest kernel's Bluetooth adapters, as /sys shows them.
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const CLASS = '/sys/class/bluetooth';

/** Names of the adapters there are now: ['hci0', 'hci1']. Links (hci0:64) are left out. */
export function adapters() {
  if (!existsSync(CLASS)) return [];
  return readdirSync(CLASS)
    .filter((name) => /^hci\d+$/.test(name))
    .sort((a, b) => Number(a.slice(3)) - Number(b.slice(3)));
}

/** Waits until `condition` holds; the kernel has no event for /sys, so it is looked at often. What costs more, seldom. */
export async function until(condition, what, seconds = 20, everyMs = 25) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await wait(everyMs);
  }
}

/** Waits until the kernel has at least `count` adapters. */
export function waitForAdapters(count) {
  return until(() => adapters().length >= count && adapters(), `${count} Bluetooth adapters in the kernel`);
}
