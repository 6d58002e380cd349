/** How one kind of link differs from the others. Whatever asks for these asks for no kind by its name. */
export interface LinkTraits {
  /** Its place among the words of the room's schema (SPEC.md S.16), 0..7, for good: recordings keep it too. */
  readonly radio: number;
  /** How long opening one may take before a phone gives it up. */
  readonly connectMs: number;
  /** The phone plays on a slot that the hub names, of which there are few. */
  readonly needsSlot: boolean;
  /** `hub` and `welcome` tell the ATT MTU, for phones that cannot ask their radio. */
  readonly mtuTold: boolean;
  /** A phone has at most one at a time, and it never ends unseen: no second one can be opened beside it to see whether it lives. */
  readonly exclusive: boolean;
  /** The radio itself tells what has arrived; elsewhere states are held back from a phone that leaves a ping unanswered (SPEC.md 6.2.2). */
  readonly tellsArrival: boolean;
}

const socket = {
  connectMs: 5_000,
  needsSlot: false,
  mtuTold: false,
  exclusive: false,
  tellsArrival: false,
} as const satisfies Omit<LinkTraits, 'radio'>;

/**
 * The kinds of link, as data: SPEC.md 3.4 is this table in prose, and types, parsers, metrics and words of the room follow from it.
 * A new one is a row here and what the compiler and the tests then ask for.
 */
export const linkKinds = {
  ble: {
    radio: 0,
    connectMs: 12_000,
    needsSlot: true,
    mtuTold: true,
    exclusive: true,
    tellsArrival: true,
  },
  websocket: { radio: 1, ...socket },
  tcp: { radio: 2, ...socket },
  /** Within one process: for tests, and for programs that hold a hub themselves. */
  memory: { radio: 3, ...socket },
} as const satisfies Readonly<Record<string, LinkTraits>>;

/** How a phone reaches the hub. */
export type LinkKind = keyof typeof linkKinds;

/** Words that no kind of link has yet: one that gets a row above takes the place of the word with its number, and no client breaks. */
const reserved = { 4: 'relay', 5: 'radio5', 6: 'radio6', 7: 'radio7' } as const;
const RADIOS = 8;

/** What the room shows of a member's link. Screens draw one they do not know as they like. */
export type Radio = LinkKind | (typeof reserved)[keyof typeof reserved];

const kinds = Object.keys(linkKinds) as LinkKind[];

/** The eight words of the room's schema, by their number. */
export const radios: readonly Radio[] = Array.from({ length: RADIOS }, (_, number) => {
  const word = kinds.find((kind) => linkKinds[kind].radio === number);
  return word ?? reserved[number as keyof typeof reserved];
});

/** @returns how links of this kind are. */
export const traitsOf = (kind: LinkKind): LinkTraits => linkKinds[kind];

/** @returns whether a word names a kind of link that this program knows. */
export const isLinkKind = (word: string): word is LinkKind => Object.hasOwn(linkKinds, word);
