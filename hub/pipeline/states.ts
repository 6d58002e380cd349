import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  map,
  merge,
  NEVER,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  scan,
  share,
  switchMap,
  tap,
} from 'rxjs';
import type { AnyGame } from '../games/game.ts';
import { reduceRoom } from '../room/reduce.ts';
import type { RoomEvent, RoomState } from '../room/room-state.ts';
import { type Applied, nextSnapshot, type Snapshot } from '../room/snapshot.ts';

/** In the lobby and in pauses many small changes go out as one: at most one state in this time. */
const QUIET_GAP_MS = 33;

/** When the room makes a state: at the beat of the game, of the count-down, or as things happen (with a gap, or none). */
type Pace =
  | { readonly beat: 'tick'; readonly everyMs: number }
  | { readonly beat: 'second'; readonly everyMs: 1000; readonly gapMs: number }
  | { readonly beat: 'none'; readonly gapMs: number };

/** While it ticks, inputs matter at the next tick and not before. */
export const isTicking = (state: RoomState): boolean => pace(state).beat === 'tick';

const pace = ({ phase, game }: RoomState): Pace => {
  if (phase === 'countdown') return { beat: 'second', everyMs: 1000, gapMs: QUIET_GAP_MS };
  if (phase !== 'playing') return { beat: 'none', gapMs: QUIET_GAP_MS };
  return game.meta.tickMs > 0 ? { beat: 'tick', everyMs: game.meta.tickMs } : { beat: 'none', gapMs: 0 };
};

const samePace = (a: Pace, b: Pace): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Beats at fixed distances from the first, however late each one fires: a slow beat does not make the game slower. */
const steadyBeat = (
  everyMs: number,
  scheduler: SchedulerLike,
  late: (ms: number) => void,
): Observable<void> =>
  new Observable((subscriber) => {
    let due = scheduler.now() + everyMs;
    return scheduler.schedule(function beat(this: { schedule(state?: undefined, delay?: number): unknown }) {
      const behind = scheduler.now() - due;
      late(Math.max(0, behind));
      subscriber.next();
      // After a long stop (the machine slept) the beats that were missed are not made up for.
      due = behind > 10 * everyMs ? scheduler.now() + everyMs : due + everyMs;
      this.schedule(undefined, Math.max(0, due - scheduler.now()));
    }, everyMs);
  });

/**
 * Events -> batches. While a game ticks, a batch is all that came since the last tick with the tick at its end; otherwise the events
 * themselves are the beat, gathered for `gapMs` (0: each at once).
 */
const inBatches =
  (
    pace$: BehaviorSubject<Pace>,
    scheduler: SchedulerLike,
    late: (ms: number) => void,
    due: () => void,
  ): OperatorFunction<RoomEvent, readonly RoomEvent[]> =>
  (events$) =>
    new Observable((subscriber) => {
      let waiting: RoomEvent[] = [];
      let lastAt = Number.NEGATIVE_INFINITY;
      let timer: { unsubscribe(): void } | undefined;
      const flush = (): void => {
        timer?.unsubscribe();
        timer = undefined;
        if (waiting.length === 0) return;
        const batch = waiting;
        waiting = [];
        lastAt = scheduler.now();
        subscriber.next(batch);
      };
      const take = (event: RoomEvent): void => {
        waiting.push(event);
        const now = pace$.value;
        if (event.type === 'tick' || event.type === 'second') return flush();
        if (now.beat === 'tick' || timer) return;
        const wait = lastAt + now.gapMs - scheduler.now();
        if (now.gapMs === 0 || wait <= 0) return flush();
        timer = scheduler.schedule(flush, wait);
      };
      const beats$ = pace$.pipe(
        distinctUntilChanged(samePace),
        tap(({ beat }) => {
          if (beat !== 'tick' && waiting.length > 0 && !timer) timer = scheduler.schedule(flush, 0);
        }),
        switchMap((now): Observable<RoomEvent> => {
          const { beat } = now;
          if (beat === 'none') return NEVER;
          return steadyBeat(now.everyMs, scheduler, beat === 'tick' ? late : () => undefined).pipe(
            map(() => {
              due();
              return { type: beat };
            }),
          );
        }),
      );
      const subscription = merge(events$, beats$).subscribe({
        next: take,
        error: (e) => subscriber.error(e),
        complete: () => subscriber.complete(),
      });
      return () => {
        timer?.unsubscribe();
        subscription.unsubscribe();
      };
    });

const appliedIn = (events: readonly RoomEvent[]): ReadonlyMap<number, Applied> => {
  const applied = new Map<number, { -readonly [Key in keyof Applied]: Applied[Key] }>();
  for (const event of events) {
    // A member number given out anew must not inherit the inputs of whoever had it before.
    if (event.type === 'join') applied.delete(event.member);
    if (event.type !== 'input') continue;
    const { member, sequence } = event;
    const before = applied.get(member);
    if (!before) applied.set(member, { first: sequence, last: sequence, count: 1 });
    else {
      before.first = Math.min(before.first, sequence);
      before.last = Math.max(before.last, sequence);
      before.count += 1;
    }
  }
  return applied;
};

export interface StatesOptions {
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  readonly scheduler: SchedulerLike;
  /** The tick that the first snapshot gets. */
  readonly firstTick?: number;
  /** Told how many milliseconds after its time each game tick ran. */
  readonly late?: (ms: number) => void;
  /** Called before each tick: the last chance for events to be in it. */
  readonly due?: () => void;
  /** Told each batch with the tick of the state that it leads to: what a replay needs besides the first state. */
  readonly record?: (events: readonly RoomEvent[], tick: number) => void;
}

/** The authoritative stream: events in their one order -> `scan(reducer)` -> one snapshot after the other, shared by all who look. */
export const states =
  (
    initial: RoomState,
    {
      catalogue,
      scheduler,
      firstTick = 1,
      late = () => undefined,
      due = () => undefined,
      record,
    }: StatesOptions,
  ): OperatorFunction<RoomEvent, Snapshot> =>
  (events$) =>
    defer(() => {
      const pace$ = new BehaviorSubject<Pace>(pace(initial));
      const reduce = reduceRoom(catalogue);
      const first = nextSnapshot(firstTick, initial, new Map());
      return events$.pipe(
        inBatches(pace$, scheduler, late, due),
        scan((before, events) => {
          record?.(events, before.tick + 1);
          return nextSnapshot(before.tick + 1, reduce(before.state, events), appliedIn(events));
        }, first),
        tap(({ state }) => pace$.next(pace(state))),
      );
    }).pipe(share());
