import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { ByteReader } from '../../protocol/bytes/reader.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { limits } from '../../protocol/limits.ts';
import { MEMBERS } from '../../protocol/room-view.ts';
import { type Batch, readBatch } from '../recording/batch-codec.ts';
import type { RoomState } from '../room/room-state.ts';
import type { SavedSession } from '../saved.ts';

/** Version of the records; a store of another version is set aside. */
const VERSION = 2;
const HEAD = 5;

/** A record that is not what was written. */
class DamagedRecord extends Error {
  override readonly name = 'DamagedRecord';
}

/** What makes a room the same room after a restart. Secrets: the store's directory is for the hub's user alone. */
export interface RoomIdentity {
  readonly room: string;
  /** Undefined lets everybody in. */
  readonly code: string | undefined;
  /** What the QR code lets people in with. */
  readonly joinSecret: string;
  /** `--game` at the start of the room. */
  readonly wantedGame: string;
}

/** A whole hub at one tick. */
export interface Checkpoint {
  readonly identity: RoomIdentity;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tick: number;
  readonly gameId: string;
  readonly room: Omit<RoomState, 'game'>;
  readonly sessions: readonly SavedSession[];
  /** Starts from this room, one after the other, that did not live long enough to be called healthy. */
  readonly attempts: number;
  /** Which build of the program wrote it; missing in stores of older hubs. */
  readonly code?: string;
}

/** When the hub last wrote, and how far it had come by then. */
export interface Pulse {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tick: number;
  /** The hub was stopped, it did not die. */
  readonly stopped: boolean;
}

/** A batch as the store keeps it: with the tokens of those who joined in it, or came back with another. */
export interface StoredBatch extends Batch {
  readonly tokens: ReadonlyMap<number, Uint8Array>;
}

export const PULSE = 'pulse';
const place = (tick: number): string => String(tick).padStart(10, '0');
export const checkpointKey = (tick: number): string => `checkpoint/${place(tick)}`;
export const logKey = (tick: number): string => `log/${place(tick)}`;

const sum = (key: string, payload: Uint8Array): number => crc32(payload, crc32(key));

const framed = (key: string, payload: Uint8Array): Uint8Array => {
  const record = new Uint8Array(HEAD + payload.length);
  record[0] = VERSION;
  new DataView(record.buffer).setUint32(1, sum(key, payload));
  record.set(payload, HEAD);
  return record;
};

/** @throws DamagedRecord if the record is cut, changed in any bit, under another key or of another version. */
const payloadOf = (key: string, record: Uint8Array): Uint8Array => {
  if (record.length < HEAD) throw new DamagedRecord(`${key} is cut off`);
  const payload = record.subarray(HEAD);
  const expected = new DataView(record.buffer, record.byteOffset).getUint32(1);
  if (sum(key, payload) !== expected) throw new DamagedRecord(`${key} has another checksum`);
  if (record[0] !== VERSION) throw new DamagedRecord(`${key} is of version ${record[0]}`);
  return payload;
};

export const writeCheckpoint = (checkpoint: Checkpoint): Uint8Array =>
  framed(checkpointKey(checkpoint.tick), serialize(checkpoint));

/** @throws DamagedRecord. What the checksum proves to be whole was written by this program. */
export const readCheckpoint = (key: string, record: Uint8Array): Checkpoint => {
  const checkpoint = deserialize(payloadOf(key, record)) as Checkpoint;
  if (checkpointKey(checkpoint.tick) !== key) throw new DamagedRecord(`${key} is of tick ${checkpoint.tick}`);
  return checkpoint;
};

export const writePulse = ({ at, tick, stopped }: Pulse): Uint8Array => {
  const to = new ByteWriter(16);
  to.u32(Math.floor(at / 0x1_0000_0000));
  to.u32(at % 0x1_0000_0000);
  to.u32(tick);
  to.u8(stopped ? 1 : 0);
  return framed(PULSE, to.finish());
};

/** @throws DamagedRecord. */
export const readPulse = (record: Uint8Array): Pulse => {
  const from = new ByteReader(payloadOf(PULSE, record));
  return { at: from.u32() * 0x1_0000_0000 + from.u32(), tick: from.u32(), stopped: from.u8() === 1 };
};

/** @param batch bytes of a batch; `tokens` are of those who joined in it, or came back with another. */
export const appendStored = (
  to: ByteWriter,
  batch: Uint8Array,
  tokens: ReadonlyMap<number, Uint8Array>,
): void => {
  to.raw(batch);
  to.varint(tokens.size);
  for (const [member, token] of tokens) {
    to.varint(member);
    to.raw(token);
  }
};

/** A row of batches as one record. */
export const writeLog = (firstTick: number, batches: Uint8Array): Uint8Array =>
  framed(logKey(firstTick), batches);

/** @throws DamagedRecord. */
export const readLog = (key: string, record: Uint8Array): StoredBatch[] => {
  const from = new ByteReader(payloadOf(key, record));
  const batches: StoredBatch[] = [];
  while (from.remaining > 0) {
    const batch = readBatch(from);
    const tokens = new Map<number, Uint8Array>();
    for (let left = from.varint(MEMBERS); left > 0; left -= 1)
      tokens.set(from.varint(MEMBERS - 1), from.raw(limits.tokenBytes));
    batches.push({ ...batch, tokens });
  }
  return batches;
};
