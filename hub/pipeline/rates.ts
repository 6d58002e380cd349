/** Rates of one link or session (an honest phone stays far below), of one address, and of the hub. */
export const rates = {
  framesPerSecond: 400,
  framesAtOnce: 800,
  inputsPerSecond: 500,
  inputsAtOnce: 1_000,
  talkPerSecond: 1,
  talkAtOnce: 6,
  resyncsPerSecond: 4,
  resyncsAtOnce: 8,
  /** Of all members from one address together: each comes and goes as it likes, and a new name makes no new budget. */
  addressTalkPerSecond: 5,
  addressTalkAtOnce: 30,
  /** Members that an address has lost, be it by leaving or by a link that ended, at which it has to wait before more may join. */
  partedPerSecond: 5,
  partedAtOnce: 40,
  /** Handshakes of an address that have not been shown to be rightful: each costs the hub milliseconds. */
  proofsPerSecond: 5,
  proofsAtOnce: 40,
  /** Joins of the whole hub: a thousand phones that come together, and what a room of them can bear. */
  joinsPerSecond: 200,
  joinsAtOnce: 1_000,
} as const;
