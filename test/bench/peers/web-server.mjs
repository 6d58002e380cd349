// A web server for a peer: plain, or over TLS 1.3 where files of a key and its certificate are named.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));

export const webServer = () =>
  key ? createSecureServer({ key, cert, minVersion: 'TLSv1.3' }) : createServer();
