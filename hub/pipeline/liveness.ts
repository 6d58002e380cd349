import { limits } from '../../protocol/limits.ts';
import { traitsOf } from '../../protocol/links.ts';
import type { LinkEntry, Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** A joined link of which nothing is heard is told to answer this often; so is each of several links of a session, to see which is better. */
export const HUB_PING_MS = 1_000;

/** Of a link that was heard within this time nobody doubts that it lives: a phone that plays tells it thirty times a second. */
const HEARD_LATELY_MS = 500;

/** The round trip of the one link of a phone that plays is measured this often: it may get a second one. */
const CALM_PING_MS = 5_000;

/** A phone that leaves a ping unanswered for longer than this, and sends nothing else, gets no states until it is heard (SPEC.md 6.2.2). */
export const HOLD_AFTER_MS = 750;

/** When a link is ended unless more is heard of it. Before it has joined, no ping and no second hello puts that off. */
export const deadline = ({ session, heardAt, greetedAt, openedAt, link }: LinkEntry): number => {
  if (session) return heardAt + limits.silenceMs;
  if (greetedAt !== undefined) return greetedAt + limits.handshakeMs;
  return openedAt + (link.kind === 'ble' ? limits.bleHelloMs : limits.helloMs);
};

/** Something came from the phone. Times here and below in whole milliseconds. */
export const heard = (registry: SessionRegistry, entry: LinkEntry, now: number): void => {
  entry.heardAt = now;
  if (!entry.held) return;
  entry.held = false;
  registry.push({ type: 'release', link: entry.link });
};

/** Asks a link of a session for a sign of life if it is time to (SPEC.md 10.8). A ping to a phone that is heard anyway would take radio from the game. */
export const pingIfDue = (
  registry: SessionRegistry,
  entry: LinkEntry,
  { links }: Session,
  now: number,
): void => {
  const since = now - entry.lastPingAt;
  if (since < HUB_PING_MS) return;
  const calm = links.length === 1 && now - entry.heardAt < HEARD_LATELY_MS;
  if (calm && since < CALM_PING_MS) return;
  entry.lastPingAt = now;
  entry.pingedAt ??= now;
  registry.send(entry, { type: 'ping', stamp: now >>> 0 });
};

/** A ping came back: the measure of the link's round trip. */
export const pong = (entry: LinkEntry, stamp: number, now: number): void => {
  const took = (now - stamp) >>> 0;
  if (entry.pingedAt === undefined || took > limits.silenceMs) return;
  entry.pingedAt = undefined;
  entry.rttMs = entry.rttMs === undefined ? took : entry.rttMs * 0.75 + took * 0.25;
};

/**
 * Keeps states back from a socket whose phone does not answer: the kernel would take them by the megabyte, and the phone would have
 * to read them all before it sees how things stand. Not where the radio itself tells what has arrived, as on Bluetooth.
 */
export const holdIfMute = (registry: SessionRegistry, entry: LinkEntry, now: number): void => {
  if (entry.held || entry.pingedAt === undefined || traitsOf(entry.link.kind).tellsArrival) return;
  if (now - Math.max(entry.pingedAt, entry.heardAt) <= HOLD_AFTER_MS) return;
  entry.held = true;
  registry.counters.holds += 1;
  registry.push({ type: 'hold', link: entry.link });
};
