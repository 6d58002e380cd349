import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { HolderFacts } from '../facts.ts';

/** A file of /proc or /sys as text without the last line end; `null` if it is not there or not for this user. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return null;
  }
}

/** Names in a folder; none if it is not there or not for this user. */
export function listNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const processIds = (): number[] =>
  listNames('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The first running program of that name (15 characters at most, as the kernel keeps it). */
export const findProgram = (name: string): number | null =>
  processIds().find((pid) => readText(`/proc/${pid}/comm`) === name) ?? null;

function holdsAny(pid: number, inodes: ReadonlySet<string>): boolean {
  return listNames(`/proc/${pid}/fd`).some((fd) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    } catch {
      return false;
    }
  });
}

/** Is it `node .build/hub/main.js`, by its command line? */
const isHub = (pid: number): boolean =>
  (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').some((word) => /(^|\/)hub\/main\.js$/.test(word));

/** Programs, without this one, that hold one of these sockets. Other users' programs are seen by root only. */
export const holdersOf = (inodes: ReadonlySet<string>): HolderFacts[] =>
  processIds()
    .filter((pid) => pid !== process.pid && inodes.size > 0 && holdsAny(pid, inodes))
    .map((pid) => ({ pid, program: readText(`/proc/${pid}/comm`) ?? '?', isHub: isHub(pid) }));
