const names = [
  'links',
  'linksOpened',
  'madeRoom',
  'notifications',
  'indications',
  'framesIn',
  'framesOut',
  'refusedSlots',
  'droppedDeadWrites',
  'parameterUpdatesAsked',
  'parameterUpdatesAccepted',
  'parameterUpdatesRejected',
  'attErrors',
  'attInvalidPdu',
  'attUnsupported',
  'attUnexpected',
  'attInvalidHandle',
  'attNotPermitted',
  'attPrepareRefused',
  'attSecondMtuRequest',
  'attNotFound',
  'malformedFrames',
  'malformedAcl',
  'malformedL2cap',
  'malformedSignals',
  'malformedEvents',
  'unknownChannels',
  'pairingRefused',
  'indicationTimeouts',
  'overflows',
  'guarded',
  'commandTimeouts',
  'commandsDropped',
  'advertisingRefused',
  'adapterLost',
] as const;

type BleCounter = (typeof names)[number];
export type BleCounters = Record<BleCounter, number>;

/**
 * All counters of one adapter, at zero. `links` is a gauge; `attErrors` counts the ATT Error Responses sent, whoever
 * made them, but for Attribute Not Found, which is how every discovery ends; `commandTimeouts` the HCI commands that the
 * controller did not answer in 2 s, `commandsDropped` those that were not sent because too many waited. */
export const newCounters = (): BleCounters =>
  Object.fromEntries(names.map((name) => [name, 0])) as BleCounters;
