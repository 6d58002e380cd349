import type { MessageOf } from '../../protocol/messages.ts';

export interface InvitationOptions {
  /** The code to begin with; undefined lets everybody in. */
  readonly code: string | undefined;
  /** Makes another code; undefined where it is a fixed one, or none. */
  readonly draw?: (() => string) | undefined;
  /** What the QR code has in place of the code: 128 bits as text, which nobody can guess. */
  readonly secret?: string | undefined;
  /** Makes another, for each new code. */
  readonly drawSecret?: (() => string) | undefined;
}

/** Draws that are tried for a code that differs from the one of before. */
const DRAWS = 20;

/** What lets people into the room, as a screen shows it: the code, and whether somebody is trying codes out. */
export class Invitation {
  guessing = false;
  #code: string | undefined;
  #secret: string;
  readonly #drawSecret: (() => string) | undefined;
  readonly #draw: (() => string) | undefined;
  /** Wrong codes since somebody joined with the right one. */
  #misses = 0;
  /** Times that the code was changed because the room stood empty, since it does. */
  #grown = 0;

  constructor({ code, draw, secret, drawSecret }: InvitationOptions) {
    this.#code = code;
    this.#secret = secret ?? '';
    this.#drawSecret = drawSecret;
    this.#draw = code === undefined ? undefined : draw;
  }

  get code(): string | undefined {
    return this.#code;
  }

  /** Empty where there is none. */
  get secret(): string {
    return this.#secret;
  }

  get message(): MessageOf<'invite'> {
    return {
      type: 'invite',
      code: this.#code ?? '',
      secret: this.#secret,
      guessing: this.guessing,
      renewable: this.#draw !== undefined,
    };
  }

  /** Changes the code, where it is not a fixed one. */
  renew(): void {
    this.#misses = 0;
    const before = this.#code;
    if (this.#draw) this.#secret = this.#drawSecret?.() ?? this.#secret;
    for (let i = 0; this.#draw && this.#code === before && i < DRAWS; i += 1) this.#code = this.#draw();
  }

  /** A wrong code came; after so many in a row the code is another. */
  missed(most: number): void {
    this.#misses += 1;
    if (this.#misses >= most) this.renew();
  }

  /** Somebody joined with the code. */
  used(): void {
    this.#misses = 0;
  }

  /** The room has stood empty for so long: once in each `everyMs` the code is another. */
  grow(emptyMs: number, everyMs: number): void {
    const due = Math.floor(emptyMs / everyMs);
    if (due > this.#grown) this.renew();
    this.#grown = due;
  }
}
