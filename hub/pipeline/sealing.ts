import type { Agreement, Greeting } from '../../protocol/sealed/keys.ts';
import type { KeyShare } from '../../protocol/sealed/primitives.ts';
import type { SealedEnd } from '../../protocol/sealed/seal.ts';
import type { PakeJob } from '../sealed/pake-engine.ts';

/** A run of the PAKE: at work until there is an agreement, then good for one `confirm`. */
interface Run {
  readonly job: PakeJob;
  agreement: Agreement | undefined;
}

/** What the hub knows of a link between its hello and its seal. SPEC.md section 13. */
export interface Handshake {
  readonly greeting: Greeting;
  /** The hub's share of this link alone. */
  readonly own: KeyShare;
  run: Run | undefined;
  /** Runs so far. */
  runs: number;
}

/** What a link is sealed with from its welcome on. */
export interface Sealing {
  readonly agreement: Agreement;
  readonly end: SealedEnd;
}
