import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  filter,
  interval,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Certificates } from '../https.ts';
import type { HostNames } from './host-names.ts';

export const renewalRules = {
  /** How often addresses and clock are compared: nearly free. */
  glanceMs: 10_000,
  /** How often the certificates are looked at, whatever happens. */
  lookMs: 3_600_000,
  /** A clock that is this far from where it would have come by itself was set. */
  setMs: 60_000,
} as const;

export interface RenewalsOptions {
  readonly look: () => Promise<Certificates | undefined>;
  readonly hosts: () => HostNames;
  /** Milliseconds since 1970, by the clock that may be set. */
  readonly date: () => number;
  /** Its time does not jump. */
  readonly scheduler: SchedulerLike;
  readonly failed: (error: unknown) => void;
}

/**
 * Certificates for a hub that is on for months: looked at every hour, and soon after an address came (a Pi may be up before its network is)
 * or the clock was set. Tells what each look finds.
 * To be called before the first look: what changes from then on is noticed.
 */
export const renewals = ({
  look,
  hosts,
  date,
  scheduler,
  failed,
}: RenewalsOptions): Observable<Certificates> => {
  const glance = () => ({
    hosts: JSON.stringify(hosts()),
    hour: Math.floor(scheduler.now() / renewalRules.lookMs),
    offset: date() - scheduler.now(),
  });
  let last = glance();
  const hasChanged = (): boolean => {
    const now = glance();
    const isSet = Math.abs(now.offset - last.offset) >= renewalRules.setMs;
    if (now.hosts === last.hosts && now.hour === last.hour && !isSet) return false;
    last = now;
    return true;
  };
  const found = (): Observable<Certificates | undefined> =>
    defer(look).pipe(
      catchError((error: unknown) => {
        failed(error);
        return EMPTY;
      }),
    );
  return interval(renewalRules.glanceMs, scheduler).pipe(
    filter(hasChanged),
    concatMap(found),
    filter((one) => one !== undefined),
  );
};
