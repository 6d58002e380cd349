import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readMatchStart } from './match-file.ts';
import { parseMatchName } from './match-folder.ts';
import { endings, lastPart } from './match-format.ts';
import type { MatchInfo } from './match-info.ts';
import { Cast, readSummary } from './summary.ts';

export const listRules = {
  /** Matches in a list. */
  files: 200,
  /** Bytes looked at to find the last part of a file; a summary is shorter. */
  tail: 8 * 1024,
  /** Bytes looked at where there is no summary: for the state of the beginning. */
  head: 256 * 1024,
} as const;

type Told = Omit<MatchInfo, 'id' | 'game' | 'when'>;

const unknown: Told = { seconds: null, ending: null, players: [], playerCount: 0 };

/** Reads up to `bytes` from a place of a file. */
const piece = async (file: FileHandle, at: number, bytes: number): Promise<Uint8Array> => {
  const buffer = new Uint8Array(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  return buffer.subarray(0, bytesRead);
};

/** @returns undefined for what is no file, such as a pipe, which would be waited for until somebody writes to it. */
const told = async (path: string): Promise<Told | undefined> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const about = await file.stat();
    if (!about.isFile()) return undefined;
    const { size } = about;
    const tail = await piece(file, Math.max(0, size - listRules.tail), listRules.tail);
    const end = lastPart(tail, 'end', crc32);
    const ending = endings[end?.[0] ?? 255] ?? null;
    const summary = end && readSummary(end.subarray(1));
    if (summary)
      return {
        seconds: Math.round(summary.ms / 100) / 10,
        ending,
        players: summary.players,
        playerCount: summary.count,
      };
    const { start } = readMatchStart(await piece(file, 0, listRules.head));
    const cast = new Cast();
    cast.see(start.room);
    const { players, count } = cast.players(start.room);
    return { ...unknown, ending, players, playerCount: count };
  } finally {
    await file.close();
  }
};

/**
 * Lists the matches of a folder, the newest first. What a list tells of a match never changes, so each file is looked at once.
 * A damaged file is listed with what its name tells.
 */
export class MatchList {
  readonly #dir: string;
  #known = new Map<string, MatchInfo>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws what the file system says if the folder cannot be read; one that is not there has no matches. */
  async list(): Promise<readonly MatchInfo[]> {
    const newestFirst = (await this.#names())
      .filter((name) => parseMatchName(name))
      .sort()
      .reverse()
      .slice(0, listRules.files);
    const infos: MatchInfo[] = [];
    for (const id of newestFirst) {
      const info = this.#known.get(id) ?? (await this.#look(id));
      if (info) infos.push(info);
    }
    this.#known = new Map(infos.map((info) => [info.id, info]));
    return infos;
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#dir);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  async #look(id: string): Promise<MatchInfo | undefined> {
    const named = parseMatchName(id);
    if (!named) return undefined;
    const rest = await told(join(this.#dir, id)).catch(() => unknown);
    return rest && { id, game: named.gameId, when: named.when, ...rest };
  }
}
