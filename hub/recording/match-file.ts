import { createHash } from 'node:crypto';
import { deserialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { parse, stringify } from 'devalue';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import type { AnyGame } from '../games/game.ts';
import type { RoomState } from '../room/room-state.ts';
import {
  type Ending,
  endings,
  MAGIC,
  MatchFileError,
  type MatchStart,
  type PartKind,
  partOf,
  partsOf,
  type RecordedMatch,
  readMatchWith,
  versionOf,
  versions,
} from './match-format.ts';
import { stateBytes } from './state-bytes.ts';
import { type MatchSummary, writeSummary } from './summary.ts';

const part = (kind: PartKind, payload: Uint8Array): Uint8Array => partOf(kind, payload, crc32);

export const startPart = (start: MatchStart): Uint8Array =>
  Buffer.concat([Uint8Array.of(...MAGIC, versions.text), part('start', Buffer.from(stringify(start)))]);

/** @param batches bytes of each. */
export const batchesPart = (batches: readonly Uint8Array[]): Uint8Array =>
  part('batches', Buffer.concat(batches));

export const hashPart = (tick: number, hash: string): Uint8Array => {
  const to = new ByteWriter(40);
  to.varint(tick);
  to.raw(Buffer.from(hash, 'hex'));
  return part('hash', to.finish());
};

/** The last part: how the match ended, and for lists what it was. */
export const endPart = (ending: Ending, summary: MatchSummary): Uint8Array =>
  part('end', Buffer.concat([Uint8Array.of(endings.indexOf(ending)), writeSummary(summary)]));

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** @returns SHA-256 of what everybody sees of a state, in its one encoding, for the states of one game. */
export const stateHasher = (game: AnyGame): ((state: RoomState) => string) => {
  const bytesOf = stateBytes(game);
  return (state) => sha256(bytesOf(state));
};

/** @returns SHA-256 of what a game is made of besides its code; undefined if that is nothing. */
export const contentHash = ({ content }: AnyGame): string | undefined =>
  content === undefined ? undefined : sha256(JSON.stringify(content));

/** @param own the file is one that a hub on this machine wrote. */
const readStart = (version: number, body: Uint8Array, own: boolean): MatchStart => {
  if (version === versions.kept && !own)
    throw new MatchFileError(
      'The match was recorded by an older hub, in a form that can do harm if somebody else made the file. If you trust whoever gave it to you, add --trust.',
    );
  if (version === versions.kept) return deserialize(body) as MatchStart;
  if (version === versions.text) return parse(new TextDecoder().decode(body)) as MatchStart;
  throw new MatchFileError(
    `The match is of version ${version}, this program reads ${Object.values(versions).join(' and ')}.`,
  );
};

/**
 * Reads a match. @param own the file is one that a hub on this machine wrote, or comes from somebody who is trusted.
 * @throws MatchFileError for anything but a match file of a version known here; one that just ends early is fine.
 */
export const readMatch = (file: Uint8Array, own = false): RecordedMatch =>
  readMatchWith(file, { crc32, readStart: (version, body) => readStart(version, body, own) });

/** Reads only what a match of this hub's own folder begins with. @returns also where the rest of the file begins. @throws MatchFileError. */
export const readMatchStart = (file: Uint8Array): { readonly start: MatchStart; readonly restAt: number } => {
  const version = versionOf(file);
  const first = partsOf(file, crc32).next();
  if (first.done || first.value.kind !== 'start')
    throw new MatchFileError('The match has no beginning: the file is cut off.');
  try {
    return { start: readStart(version, first.value.body.rest(), true), restAt: first.value.end };
  } catch (error) {
    if (error instanceof MatchFileError) throw error;
    throw new MatchFileError('The file is damaged: what the match begins with cannot be read.');
  }
};
