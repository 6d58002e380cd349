/** Every bound of the protocol in one place; SPEC.md section 9 lists the same figures. Sizes are bytes, times milliseconds. */
export const limits = {
  /** Largest frame a phone may send. */
  frameFromPhone: 512,
  /** Largest frame a hub may send. */
  frameToPhone: 65_535,
  /** Attribute value limit of the Core specification (Vol 3 Part F 3.2.9): no fragment is longer. */
  attributeValue: 512,
  nameBytes: 24,
  hubNameBytes: 32,
  clientBytes: 32,
  codeBytes: 8,
  hostKeyBytes: 32,
  chatBytes: 120,
  sentenceBytes: 200,
  reasonBytes: 120,
  argumentBytes: 64,
  moveBytes: 64,
  descriptorBytes: 32_768,
  tokenBytes: 16,
  /** Name of a token that is not told (rule 13.5). */
  tokenIdBytes: 8,
  /** A public share of a key exchange. */
  shareBytes: 32,
  /** What shows that both sides have the same keys. */
  confirmBytes: 16,
  /** Longest tag behind a sealed frame: a frame is so much shorter than its limit before it is sealed. */
  sealBytes: 16,
  /** Inputs a phone keeps unacknowledged; a hub holds as many that arrive ahead of a gap. */
  inputWindow: 64,
  /** Inputs in one frame. */
  inputsPerFrame: 16,
  /** Oldest baseline a delta may name, in states. */
  baselineAge: 255,
  /** Player characteristics, and so Bluetooth links with a seat or a view, for each adapter. */
  slots: 16,
  /** Time from a link's opening to its hello. */
  helloMs: 3_000,
  /** The same over Bluetooth, where a phone has to find the characteristics first: about ten round trips, of 100 ms each where the air is bad, and the wait for a person whom the system asks. */
  bleHelloMs: 10_000,
  /** Time from hello to join or resume. */
  handshakeMs: 30_000,
  /** A link with no frame for this long is closed; phones ping every `pingMs` when they have nothing else to say. */
  silenceMs: 15_000,
  pingMs: 3_000,
  /** Seat kept for a phone whose links are all gone. */
  graceMs: 60_000,
  /** Links one session may hold at once (one for each radio). */
  linksPerSession: 2,
} as const;

export const PROTOCOL_VERSION = 2;
/** The version without seals, which a hub speaks only if it was told to. */
export const PLAIN_VERSION = 1;
/** Oldest version this code still speaks. */
export const OLDEST_VERSION = 1;
/** WebSocket subprotocol (RFC 6455 section 1.9): how frames stand in messages, which no version has changed. */
export const WEBSOCKET_SUBPROTOCOL = 'partyline.v1';

/** Feature bits of hello and hub (SPEC.md section 4). Bits not listed are reserved: send 0, ignore when received. */
export const features = {
  /** One session may hold a Bluetooth and a Wi-Fi link at once. */
  dualHomed: 1 << 0,
} as const;
