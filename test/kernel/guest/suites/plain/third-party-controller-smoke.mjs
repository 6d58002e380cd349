// Shows that the bed itself is right, with nothing of ours in it: BlueZ's controllers, stock bleno and stock noble.
import { echo } from '../../smoke/echo.mjs';

export const seconds = 90;

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function smoke(bed) {
  await bed.btvirt(2);
  return echo(bed, 'hci0', 'hci1');
}
