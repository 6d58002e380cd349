// A phone dies in the middle of a game, once with its controller (a battery pulled) and once without (a process killed):
// the link ends by itself, the seat is held, and a new process takes it up again with the token.
import { demand, demandClean, startAir, startHub, startPhones } from '../../lib/party.mjs';

export const seconds = 600;

const TOKENS = '/tmp/tokens.json';

/** @param {ReturnType<import('../../lib/bed.mjs').createBed>} bed */
export default async function phoneKilled(bed) {
  const air = await startAir(bed);
  await bed.attach(air, 1);
  const hub = await startHub(bed);
  demand(hub.ready.ble === 'hci0', `the hub took no adapter: ${JSON.stringify(hub.ready)}`);
  const links = () => hub.metric('links', { transport: 'ble' });
  const here = () => hub.metric('members', { status: 'here' });
  const away = () => hub.metric('members', { status: 'away' });
  const resumes = () => hub.metric('resumes_total');
  const since = (from) => (performance.now() - from) / 1000;

  const others = startPhones(bed, hub, 'others', ['--ws', '2', '--inputs', '5']);
  let controller = await bed.attach(air, 1);
  let lives = 0;
  /** A process with the phone; the first joins, the later ones find its token. */
  const phone = () => {
    lives += 1;
    return startPhones(bed, hub, `phone-${lives}`, ['--ble', '1', '--keep', TOKENS, '--inputs', '5']);
  };
  let alive = phone();
  await hub.until(async () => (await here()) === 3 && (await links()) === 1, 'all in the room');
  await hub.everybodyPlays('a game');

  // With its controller: nobody says goodbye, only the hub's supervision timeout tells.
  let died = performance.now();
  await Promise.all([alive.program.end('SIGKILL'), controller.end('SIGKILL')]);
  const [, cause] = await hub.program.line(/"link":"ble-1","cause":"(\w+)","detail":"supervision timeout"/);
  const freed = since(died);
  demand(cause === 'lost', `the link ended as ${cause}`);
  await hub.until(async () => (await away()) === 1, 'the phone away');
  demand((await hub.metric('seats_taken')) === 3, 'its seat was not held');
  controller = await bed.attach(air, 1);
  let back = performance.now();
  alive = phone();
  await hub.until(async () => (await resumes()) === 1 && (await here()) === 3, 'the seat taken up again');
  const resumed = since(back);
  await hub.everybodyPlays('the game going on');

  // Without: the kernel closes the killed process's socket and leaves the controller as it is, so the link stays up.
  died = performance.now();
  await alive.program.end('SIGKILL');
  const [, how] = await hub.program.line(/"link":"ble-2","cause":"\w+","detail":"([^"]*)"/);
  const noticed = since(died);
  await hub.until(async () => (await away()) === 1, 'the phone away again');
  back = performance.now();
  alive = phone();
  await hub.until(async () => (await resumes()) === 2 && (await here()) === 3, 'the seat taken up once more');
  const resumedAgain = since(back);
  await hub.everybodyPlays('the game going on once more');
  demand((await hub.metric('joins_total')) === 3, 'somebody joined anew');

  demandClean(await alive.finish());
  demandClean(await others.finish());
  return {
    'link freed after s': freed,
    'resumed in s': resumed,
    'killed without its controller, noticed after s': noticed,
    by: how,
    'resumed again in s': resumedAgain,
  };
}
