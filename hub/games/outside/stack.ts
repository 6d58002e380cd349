import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Failure } from './realm.ts';

const FRAME = /^\s+at (?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/;

/** Says of a failure where in the author's own files it was. */
export type Locate = (failure: Pick<Failure, 'message' | 'stack'>) => Error;

/**
 * @param fileName the script's name in stacks.
 * @param map its source map, whose sources lie beside `file`.
 */
export const locate = (fileName: string, map: string, file: string): Locate => {
  let sources: SourceMap | undefined;
  return ({ message, stack }) => {
    sources ??= new SourceMap(JSON.parse(map) as SourceMapPayload);
    const found = sources;
    const frames = stack.split('\n').flatMap((line) => {
      const [, name, script, row, column] = FRAME.exec(line) ?? [];
      if (script !== fileName) return [];
      const entry = found.findEntry(Number(row) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return [];
      const path = resolve(dirname(file), entry.originalSource);
      return [`    at ${name ?? 'rules'} (${path}:${entry.originalLine + 1}:${entry.originalColumn + 1})`];
    });
    const error = new Error(message);
    error.stack = [`Error: ${message}`, ...frames].join('\n');
    return error;
  };
};
