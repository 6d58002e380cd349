import {
  BehaviorSubject,
  defer,
  map,
  NEVER,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  scan,
  switchMap,
  tap,
} from 'rxjs';
import type { AnyGame } from '../games/game.ts';
import { GameFault } from '../games/guard.ts';
import { atTick, entering, gameNumber, left } from '../games/running.ts';
import { reduceRoom } from '../room/reduce.ts';
import type { RoomEvent, RoomState } from '../room/room-state.ts';
import { nextSnapshot, type Snapshot } from '../room/snapshot.ts';

/** In the lobby and in pauses many small changes go out as one: at most one state in this time. */
const QUIET_GAP_MS = 33;

/** When the room makes a state: at the beat of the game, of the count-down, or as things happen (with a gap, or none). */
interface Pace {
  readonly beat: 'tick' | 'second' | 'none';
  /** From beat to beat; 0 where there is none. */
  readonly everyMs: number;
  /** Between states that things that happen make; of no meaning while the game ticks. */
  readonly gapMs: number;
}

/** While it ticks, inputs matter at the next tick and not before. */
export const isTicking = (state: RoomState): boolean => pace(state).beat === 'tick';

const pace = ({ phase, game }: RoomState): Pace => {
  if (phase === 'countdown') return { beat: 'second', everyMs: 1000, gapMs: QUIET_GAP_MS };
  if (phase !== 'playing') return { beat: 'none', everyMs: 0, gapMs: QUIET_GAP_MS };
  const { tickMs } = game.meta;
  return { beat: tickMs > 0 ? 'tick' : 'none', everyMs: tickMs, gapMs: 0 };
};

const samePace = (a: Pace, b: Pace): boolean =>
  a.beat === b.beat && a.everyMs === b.everyMs && a.gapMs === b.gapMs;

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
      // As long as it is less than a millisecond off, the timer just goes on: that costs a tenth of another one.
      const wait = Math.max(0, due - scheduler.now());
      this.schedule(undefined, Math.abs(wait - everyMs) < 1 ? everyMs : Math.trunc(wait));
    }, everyMs);
  });

/**
 * Events -> batches. While a game ticks, a batch is all that came since the last tick with the tick at its end; otherwise the events
 * themselves are the beat, gathered for `gapMs` (0: each at once).
 */
const inBatches =
  (
    pace$: BehaviorSubject<Pace>,
    paceNow: () => Pace,
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
        if (pace$.value.gapMs > 0) lastAt = scheduler.now();
        subscriber.next(batch);
        // After the state is on its way: when the next one is due can wait for that.
        const next = paceNow();
        if (!samePace(next, pace$.value)) pace$.next(next);
      };
      const take = (event: RoomEvent): void => {
        waiting.push(event);
        const now = pace$.value;
        if (event.type === 'tick' || event.type === 'second') return flush();
        if (now.beat === 'tick' || timer) return;
        const wait = now.gapMs === 0 ? 0 : lastAt + now.gapMs - scheduler.now();
        if (wait <= 0) return flush();
        timer = scheduler.schedule(flush, wait);
      };
      const beats$ = pace$.pipe(
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
      const error = (e: unknown): void => subscriber.error(e);
      const beating = beats$.subscribe({ next: take, error });
      // Not merged: what an event passes on its way to a state is what a game without a tick is made to wait for.
      const happening = events$.subscribe({ next: take, error });
      return () => {
        timer?.unsubscribe();
        happening.unsubscribe();
        beating.unsubscribe();
      };
    });

export interface StatesOptions {
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  readonly scheduler: SchedulerLike;
  /** The tick that the first snapshot gets. */
  readonly firstTick?: number;
  /** Tries whether everybody can be shown the snapshot that comes after `before`; throws GameFault if not, and nobody ever sees it. */
  readonly prove?: (snapshot: Snapshot, before: Snapshot) => void;
  /** Told how many milliseconds after its time each game tick ran. */
  readonly late?: (ms: number) => void;
  /** Called before each tick: the last chance for events to be in it. */
  readonly due?: () => void;
  /** Told each batch before the state that it leads to, with the tick of that. */
  readonly took?: (events: readonly RoomEvent[], tick: number) => void;
}

/** The game whose code a batch runs: as a rule the one that is on, else the one that is chosen in it. */
const runBy = (
  { phase, game }: RoomState,
  events: readonly RoomEvent[],
  catalogue: ReadonlyMap<string, AnyGame>,
): AnyGame => {
  if (phase === 'playing') return game;
  const chosen = events.findLast((event) => event.type === 'command' && event.command === 'game');
  return (chosen?.type === 'command' && catalogue.get(chosen.argument)) || game;
};

/** Events in their one order -> `scan(reducer)` -> one snapshot after the other. */
export const states =
  (
    initial: RoomState,
    {
      catalogue,
      scheduler,
      firstTick = 1,
      prove = () => undefined,
      late = () => undefined,
      due = () => undefined,
      took,
    }: StatesOptions,
  ): OperatorFunction<RoomEvent, Snapshot> =>
  (events$) =>
    defer(() => {
      const pace$ = new BehaviorSubject<Pace>(pace(initial));
      const reduce = reduceRoom(catalogue);
      let newest = nextSnapshot(firstTick, initial);
      const next = (before: Snapshot, events: readonly RoomEvent[]): Snapshot => {
        const tick = before.tick + 1;
        const snapshot = nextSnapshot(tick, reduce(before.state, events, tick), before);
        prove(snapshot, before);
        took?.(events, tick);
        return snapshot;
      };
      return events$.pipe(
        inBatches(pace$, () => pace(newest.state), scheduler, late, due),
        scan((before, events) => {
          atTick(before.tick + 1);
          entering(gameNumber(runBy(before.state, events, catalogue)), 'reduce');
          try {
            newest = next(before, events);
          } catch (error) {
            if (!(error instanceof GameFault)) throw error;
            // As an event like any other, it is recorded: whoever plays this again comes to the same end.
            const { game } = error;
            newest = next(before, [...events, { type: 'fault', game, words: error.words(before.tick + 1) }]);
          } finally {
            left();
          }
          return newest;
        }, newest),
      );
    });
