import { randomBytes } from 'node:crypto';
import { native } from '../hub/sealed/native.ts';
import { createSealing } from '../protocol/sealed/sealing.ts';

/** What simulated phones seal with: Node's own cryptography, since many of them share one process. */
export const simSealing = createSealing({ primitives: native, random: randomBytes });
