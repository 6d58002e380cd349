import { describe, expect, it } from 'vitest';
import { ClientLink } from '../../protocol/client/client-link.ts';
import { planLinks, type Situation, staggerMs } from '../../protocol/client/link-plan.ts';
import type { LinkKind } from '../../protocol/links.ts';

const NOW = 10_000;

/** `good` shows states, `welcomed` not yet, `doubted` has been silent. */
const link = (
  id: number,
  kind: LinkKind,
  how: 'connecting' | 'asked' | 'welcomed' | 'good' | 'doubted',
): ClientLink => {
  const made = new ClientLink(id, kind, 0);
  if (how === 'asked') made.enter('asked', NOW);
  else if (how !== 'connecting') made.enter('playing', NOW);
  made.hasState = how === 'good' || how === 'doubted';
  made.doubted = how === 'doubted';
  return made;
};

const plan = (
  change: Partial<Situation>,
): { open: readonly LinkKind[]; close: number[]; againAt: number } => {
  const { open, close, againAt } = planLinks(
    {
      links: [],
      kinds: ['ble', 'websocket'],
      dual: false,
      resuming: false,
      searchingSince: NOW,
      notBefore: () => Number.NEGATIVE_INFINITY,
      ...change,
    },
    NOW,
  );
  return { open, close: close.map((one) => one.id), againAt };
};

describe('which links to open and close', () => {
  it.each<[string, Partial<Situation>, readonly LinkKind[], number[]]>([
    ['at first the preferred radio', {}, ['ble'], []],
    ['the next one after a while', { searchingSince: NOW - staggerMs }, ['ble', 'websocket'], []],
    ['every radio at once when a seat waits', { resuming: true }, ['ble', 'websocket'], []],
    ['none twice', { resuming: true, links: [link(1, 'ble', 'connecting')] }, ['websocket'], []],
    ['none while one plays', { links: [link(1, 'websocket', 'good')] }, [], []],
    [
      'none while one was just welcomed',
      { resuming: true, links: [link(1, 'websocket', 'welcomed')] },
      [],
      [],
    ],
    [
      'a fresh one beside one in doubt',
      { resuming: true, links: [link(1, 'websocket', 'doubted')] },
      ['ble', 'websocket'],
      [],
    ],
    [
      'no second Bluetooth link to the same hub',
      { resuming: true, links: [link(1, 'ble', 'doubted')] },
      ['websocket'],
      [],
    ],
    [
      'the old one goes when the fresh one shows states',
      { links: [link(1, 'ble', 'doubted'), link(2, 'websocket', 'good')] },
      [],
      [1],
    ],
    ['but not before', { links: [link(1, 'ble', 'doubted'), link(2, 'websocket', 'welcomed')] }, [], []],
    [
      'attempts are called off when one plays',
      { links: [link(1, 'ble', 'connecting'), link(2, 'websocket', 'good')] },
      [],
      [1],
    ],
    [
      'but not one that has asked for the session',
      { links: [link(1, 'ble', 'asked'), link(2, 'websocket', 'good')] },
      [],
      [],
    ],
    [
      'a radio that is no longer wanted is replaced first',
      { kinds: ['websocket'], links: [link(1, 'ble', 'good')] },
      ['websocket'],
      [],
    ],
    [
      'and given up then',
      { kinds: ['websocket'], links: [link(1, 'ble', 'good'), link(2, 'websocket', 'good')] },
      [],
      [1],
    ],
    ['two radios for a dual-homed phone', { dual: true, links: [link(1, 'websocket', 'good')] }, ['ble'], []],
    [
      'which keeps both',
      { dual: true, links: [link(1, 'websocket', 'good'), link(2, 'ble', 'good')] },
      [],
      [],
    ],
    [
      'and replaces the one in doubt',
      { dual: true, links: [link(1, 'websocket', 'doubted'), link(2, 'ble', 'good')] },
      ['websocket'],
      [],
    ],
  ])('%s', (_, change, open, close) => {
    expect(plan(change)).toMatchObject({ open, close });
  });

  it('says when to look again while a radio has to wait', () => {
    expect(plan({ resuming: true, notBefore: () => NOW + 70 })).toEqual({
      open: [],
      close: [],
      againAt: NOW + 70,
    });
  });
});
