import { limits } from '../limits.ts';
import { type LinkKind, traitsOf } from '../links.ts';
import type { ClientLink } from './client-link.ts';

/** Time given to the preferred radio before the others are tried too, when a player comes for the first time. */
export const staggerMs = 2_000;

/** What the plan is made from. */
export interface Situation {
  readonly links: readonly ClientLink[];
  /** Radios there are, preferred first. */
  readonly kinds: readonly LinkKind[];
  /** Two links, each on a radio of its own, rather than one. */
  readonly dual: boolean;
  /** A seat waits: every radio is tried at once. */
  readonly resuming: boolean;
  /** When the first attempt of this search began. */
  readonly searchingSince: number;
  readonly notBefore: (kind: LinkKind) => number;
}

/** What to open and close now, and when to look again. */
export interface LinkPlan {
  readonly open: readonly LinkKind[];
  readonly close: readonly ClientLink[];
  readonly againAt: number;
}

const isServing = (link: ClientLink): boolean => link.phase === 'playing' && !link.doubted;

/** Others are given up only for a link that has shown a state. */
const isGood = (link: ClientLink): boolean => isServing(link) && link.hasState;

/** Links that another, better one has made unnecessary: make before break. */
const superfluous = ({ links, kinds, dual }: Situation): ClientLink[] => {
  const wanted = links.filter((link) => isGood(link) && kinds.includes(link.kind));
  const newest = wanted.at(-1);
  if (!newest) return [];
  return links.filter((link) => {
    // The hub may be about to give this one the session: to end it now would cost another link its place for nothing.
    if (link.phase === 'asked') return false;
    if (!kinds.includes(link.kind)) return true;
    const rivals = dual ? wanted.filter((other) => other.kind === link.kind) : wanted;
    const keeper = rivals.at(-1);
    if (dual && wanted.length >= limits.linksPerSession && !wanted.includes(link)) return true;
    if (!keeper || link === keeper) return false;
    // A younger link that is not up yet is one that was opened on purpose.
    return link.id < keeper.id || !dual;
  });
};

/** Of a kind that is exclusive there is one link at most; others may be opened beside an old one. */
const mayOpen = (kind: LinkKind, links: readonly ClientLink[]): boolean => {
  const same = links.filter((link) => link.kind === kind);
  if (same.some((link) => link.phase !== 'playing')) return false;
  return traitsOf(kind).exclusive ? same.length === 0 : same.length < 2;
};

/**
 * Which links to open and close. Pure: the situation is all it knows.
 * Links are in order of age, oldest first.
 */
export const planLinks = (situation: Situation, now: number): LinkPlan => {
  const { links, kinds, dual, resuming, searchingSince, notBefore } = situation;
  const close = superfluous(situation);
  const left = links.filter((link) => !close.includes(link));
  const serving = left.filter((link) => isServing(link) && kinds.includes(link.kind));
  const needed = dual ? limits.linksPerSession : 1;
  const open: LinkKind[] = [];
  let againAt = Number.POSITIVE_INFINITY;
  kinds.forEach((kind, place) => {
    const wanted = serving.length < needed && !serving.some((link) => link.kind === kind);
    if (!wanted || !mayOpen(kind, left)) return;
    const patience = resuming || dual ? 0 : searchingSince + place * staggerMs;
    const due = Math.max(notBefore(kind), patience);
    if (due <= now) open.push(kind);
    else againAt = Math.min(againAt, due);
  });
  return { open, close, againAt };
};
