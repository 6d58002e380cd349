import type { ControllerSource } from './transport.ts';

/**
 * Which device numbers stand for virtual controllers. A host stack names its adapter by number (hci0 is 0); numbers not
 * in this list are left to the machine's own Bluetooth.
 */
export class VirtualDevices {
  readonly #sources = new Map<number, ControllerSource>();
  readonly #bound = new Set<number>();

  /** @throws RangeError when the number is taken */
  add(deviceId: number, source: ControllerSource): void {
    if (this.#sources.has(deviceId))
      throw new RangeError(`device ${deviceId} is already a virtual controller`);
    this.#sources.set(deviceId, source);
  }

  /** Adds under the lowest free number from `from` up, and returns it. */
  addNext(source: ControllerSource, from = 1000): number {
    let deviceId = from;
    while (this.#sources.has(deviceId)) deviceId++;
    this.#sources.set(deviceId, source);
    return deviceId;
  }

  /** Forgets a number. A host that has it bound keeps its controller. */
  remove(deviceId: number): void {
    this.#sources.delete(deviceId);
  }

  get(deviceId: number): ControllerSource | undefined {
    return this.#sources.get(deviceId);
  }

  /** What a host gets that names no device: the lowest virtual number that is free, if there is one. */
  lowestFree(): number | undefined {
    return this.ids().find((id) => !this.#bound.has(id));
  }

  ids(): number[] {
    return [...this.#sources.keys()].sort((a, b) => a - b);
  }

  isBound(deviceId: number): boolean {
    return this.#bound.has(deviceId);
  }

  setBound(deviceId: number, bound: boolean): void {
    if (bound) this.#bound.add(deviceId);
    else this.#bound.delete(deviceId);
  }
}
