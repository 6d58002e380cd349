// An hour of play in virtual time, in a process of its own: prints what it holds in memory on the way and at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type Storage } from '../../../hub/store/index.ts';
import type { MemoryPhone } from '../../../hub/transport/memory.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { pad } from '../../../protocol/inputs.ts';
import { features, PLAIN_VERSION } from '../../../protocol/limits.ts';
import type { PhoneMessage } from '../../../protocol/messages.ts';
import { VirtualHub } from '../../hub/support/virtual-hub.ts';
import type { HourResult } from './run.ts';

const MINUTES = 60;
const LOOKS = [5, 20, 40, MINUTES];
const PHONES = 8;
const STEP_MS = 33;
const MINUTE_MS = 60_000;

/** A phone that pushes its stick, answers pings and, now and then, is gone for a while or for good. */
class Player {
  readonly #rig: VirtualHub;
  readonly #number: number;
  #wire: MemoryPhone | undefined;
  #token: Uint8Array | undefined;
  #next = 1;
  #applied = 0;
  states = 0;

  constructor(rig: VirtualHub, number: number) {
    this.#rig = rig;
    this.#number = number;
    this.#connect();
  }

  #connect(): void {
    const wire = this.#rig.transport.connect();
    this.#wire = wire;
    wire.frames$.subscribe((frame) => this.#hear(wire, frame));
    this.#send({
      type: 'hello',
      version: PLAIN_VERSION,
      oldest: PLAIN_VERSION,
      features: features.dualHomed,
      client: 'hour',
    });
    if (this.#token) this.#send({ type: 'resume', token: this.#token, epoch: 0, tick: 0 });
    else
      this.#send({
        type: 'join',
        code: '4711',
        name: `Player ${this.#number}`,
        role: 'player',
        colour: this.#number % 8,
        hostKey: '',
      });
  }

  #send(message: PhoneMessage): void {
    this.#wire?.send(encode(message));
  }

  #hear(wire: MemoryPhone, frame: Uint8Array): void {
    const message = decodeFromHub(frame);
    if (message.type === 'ping') wire.send(encode({ type: 'pong', stamp: message.stamp }));
    else if (message.type === 'error') throw new Error(message.sentence);
    else if (message.type === 'welcome') {
      this.#token = message.token;
      this.#applied = message.applied;
      this.#next = message.applied + 1;
    } else if (message.type === 'keyframe' || message.type === 'delta') {
      this.states += 1;
      this.#applied = message.applied;
    }
  }

  /** One push, as long as the hub keeps up. */
  play(turn: number): void {
    if (!this.#token || !this.#wire || ((this.#next - this.#applied) & 0xffff) > 32) return;
    this.#send({ type: 'input', first: this.#next, inputs: [pad(0, (turn % 7) - 3, (turn % 5) - 2)] });
    this.#next += 1;
  }

  start(): void {
    this.#send({ type: 'command', command: 'start', member: 0, argument: '' });
  }

  /** Goes without a goodbye and comes back. */
  blink(): void {
    this.#wire?.vanish();
    this.#connect();
  }

  /** Leaves, and somebody new comes. */
  change(): void {
    this.#send({ type: 'leave' });
    this.#token = undefined;
    this.#next = 1;
    this.#rig.settle();
    this.#connect();
  }
}

const memory = (): Pick<HourResult['figures'][number], 'rssMb' | 'heapMb'> => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
};

const dataDir = mkdtempSync(join(tmpdir(), 'partyline-hour-'));
let storage: Storage | undefined;
const rig = new VirtualHub({ record: (events, tick) => storage?.record(events, tick) });
storage = await openStorage({
  dataDir,
  hubName: 'hour',
  game: 'arena',
  port: 0,
  catalogue: rig.hub.catalogue,
  scheduler: rig.time,
  date: () => rig.time.now(),
  graceMs: 60_000,
  newIdentity: () => ({ room: 'HOUR', code: '4711', joinSecret: '' }),
  code: '4711',
  say: () => undefined,
});
await storage.begin(rig.hub);
storage.follow(rig.hub);
const players = Array.from({ length: PHONES }, (_, i) => new Player(rig, i));
rig.settle();
players[0]?.start();
const figures: HourResult['figures'][number][] = [];
let turn = 0;
for (let minute = 1; minute <= MINUTES; minute += 1) {
  for (const end = rig.time.now() + MINUTE_MS; rig.time.now() < end; turn += 1) {
    for (const player of players) player.play(turn);
    rig.advance(STEP_MS, STEP_MS);
    // Lets the store write.
    if (turn % 30 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  players[minute % PHONES]?.blink();
  rig.settle();
  players[1 + (minute % (PHONES - 1))]?.change();
  rig.settle();
  if (LOOKS.includes(minute)) figures.push({ minute, ...memory() });
}
const states = players.reduce((sum, player) => sum + player.states, 0);
await storage.stop();
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`hour ${JSON.stringify({ figures, states, members: rig.hub.state.members.size })}\n`);
process.exit(0);
