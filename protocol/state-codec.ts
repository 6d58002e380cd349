import { BitReader } from './bytes/bit-reader.ts';
import { BitWriter } from './bytes/bit-writer.ts';
import type { GameDescriptor } from './descriptor.ts';
import { type RoomView, roomView } from './room-view.ts';
import { codecOf, compileNode } from './schema/compile.ts';
import type { Node } from './schema/node.ts';
import { optionalNode } from './schema/optional.ts';
import { structNode } from './schema/struct.ts';

/** What everybody sees; `game` is undefined while no match was ever set up. */
export interface SharedState<Game = unknown> {
  readonly room: RoomView;
  readonly game: Game | undefined;
}

/** What one phone sees. `secret` is undefined for phones without a seat and games without secrets. */
export interface SeenState<Game = unknown, Secret = unknown> {
  readonly shared: SharedState<Game>;
  readonly secret: Secret | undefined;
}

/**
 * Bodies of keyframes and deltas: the shared part, then, only if the game has secrets, the secret part, each padded to a whole byte.
 * The hub makes the parts apart, because the shared one serves all phones with the same baseline, and joins them.
 */
export interface StateCodec<Game = unknown, Secret = unknown> {
  /** Writers throw RangeError with the path of a value that does not fit, such as `game.players[3].x`. */
  sharedFull(state: SharedState<Game>): Uint8Array<ArrayBuffer>;
  sharedDelta(base: SharedState<Game>, state: SharedState<Game>): Uint8Array<ArrayBuffer>;
  /** No bytes if the game has no secrets. */
  secretFull(secret: Secret | undefined): Uint8Array<ArrayBuffer>;
  secretDelta(base: Secret | undefined, secret: Secret | undefined): Uint8Array<ArrayBuffer>;
  /** Readers throw ProtocolError `badFrame`, whatever the bytes. */
  decodeFull(body: Uint8Array): SeenState<Game, Secret>;
  /** @returns a state that shares with `base` all that did not change. */
  decodeDelta(body: Uint8Array, base: SeenState<Game, Secret>): SeenState<Game, Secret>;
}

const room = compileNode(roomView);

/** Compiles the state of one game. @throws RangeError that says what is wrong with its schemas. */
export const createStateCodec = <Game = unknown, Secret = unknown>(
  descriptor: Pick<GameDescriptor, 'shared' | 'secret'>,
): StateCodec<Game, Secret> => {
  const fields = {
    room: room as Node<unknown>,
    game: optionalNode(compileNode(descriptor.shared, 'shared') as Node<unknown>),
  };
  const shared = codecOf(structNode(fields) as unknown as Node<SharedState<Game>>);
  const secret =
    descriptor.secret &&
    codecOf(
      optionalNode(compileNode(descriptor.secret, 'secret') as Node<unknown> as Node<Secret>),
      'secret',
    );
  const bits = new BitWriter();
  const part = (write: () => void): Uint8Array<ArrayBuffer> => {
    bits.reset();
    write();
    return bits.finish();
  };
  return {
    sharedFull: (state) => part(() => shared.writeFull(bits, state)),
    sharedDelta: (base, state) => part(() => shared.writeDelta(bits, base, state)),
    secretFull: (value) => part(() => secret?.writeFull(bits, value)),
    secretDelta: (base, value) => part(() => secret?.writeDelta(bits, base, value)),
    decodeFull: (body) => {
      const from = new BitReader(body);
      const state = shared.readFull(from);
      from.align();
      const hidden = secret?.readFull(from);
      from.end();
      return { shared: state, secret: hidden };
    },
    decodeDelta: (body, base) => {
      const from = new BitReader(body);
      const state = shared.readDelta(from, base.shared);
      from.align();
      const hidden = secret?.readDelta(from, base.secret);
      from.end();
      return state === base.shared && hidden === base.secret ? base : { shared: state, secret: hidden };
    },
  };
};
