import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { type Route, sendText } from './server.ts';

/** Names of files that carry a hash of their content never change their meaning. */
const HASHED = /-[0-9A-Z]{8}\.\w+$/;

/** @returns the directory of the built pages, found from the project's root upwards of this file, built or not. */
const builtPages = (): string => {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, '.build', 'web');
};

/**
 * Answers with the pages: `/` for phones, `/tv` for the TV. Files are known from the start, so no path can lead out of the directory.
 * @param directory what scripts/build-pages.mjs has made.
 */
export const servePages = (directory = builtPages()): Route => {
  if (!existsSync(join(directory, 'index.html')))
    return (_request, response) =>
      sendText(response, 503, 'The pages are not built yet. Run: npm run build\n');
  const files = sirv(directory, {
    etag: true,
    gzip: true,
    extensions: ['html'],
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  return (request, response, url) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendText(response, 405, 'Only GET is answered here.\n');
    // sirv decodes the path; one that cannot be decoded is nothing of ours.
    return files(request, response, () => sendText(response, 404, `There is nothing at ${url.pathname}.\n`));
  };
};
