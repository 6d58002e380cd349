import type { Source } from './sources.ts';

/** Somebody, as far as one can be told from others who come back: by the address, or by the name. */
interface Somebody {
  readonly address: string;
  readonly name: string;
}

/** Of each kind; the oldest is forgotten first. */
const REMEMBERED = 64;

/** Addresses that belong to this machine: all of its browsers and simulated phones have them, so they tell nobody apart. */
const OWN = /^$|^unknown$|^127\.|^::1$/;

const same = (one: Somebody, source: Source, name: string): boolean =>
  (one.name !== '' && one.name === name) || (!OWN.test(source.key) && one.address === source.key);

/**
 * Who was kicked and who was muted, so that neither is undone by coming again. `name` is what was typed, cleaned, not what a number was
 * put behind.
 */
export class Grudges {
  #kicked: Somebody[] = [];
  #muted: Somebody[] = [];

  kick(source: Source, name: string): void {
    this.#kicked = [...this.#kicked, { address: source.key, name }].slice(-REMEMBERED);
  }

  mute(source: Source, name: string): void {
    this.#muted = [...this.#muted, { address: source.key, name }].slice(-REMEMBERED);
  }

  unmute(source: Source, name: string): void {
    this.#muted = this.#muted.filter((one) => !same(one, source, name));
  }

  isKicked(source: Source, name: string): boolean {
    return this.#kicked.some((one) => same(one, source, name));
  }

  isMuted(source: Source, name: string): boolean {
    return this.#muted.some((one) => same(one, source, name));
  }

  /** Whoever was kicked may come again. */
  forgive(): void {
    this.#kicked = [];
  }

  /** The room is empty: whoever comes next is another party. */
  forget(): void {
    this.forgive();
    this.#muted = [];
  }
}
