/** What a simulated phone hears from one of its links. `up` and `down` come at most once, `down` also when opening failed. */
export interface PhoneLinkEvents {
  up(): void;
  frame(frame: Uint8Array): void;
  /** `cause` is for a person. Not called after `close` or `cut`. */
  down(cause: string): void;
}

/** A phone's end of a link, whatever the radio; whole frames in order, both ways. */
export interface PhoneLink {
  send(frame: Uint8Array): void;
  /** What the hub said of MTU and slot (rule 11); of use on Bluetooth only. */
  tune(attMtu: number, slot: number | undefined): void;
  /** Says goodbye in the way of the radio. Resolves when that is done. */
  close(): Promise<void>;
  /** Is gone without a goodbye. */
  cut(): void;
}

/** Begins to open a link; the outcome comes as an event, never from inside this call. */
export type OpenPhoneLink = (events: PhoneLinkEvents) => PhoneLink;

/** Frames that may wait in a phone for its radio; a link that lets more pile up is given up. */
export const MAX_WAITING_FRAMES = 256;
/** The same for sockets, in bytes. */
export const MAX_WAITING_BYTES = 64 * 1024;
