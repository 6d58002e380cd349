import { createHash } from 'node:crypto';
import { type Decoding, plainDecoding } from '../protocol/client/state-reader.ts';
import type { StateDecoder } from '../protocol/client/state-store.ts';
import type { GameDescriptor } from '../protocol/descriptor.ts';
import { createStateCodec, type SeenState, type SharedState } from '../protocol/state-codec.ts';

/** Contents remembered for each game, newest last: phones of one room are never this many states apart. */
const REMEMBERED = 512;
const GAMES = 16;

const keyOf = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');

const bounded = <K, V>(map: Map<K, V>, key: K, value: V, limit: number): V => {
  map.set(key, value);
  if (map.size > limit) for (const oldest of map.keys()) return map.delete(oldest) ? value : value;
  return value;
};

/**
 * Lets the phones of one process share the work of decoding without sharing its outcome blindly: the same bytes against the same
 * baseline are decoded once, and states with the same content (compared by their canonical encoding) become one object, so that phones which
 * came in at different times share from then on. A phone that decodes something else is found out by {@link isSameContent}.
 */
export class SharedDecoding implements Decoding {
  readonly #descriptors = new Map<string, GameDescriptor>();
  readonly #codecs = new WeakMap<GameDescriptor, StateDecoder>();

  parse(text: string): GameDescriptor {
    return this.#descriptors.get(text) ?? bounded(this.#descriptors, text, plainDecoding.parse(text), GAMES);
  }

  codecOf(descriptor: GameDescriptor): StateDecoder {
    const known = this.#codecs.get(descriptor);
    if (known) return known;
    const made = descriptor.secret ? internShared(descriptor) : share(descriptor);
    this.#codecs.set(descriptor, made);
    return made;
  }
}

/** Digest of the canonical encoding of each state that was decoded. */
const contents = new WeakMap<SharedState, string>();

/** Whether two states that came from {@link SharedDecoding} say the same. */
export const isSameContent = (a: SharedState, b: SharedState): boolean =>
  a === b || contents.get(a) === contents.get(b);

/** One object for each content. */
const interning = (descriptor: GameDescriptor): ((shared: SharedState) => SharedState) => {
  const codec = createStateCodec(descriptor);
  const byContent = new Map<string, SharedState>();
  return (shared) => {
    if (contents.has(shared)) return shared;
    const content = createHash('sha1').update(codec.sharedFull(shared)).digest('base64');
    const same = byContent.get(content);
    if (same) return same;
    contents.set(shared, content);
    return bounded(byContent, content, shared, REMEMBERED);
  };
};

/** For games with secrets: each phone decodes for itself, what all see is compared by content. */
const internShared = (descriptor: GameDescriptor): StateDecoder => {
  const codec = createStateCodec(descriptor);
  const intern = interning(descriptor);
  const interned = ({ shared, secret }: SeenState): SeenState => ({ shared: intern(shared), secret });
  return {
    decodeFull: (body) => interned(codec.decodeFull(body)),
    decodeDelta: (body, base) => interned(codec.decodeDelta(body, base)),
  };
};

/** For games without: the same bytes against the same baseline are decoded once. */
const share = (descriptor: GameDescriptor): StateDecoder => {
  const codec = createStateCodec(descriptor);
  const intern = interning(descriptor);
  const whole = new WeakMap<SharedState, SeenState>();
  const fulls = new Map<string, SeenState>();
  const deltas = new WeakMap<SeenState, Map<string, SeenState>>();
  const one = ({ shared }: SeenState): SeenState => {
    const same = intern(shared);
    const known = whole.get(same);
    if (known) return known;
    const made: SeenState = { shared: same, secret: undefined };
    whole.set(same, made);
    return made;
  };
  return {
    decodeFull: (body) => {
      const key = keyOf(body);
      return fulls.get(key) ?? bounded(fulls, key, one(codec.decodeFull(body)), GAMES);
    },
    decodeDelta: (body, base) => {
      let from = deltas.get(base);
      if (!from) {
        from = new Map();
        deltas.set(base, from);
      }
      const key = keyOf(body);
      return from.get(key) ?? bounded(from, key, one(codec.decodeDelta(body, base)), REMEMBERED);
    },
  };
};
