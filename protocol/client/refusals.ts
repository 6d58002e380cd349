import type { ErrorName } from '../errors.ts';

/** What a client does about an error of the hub, besides showing its sentence. */
type Reaction =
  /** Nothing: the link and the session go on. */
  | 'show'
  /** The link is of no use; another attempt follows after a while. */
  | 'retryLink'
  /** A person must type another code. */
  | 'askCode'
  /** The same join is sent again when the hub says so. */
  | 'joinLater'
  /** The session is gone: join anew with what was typed. */
  | 'joinAnew'
  /** Another link took the seat: ours if it is younger, else another device's. */
  | 'superseded'
  /** It makes no sense to come back without a person. */
  | 'end';

const reactions: Readonly<Record<ErrorName, Reaction>> = {
  badFrame: 'retryLink',
  badVersion: 'end',
  wrongCode: 'askCode',
  tooManyAttempts: 'joinLater',
  hubFull: 'retryLink',
  roomFull: 'retryLink',
  unknownToken: 'joinAnew',
  notJoined: 'retryLink',
  alreadyJoined: 'show',
  tooFast: 'show',
  tooLarge: 'retryLink',
  notYourSlot: 'show',
  remoteRefused: 'end',
  notAllowed: 'show',
  hubClosing: 'retryLink',
  kicked: 'end',
  roomLocked: 'joinLater',
  idle: 'retryLink',
  superseded: 'superseded',
  inputGap: 'retryLink',
  badMove: 'show',
  noSuchGame: 'show',
  slowLink: 'retryLink',
  muted: 'show',
  internal: 'retryLink',
};

/** Errors of a newer hub are shown; if the link was of no use, the hub closes it. */
export const reactionTo = (name: ErrorName | undefined): Reaction => (name ? reactions[name] : 'show');

/** How long a join is held back that the hub refused without naming a time. */
export const joinLaterMs = 3_000;
