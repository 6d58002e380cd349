import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { stringify } from 'devalue';
import type { AnyGame } from '../games/game.ts';
import { readMatchStart } from '../recording/match-file.ts';
import { parseMatchName } from '../recording/match-folder.ts';
import { MAGIC, MatchFileError, type PortableStart, partOf, versions } from '../recording/match-format.ts';
import type { MatchProblem } from '../recording/match-info.ts';
import { MatchList } from '../recording/match-list.ts';
import { gameOf, MatchGameError } from '../replay/game-of.ts';
import { hasHostRights } from './rights.ts';
import { type Route, type Routes, sendJson } from './server.ts';

/** A match is recorded up to 8 MiB; what is much longer was not written by a hub. */
const LARGEST_BYTES = 9 * 1024 * 1024;

/** What may go wrong, by its name in the answer; the page has words for each. */
const statuses = {
  notAllowed: 403,
  noSuchMatch: 404,
  noSuchGame: 409,
  packMissing: 409,
  packChanged: 409,
  rulesChanged: 409,
  tooLarge: 413,
  damaged: 422,
  unreadable: 500,
} as const satisfies Record<MatchProblem, number>;

class MatchError extends Error {
  override readonly name = 'MatchError';
  readonly reason: MatchProblem;

  constructor(reason: MatchProblem, message: string) {
    super(message);
    this.reason = reason;
  }
}

const typed = (error: unknown): MatchError => {
  if (error instanceof MatchError) return error;
  if (error instanceof MatchGameError) return new MatchError(error.reason, error.message);
  if (error instanceof MatchFileError) return new MatchError('damaged', error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO')
    return new MatchError('noSuchMatch', 'There is no such match.');
  return new MatchError(
    'unreadable',
    `Matches cannot be read${code ? ` (${code})` : ''}: see the hub's log.`,
  );
};

export interface MatchRoutesOptions {
  /** Where matches are recorded. */
  readonly dir: string;
  readonly hostKey: string;
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  /** Told what is wrong with the hub itself, such as a folder that cannot be read. */
  readonly failed: (error: unknown) => void;
}

/** Reads a whole file that must not be longer than that. */
const readBounded = async (path: string): Promise<Uint8Array> => {
  // Not waiting either: a pipe of that name would be opened when somebody writes to it, so never.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new MatchError('noSuchMatch', 'There is no such match.');
    const { size } = about;
    if (size > LARGEST_BYTES)
      throw new MatchError('tooLarge', `The match has ${size} bytes, at most ${LARGEST_BYTES} are shown.`);
    return await file.readFile();
  } finally {
    await file.close();
  }
};

/**
 * The same match for programs that are not Node: the state that it begins with as text, and with the questions of its quiz. The rest of the file
 * is handed on as it is; whoever plays it looks at its checksums, so that a long match does not keep the hub from its game.
 */
const portable = (file: Uint8Array, catalogue: MatchRoutesOptions['catalogue']): Buffer => {
  const { start, restAt } = readMatchStart(file);
  const { meta, content } = gameOf(start, catalogue);
  const quiz =
    content === undefined ? {} : { quiz: { title: meta.title, rules: meta.rules, questions: content } };
  const told: PortableStart = { ...start, ...quiz };
  const first = partOf('start', Buffer.from(stringify(told)), crc32);
  return Buffer.concat([Uint8Array.of(...MAGIC, versions.text), first, file.subarray(restAt)]);
};

/** `GET /matches`: a list, the newest first. `GET /matches/FILE`: one of them. Both only with the host's rights. */
export const matchRoutes = ({ dir, hostKey, catalogue, failed }: MatchRoutesOptions): Routes => {
  const list = new MatchList(dir);
  const guarded =
    (answer: (response: ServerResponse, url: URL) => Promise<void>): Route =>
    async (request, response, url) => {
      try {
        if (!hasHostRights(request, hostKey))
          throw new MatchError('notAllowed', 'Only a TV that was opened with the host key may see matches.');
        await answer(response, url);
      } catch (error) {
        const { reason, message } = typed(error);
        if (reason === 'unreadable') failed(error);
        sendJson(response, { error: reason, message }, statuses[reason]);
      }
    };
  return {
    'GET /matches': guarded(async (response) => sendJson(response, await list.list())),
    'GET /matches/*': guarded(async (response, { pathname }) => {
      const name = pathname.slice('/matches/'.length);
      if (!parseMatchName(name)) throw new MatchError('noSuchMatch', 'There is no such match.');
      const bytes = portable(await readBounded(join(dir, name)), catalogue);
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
      response.end(bytes);
    }),
  };
};
