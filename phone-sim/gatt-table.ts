import type { FoundCharacteristic, FoundService } from './radio/noble-types.ts';

/** A hub's attributes, as far as a phone has seen them. Phones keep them from link to link (SPEC.md 7.9). */
export interface KnownTable {
  readonly service: FoundService;
  readonly characteristics: readonly FoundCharacteristic[];
  /** Handles of the Client Characteristic Configurations, by UUID of their characteristic; each is found when it is first needed. */
  readonly configurations: Map<string, number>;
}

/** Most hubs that a phone remembers. */
const MOST_TABLES = 8;

/** What a phone remembers of the hubs it has been at, by their address. */
export class KnownTables {
  readonly #tables = new Map<string, KnownTable>();

  of(address: string): KnownTable | undefined {
    return this.#tables.get(address);
  }

  keep(address: string, table: KnownTable): void {
    this.#tables.delete(address);
    this.#tables.set(address, table);
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size <= MOST_TABLES) return;
      this.#tables.delete(oldest);
    }
  }

  forget(address: string): void {
    this.#tables.delete(address);
  }
}
