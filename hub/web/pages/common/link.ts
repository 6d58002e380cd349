/** What a link tells its owner. `down` comes once and last, also if the link never came up. */
export interface LinkHandlers {
  readonly up: () => void;
  readonly frame: (frame: Uint8Array) => void;
  readonly down: (cause: string) => void;
}

/** A link of this page to the hub. After `close` it says nothing more. */
export interface PageLink {
  send(frame: Uint8Array): void;
  /** Bluetooth only: how much one value holds, and where to play (SPEC.md rule 11 of section 10). */
  tune(attMtu: number, slot: number | undefined): void;
  close(): void;
}

export type OpenLink = (handlers: LinkHandlers) => PageLink;
