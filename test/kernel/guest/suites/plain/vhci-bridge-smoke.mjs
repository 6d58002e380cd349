// The bridge that makes kernel adapters out of H4 sockets, tried on controllers that BlueZ serves on such a socket.
import { existsSync } from 'node:fs';
import { echo } from '../../smoke/echo.mjs';

export const seconds = 90;

const SERVED = '/tmp/bt-server-le';

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function smoke(bed) {
  bed.run('btvirt', ['btvirt', '-s']);
  await bed.until(() => existsSync(SERVED), `btvirt's socket ${SERVED}`);
  const phones = await bed.attach(SERVED, 1);
  const hub = await bed.attach(SERVED, 1);
  const figures = await echo(bed, hub.names[0], phones.names[0]);
  await hub.end();
  await bed.until(() => !bed.adapters().includes(hub.names[0]), 'the unplugged adapter to go');
  const again = await bed.attach(SERVED, 1);
  return { ...figures, 'unplugged and back as': again.names[0] };
}
