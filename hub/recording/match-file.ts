import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { ByteReader } from '../../protocol/bytes/reader.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { createStateCodec, type StateCodec } from '../../protocol/state-codec.ts';
import type { AnyGame } from '../games/game.ts';
import type { RoomState } from '../room/room-state.ts';
import { type Batch, readBatch, writeBatch } from './batch-codec.ts';

/** First bytes of every match file; the last one is the version. */
const MAGIC = Uint8Array.of(0x50, 0x4c, 0x4d, 1);
const HASH_BYTES = 32;
const kinds = ['start', 'batches', 'hash', 'end'] as const;
/** Room for the state a match begins with. */
const LARGEST_PART = 16 * 1024 * 1024;

/** How a match ended: it was decided, given up, the hub stopped, or the file became too long. */
const endings = ['over', 'left', 'stopped', 'tooLong'] as const;
export type Ending = (typeof endings)[number];

/** What a match begins with. */
export interface MatchStart {
  readonly gameId: string;
  readonly hubName: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tick: number;
  /** The state of `tick`, with the seed of all that comes. */
  readonly room: Omit<RoomState, 'game'>;
}

/** A match as it was recorded. `ending` is undefined if the hub died in it. */
export interface RecordedMatch {
  readonly start: MatchStart;
  readonly batches: readonly Batch[];
  /** Of the canonical shared state, by tick. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly ending: Ending | undefined;
}

/** A file that is no match, or one that was cut or changed; the message says where. */
export class MatchFileError extends Error {
  override readonly name = 'MatchFileError';
}

const part = (kind: (typeof kinds)[number], payload: Uint8Array): Uint8Array => {
  const body = new Uint8Array(1 + payload.length);
  body[0] = kinds.indexOf(kind);
  body.set(payload, 1);
  const to = new ByteWriter(body.length + 16);
  to.bytes(body);
  to.u32(crc32(body));
  return to.finish();
};

export const startPart = (start: MatchStart): Uint8Array =>
  Buffer.concat([MAGIC, part('start', serialize(start))]);

export const batchesPart = (batches: readonly Batch[]): Uint8Array => {
  const to = new ByteWriter(1024);
  for (const batch of batches) writeBatch(to, batch);
  return part('batches', to.finish());
};

export const hashPart = (tick: number, hash: string): Uint8Array => {
  const to = new ByteWriter(40);
  to.varint(tick);
  to.raw(Buffer.from(hash, 'hex'));
  return part('hash', to.finish());
};

export const endPart = (ending: Ending): Uint8Array => part('end', Uint8Array.of(endings.indexOf(ending)));

/** @returns SHA-256 of what everybody sees of a state, in its one encoding, for the states of one game. */
export const stateHasher = (game: AnyGame): ((state: RoomState) => string) => {
  const codec: StateCodec = createStateCodec({ shared: game.shared });
  return (state) =>
    createHash('sha256')
      .update(codec.sharedFull({ room: state, game: game.view(state.play) }))
      .digest('hex');
};

/** One part after the other; stops before a part that is cut off, as the last one is if the hub died. */
function* partsOf(file: Uint8Array): Generator<readonly [kind: (typeof kinds)[number], body: ByteReader]> {
  let at = MAGIC.length;
  while (at < file.length) {
    const from = new ByteReader(file.subarray(at));
    let body: Uint8Array;
    let sum: number;
    try {
      body = from.bytes(LARGEST_PART);
      sum = from.u32();
    } catch {
      return;
    }
    const kind = kinds[body[0] ?? 255];
    if (crc32(body) !== sum || kind === undefined)
      throw new MatchFileError(`The file is damaged at byte ${at}: its checksum is another.`);
    yield [kind, new ByteReader(body.subarray(1))];
    at = file.length - from.remaining;
  }
}

/** Reads a match. @throws MatchFileError for anything but a match file of this version; one that just ends early is fine. */
export const readMatch = (file: Uint8Array): RecordedMatch => {
  if (Buffer.compare(file.subarray(0, 3), MAGIC.subarray(0, 3)) !== 0)
    throw new MatchFileError('This is no match of Partyline: those are in the folder matches of --data-dir.');
  if (file[3] !== MAGIC[3])
    throw new MatchFileError(`The match is of version ${file[3]}, this program reads ${MAGIC[3]}.`);
  let start: MatchStart | undefined;
  let ending: Ending | undefined;
  const batches: Batch[] = [];
  const hashes = new Map<number, string>();
  for (const [kind, body] of partsOf(file)) {
    if (kind === 'start') start = deserialize(body.rest()) as MatchStart;
    else if (kind === 'batches') while (body.remaining > 0) batches.push(readBatch(body));
    else if (kind === 'hash') hashes.set(body.varint(), Buffer.from(body.raw(HASH_BYTES)).toString('hex'));
    else ending = endings[body.u8()];
  }
  if (!start) throw new MatchFileError('The match has no beginning: the file is cut off.');
  let { tick } = start;
  for (const batch of batches) {
    tick += 1;
    if (batch.tick !== tick)
      throw new MatchFileError(`The match has a gap: tick ${batch.tick} follows ${tick - 1}.`);
  }
  return { start, batches, hashes, ending };
};
