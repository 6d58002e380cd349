import { ByteReader } from '../../protocol/bytes/reader.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import type { RoomEvent, RoomState } from '../room/room-state.ts';
import { type Batch, readBatch } from './batch-codec.ts';

// What a match file is, without anything of Node's: a browser reads it with the same code.

/** First bytes of every match file; the version follows. */
export const MAGIC: readonly number[] = [0x50, 0x4c, 0x4d];
/** How the state that a match begins with is written: as Node's own bytes by older hubs, now as text, which any program can read and no file can misuse. */
export const versions = { kept: 1, text: 2 } as const;
const kinds = ['start', 'batches', 'hash', 'end'] as const;
export type PartKind = (typeof kinds)[number];
/** Room for the state a match begins with. */
const LARGEST_PART = 16 * 1024 * 1024;
const HASH_BYTES = 32;
/** Time of a batch that holds no tick, in milliseconds. */
const QUIET_MS = 33;

/** How a match ended: it was decided, given up, the hub stopped, or the file became too long. */
export const endings = ['over', 'left', 'stopped', 'tooLong'] as const;
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
  /** SHA-256 of the questions, for games that are made of some; missing in matches of older hubs. */
  readonly content?: string;
  /** Of a game that did not come with the hub: which rules it had. */
  readonly code?: { readonly version: string; readonly hash: string };
}

/** What a browser needs besides, for a game that it does not bring along. */
export interface PortableStart extends MatchStart {
  readonly quiz?: { readonly title: string; readonly rules: string; readonly questions: unknown };
}

/** A match as it was recorded. `ending` is undefined if the hub died in it. */
export interface RecordedMatch<Start extends MatchStart = MatchStart> {
  readonly start: Start;
  readonly batches: readonly Batch[];
  /** Of the canonical shared state, by tick. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly ending: Ending | undefined;
}

/** A file that is no match, or one that was cut or changed; the message says where. */
export class MatchFileError extends Error {
  override readonly name = 'MatchFileError';
}

/** What reading needs of the machine it runs on. */
export interface MatchTools<Start extends MatchStart> {
  readonly crc32: (bytes: Uint8Array) => number;
  /** @param body of the start part, as that version writes it. */
  readonly readStart: (version: number, body: Uint8Array) => Start;
}

/** @returns how long a batch took, in milliseconds, as far as its events tell. */
export const batchMs = (events: readonly RoomEvent[], tickMs: number): number => {
  if (events.some(({ type }) => type === 'tick')) return tickMs;
  return events.some(({ type }) => type === 'second') ? 1000 : QUIET_MS;
};

/** One part as bytes. */
export const partOf = (
  kind: PartKind,
  payload: Uint8Array,
  crc32: (bytes: Uint8Array) => number,
): Uint8Array => {
  const body = new Uint8Array(1 + payload.length);
  body[0] = kinds.indexOf(kind);
  body.set(payload, 1);
  const to = new ByteWriter(body.length + 16);
  to.bytes(body);
  to.u32(crc32(body));
  return to.finish();
};

/** @returns the version of a match file. @throws MatchFileError if it is none. */
export const versionOf = (file: Uint8Array): number => {
  if (MAGIC.some((byte, i) => file[i] !== byte))
    throw new MatchFileError('This is no match of Partyline: those are in the folder matches of --data-dir.');
  return file[MAGIC.length] ?? 0;
};

/** One part of a file, and where the next one begins. */
interface Part {
  readonly kind: PartKind;
  readonly body: ByteReader;
  readonly end: number;
}

/** One part after the other; stops before a part that is cut off, as the last one is if the hub died. */
export function* partsOf(file: Uint8Array, crc32: (bytes: Uint8Array) => number): Generator<Part> {
  let at = MAGIC.length + 1;
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
    at = file.length - from.remaining;
    yield { kind, body: new ByteReader(body.subarray(1)), end: at };
  }
}

/** @returns the body of the last part if it is of that kind, found from the end: the only one whose length leads exactly there and whose checksum is right. */
export const lastPart = (
  tail: Uint8Array,
  kind: PartKind,
  crc32: (bytes: Uint8Array) => number,
): Uint8Array | undefined => {
  for (let at = tail.length - 6; at >= 0; at -= 1) {
    const from = new ByteReader(tail.subarray(at));
    try {
      if (from.varint() !== from.remaining - 4) continue;
    } catch {
      continue;
    }
    const body = from.raw(from.remaining - 4);
    if (from.u32() === crc32(body) && kinds[body[0] ?? 255] === kind) return body.subarray(1);
  }
  return undefined;
};

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const read = <Start extends MatchStart>(
  file: Uint8Array,
  { crc32, readStart }: MatchTools<Start>,
): RecordedMatch<Start> => {
  const version = versionOf(file);
  let start: Start | undefined;
  let ending: Ending | undefined;
  const batches: Batch[] = [];
  const hashes = new Map<number, string>();
  for (const { kind, body } of partsOf(file, crc32)) {
    if (kind === 'start') start = readStart(version, body.rest());
    else if (kind === 'batches') while (body.remaining > 0) batches.push(readBatch(body));
    else if (kind === 'hash') hashes.set(body.varint(), hex(body.raw(HASH_BYTES)));
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

/** Reads a match. @throws MatchFileError for anything but a match file of a version that `tools` reads; one that just ends early is fine. */
export const readMatchWith = <Start extends MatchStart>(
  file: Uint8Array,
  tools: MatchTools<Start>,
): RecordedMatch<Start> => {
  try {
    return read(file, tools);
  } catch (error) {
    if (error instanceof MatchFileError) throw error;
    throw new MatchFileError(`The file is damaged: ${error instanceof Error ? error.message : error}.`);
  }
};
