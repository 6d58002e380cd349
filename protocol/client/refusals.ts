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
  /** Another link plays the seat too: ours, or a stranger's, whom the person should hear of. */
  | 'shared'
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
  badSeal: 'retryLink',
  plainRefused: 'end',
  seatShared: 'shared',
};

/** What only a hub that has proved itself may say: anybody on the way could else end a session with a word. */
const onlyProven: ReadonlySet<ErrorName> = new Set(['kicked', 'superseded', 'seatShared', 'plainRefused']);

/**
 * Errors of a newer hub are shown; if the link was of no use, the hub closes it.
 * @param proven whether it came on a sealed link, or from a hub that is spoken to in the clear.
 */
export const reactionTo = (name: ErrorName | undefined, proven: boolean): Reaction => {
  if (!name) return 'show';
  return onlyProven.has(name) && !proven ? 'retryLink' : reactions[name];
};

/** How long a join is held back that the hub refused without naming a time. */
export const joinLaterMs = 3_000;
