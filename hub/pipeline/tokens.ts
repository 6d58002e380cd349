import { tokenId } from '../../protocol/sealed/keys.ts';
import type { Session } from './session.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A token that is good, and whose. */
export interface KnownToken {
  readonly session: Session;
  readonly token: Uint8Array;
}

/**
 * Which tokens are good. Over sealed links a session has another one with each welcome (SPEC.md rule 13.6): one that was seen somewhere
 * is worth nothing as soon as its owner has gone on. The one of before stays good until the phone has shown that it has the new one,
 * for a welcome may be lost.
 */
export class Tokens {
  /** By the token itself, for plain links. */
  readonly #byToken = new Map<string, KnownToken>();
  /** By the name under which a sealed link asks for it. */
  readonly #byId = new Map<string, KnownToken>();

  /** A session and what is good for it now. */
  add(session: Session): void {
    this.#enter({ session, token: session.token });
    if (session.formerToken) this.#enter({ session, token: session.formerToken });
  }

  #enter(known: KnownToken): void {
    this.#byToken.set(hex(known.token), known);
    if (!known.session.plain) this.#byId.set(hex(tokenId(known.token)), known);
  }

  #leave({ session, token }: KnownToken): void {
    this.#byToken.delete(hex(token));
    if (!session.plain) this.#byId.delete(hex(tokenId(token)));
  }

  /** @returns the plain session with this token. Tokens of sealed sessions are not for plain links to show. */
  find(token: Uint8Array): Session | undefined {
    const known = this.#byToken.get(hex(token));
    return known?.session.plain ? known.session : undefined;
  }

  /** @returns the sealed session that is asked for by the name of a token, and that token. */
  named(id: Uint8Array): KnownToken | undefined {
    return this.#byId.get(hex(id));
  }

  /** The session's welcome has this token from now on, unless it has a new one already that the phone has not shown to have. */
  renew(session: Session, token: Uint8Array): void {
    if (session.formerToken) return;
    session.formerToken = session.token;
    session.token = token;
    this.#enter({ session, token });
  }

  /** The phone has the newest one. */
  settle(session: Session): void {
    if (!session.formerToken) return;
    this.#leave({ session, token: session.formerToken });
    session.formerToken = undefined;
  }

  forget(session: Session): void {
    this.settle(session);
    this.#leave({ session, token: session.token });
  }
}
