import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gateRules } from '../../hub/pipeline/join-gate.ts';
import type { PhoneLink } from '../../phone-sim/phone-link.ts';
import { decodeFromHub, encode } from '../../protocol/codec.ts';
import { errorTable } from '../../protocol/errors.ts';
import type { LinkKind } from '../../protocol/links.ts';
import type { HubMessage, PhoneMessage } from '../../protocol/messages.ts';
import { guesserOn } from '../protocol/sealed/support/guesser.ts';
import { CODE, HubShow, print } from './support/show.ts';

const TRIES = 50;
const WRONG = '9041';

/** Speaks the protocol over any radio, one question at a time. */
const openGuesser = async (hub: HubShow, kind: LinkKind) => {
  const answers: HubMessage[] = [];
  let told: () => void = () => undefined;
  let down: string | undefined;
  const link = await new Promise<PhoneLink>((resolve, reject) => {
    const opened = hub.radio(kind)({
      up: () => resolve(opened),
      frame: (frame) => {
        answers.push(decodeFromHub(frame));
        told();
      },
      down: (cause) => {
        down = cause;
        reject(new Error(cause));
        told();
      },
    });
  });
  const ask = async (message: PhoneMessage): Promise<HubMessage> => {
    link.send(encode(message));
    for (;;) {
      const answer = answers.shift();
      if (answer) return answer;
      if (down !== undefined) throw new Error(`the link is gone: ${down}`);
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    }
  };
  return {
    guess: await guesserOn(ask, kind),
    close: () => link.close(),
  };
};

describe('fifty wrong codes over each radio', () => {
  it('are refused with a pause that grows; the right code gets in after it, and no secret is in the logs', async () => {
    const hub = await HubShow.start('--radio', 'virtual', '--air-interval', '7.5', '--log-level', 'trace');
    const pauses: number[] = [];
    const tokens: Uint8Array[] = [];
    for (const kind of ['ble', 'websocket', 'tcp'] as const) {
      // Somebody else's guesses close the door for all: wait as the hub says.
      await sleep(pauses.at(-1) ?? 0);
      const guesser = await openGuesser(hub, kind);
      const refusals = { wrongCode: 0, tooManyAttempts: 0 };
      for (let i = 0; i < TRIES; i += 1) {
        const { code, retryMs } = await guesser.guess(WRONG);
        const isWrong = code === errorTable.wrongCode.code;
        expect(isWrong || code === errorTable.tooManyAttempts.code).toBe(true);
        refusals[isWrong ? 'wrongCode' : 'tooManyAttempts'] += 1;
        if (isWrong && retryMs > 0) pauses.push(retryMs);
      }
      // While the pause lasts not even the right code is looked at: else guessing would go on in it.
      expect((await guesser.guess(CODE)).code).toBe(errorTable.tooManyAttempts.code);
      await guesser.close();
      print(`wrong codes over ${kind}`, { ...refusals, pauseMs: pauses.at(-1) });
      expect(refusals.tooManyAttempts).toBeGreaterThan(TRIES / 2);
    }
    expect(pauses.length).toBeGreaterThanOrEqual(3);
    pauses.forEach((pause, n) => {
      expect(pause).toBe(gateRules.firstPauseMs * 2 ** n);
    });

    const began = performance.now();
    const rightful = hub.phone('websocket', {
      watch: (effect) => {
        if (effect.type === 'welcome') tokens.push(effect.welcome.token);
      },
    });
    rightful.start();
    await rightful.until(({ statesReceived }) => statesReceived > 0);
    print('the rightful phone', { waitedMs: Math.round(performance.now() - began) });

    const { hostKey } = hub;
    expect(await hub.json('/host.json')).toMatchObject({ code: CODE });
    await hub.running.kill('SIGTERM');
    const log = hub.running.err;
    expect(log).toContain('link opened');
    expect(log).toContain('"cause":"left"');
    expect(tokens).toHaveLength(1);
    for (const code of [CODE, WRONG]) expect(log).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`));
    expect(hostKey).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(log).not.toContain(hostKey);
    for (const secret of [Buffer.from(hostKey), Buffer.from(tokens[0] ?? [])]) {
      expect(secret.length).toBeGreaterThanOrEqual(14);
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(log).not.toContain(secret.toString(form));
      expect(log).not.toContain([...secret].join(','));
    }
  }, 60_000);
});
