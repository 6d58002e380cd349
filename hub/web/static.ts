import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Route, sendText } from './server.ts';

/** Names of files that carry a hash of their content never change their meaning. */
const HASHED = /-[0-9A-Z]{8}\.[\w.]+$/;
const PACKED = '.gz';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the pages, whole in memory. */
interface PageFile {
  readonly bytes: Buffer;
  /** The same as gzip, where that is shorter. */
  readonly packed: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns the directory of the built pages, upwards of this file: in the build that it is part of, else in the project's; built or not. */
const builtPages = (): string => {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) {
    if (existsSync(join(at, 'web', 'index.html'))) return join(at, 'web');
    at = dirname(at);
  }
  return join(at, '.build', 'web');
};

const readPage = (path: string, packedPath: string | undefined): PageFile => {
  const bytes = readFileSync(path);
  const packed = packedPath === undefined ? undefined : readFileSync(packedPath);
  return {
    bytes,
    packed: packed && packed.length < bytes.length ? packed : undefined,
    headers: {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      // Weak: it names the content, whichever way that is packed.
      etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
      vary: 'accept-encoding',
    },
  };
};

/** All files of a directory by their address, pages also without their ending. */
const readPages = (directory: string): ReadonlyMap<string, PageFile> => {
  const names = readdirSync(directory);
  const all = new Map<string, PageFile>();
  for (const name of names.filter((one) => !one.endsWith(PACKED))) {
    const packed = `${name}${PACKED}`;
    const page = readPage(
      join(directory, name),
      names.includes(packed) ? join(directory, packed) : undefined,
    );
    all.set(`/${name}`, page);
    if (name === 'index.html') all.set('/', page);
    else if (name.endsWith('.html')) all.set(`/${name.slice(0, -'.html'.length)}`, page);
  }
  return all;
};

/** Whether an Accept-Encoding header takes gzip (RFC 9110 section 12.5.3). */
const takesGzip = (header: string | undefined): boolean =>
  /(^|[\s,])gzip\s*(;\s*q=(0?\.\d|1)|,|$)/.test(header ?? '');

/**
 * Answers with the pages: `/` for phones, `/tv` for the TV. They are read here, once: a hub that runs needs neither its files nor a free
 * descriptor to show them, and no path can lead out of the directory.
 * @param directory what scripts/build-pages.mjs has made.
 */
export const servePages = (directory = builtPages()): Route => {
  if (!existsSync(join(directory, 'index.html')))
    return (_request, response) =>
      sendText(response, 503, 'The pages are not built yet. Run: npm run build\n');
  const pages = readPages(directory);
  return ({ method, headers }, response, { pathname }) => {
    if (method !== 'GET' && method !== 'HEAD') return sendText(response, 405, 'Only GET is answered here.\n');
    const page = pages.get(pathname) ?? pages.get(pathname.replace(/\/$/, ''));
    if (!page) return sendText(response, 404, `There is nothing at ${pathname}.\n`);
    if (headers['if-none-match']?.includes(page.headers.etag ?? '')) {
      response.writeHead(304, page.headers).end();
      return;
    }
    const packed = takesGzip(headers['accept-encoding']) ? page.packed : undefined;
    const body = packed ?? page.bytes;
    response.writeHead(200, {
      ...page.headers,
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
      'content-length': body.length,
    });
    response.end(method === 'HEAD' ? undefined : body);
  };
};
