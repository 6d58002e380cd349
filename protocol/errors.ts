/**
 * What can go wrong between a phone and a hub, as data. The number travels in the error message (SPEC.md section 8), the
 * sentence is for a human and says what to do, `closes` tells whether the hub ends the link after sending it.
 */
export const errorTable = {
  badFrame: {
    code: 1,
    closes: true,
    sentence: 'This app sent something the hub cannot read. Update the app or reload the page.',
  },
  badVersion: {
    code: 2,
    closes: true,
    sentence: 'This app and the hub speak different versions. Update the older one, or reload the page.',
  },
  wrongCode: { code: 3, closes: false, sentence: 'That code is not right. The four digits are on the TV.' },
  tooManyAttempts: {
    code: 4,
    closes: false,
    sentence: 'Too many wrong codes. Wait a moment, then type the code from the TV.',
  },
  hubFull: {
    code: 5,
    closes: true,
    sentence: 'All Bluetooth places are taken. Join over Wi-Fi instead, or wait until somebody leaves.',
  },
  roomFull: { code: 6, closes: true, sentence: 'The room is full. Wait until somebody leaves.' },
  unknownToken: {
    code: 7,
    closes: false,
    sentence: 'Your place is gone. Join again with the code on the TV.',
  },
  notJoined: { code: 8, closes: true, sentence: 'Join first: say hello, then send the code and a name.' },
  alreadyJoined: {
    code: 9,
    closes: false,
    sentence: 'This phone has joined already. Leave first to join again.',
  },
  tooFast: {
    code: 10,
    closes: false,
    sentence: 'That was too much at once; some of it was not taken. Slow down.',
  },
  tooLarge: {
    code: 11,
    closes: true,
    sentence: 'That message is larger than the hub takes. Send less at once, or update the app.',
  },
  notYourSlot: {
    code: 12,
    closes: false,
    sentence: 'That player characteristic belongs to another phone. Use the slot named in the welcome.',
  },
  remoteRefused: {
    code: 13,
    closes: true,
    sentence:
      'Only phones in the same network may play. Join the Wi-Fi of the hub, or start it with --allow-remote.',
  },
  notAllowed: { code: 14, closes: false, sentence: 'Only the host may do that. Ask the host.' },
  hubClosing: { code: 15, closes: true, sentence: 'The hub is shutting down. Thank you for playing.' },
  kicked: {
    code: 16,
    closes: true,
    sentence: 'The host has removed you from the room. Ask the host before you join again.',
  },
  roomLocked: { code: 17, closes: false, sentence: 'The room is locked. Ask the host to unlock it.' },
  idle: {
    code: 18,
    closes: true,
    sentence: 'Nothing was heard for too long. Connect again; your place is kept for a while.',
  },
  superseded: {
    code: 19,
    closes: true,
    sentence: 'This seat is now played over a newer link. Go on there, or reload to play here.',
  },
  inputGap: {
    code: 20,
    closes: true,
    sentence: 'Inputs are missing. Connect again and send those not yet acknowledged.',
  },
  badMove: {
    code: 21,
    closes: false,
    sentence: 'The game does not know this move. Choose one that is shown.',
  },
  noSuchGame: {
    code: 22,
    closes: false,
    sentence: 'This hub does not have that game. Choose one from its list.',
  },
  slowLink: {
    code: 23,
    closes: true,
    sentence: 'The link is too slow for what must be sent. Move closer to the hub or use Wi-Fi.',
  },
  muted: {
    code: 24,
    closes: false,
    sentence: 'The host has muted you. Ask the host to let you speak again.',
  },
  internal: {
    code: 25,
    closes: true,
    sentence: 'The hub failed inside. Connect again; if it happens again, look at its log.',
  },
  badSeal: {
    code: 26,
    closes: true,
    sentence:
      'Something on the way changed or forged a message. Connect again; your place is kept for a while.',
  },
  plainRefused: {
    code: 27,
    closes: true,
    sentence: 'This hub takes sealed links only. Use an app that seals, or start the hub with --plain.',
  },
  seatShared: {
    code: 28,
    closes: false,
    sentence: 'Another device now plays with your seat too. If it is not yours, leave and join again.',
  },
} as const;

export type ErrorName = keyof typeof errorTable;

const namesByCode = new Map<number, ErrorName>(
  (Object.keys(errorTable) as ErrorName[]).map((name) => [errorTable[name].code, name]),
);

/** @returns the name of an error code, or undefined for a code of a newer version. */
export const errorNameOf = (code: number): ErrorName | undefined => namesByCode.get(code);

/** A typed refusal. `name` is a row of {@link errorTable}; `detail` is for the log, never for the other side. */
export class ProtocolError extends Error {
  readonly code: ErrorName;
  readonly detail: string;

  constructor(code: ErrorName, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'ProtocolError';
    this.code = code;
    this.detail = detail;
  }
}
