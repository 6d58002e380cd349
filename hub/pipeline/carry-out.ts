import { Observable } from 'rxjs';
import type { RoomEvent } from '../room/room-state.ts';
import type { SessionEffect } from './session.ts';

/**
 * Does what the sessions decided, from whichever source, and passes on what the room must hear. What an effect causes (a link that
 * closes, say) comes after the effects already decided. Written out rather than put together from operators because every input of
 * every phone passes here.
 */
export const carryOut = (
  perform: (effect: SessionEffect) => void,
  ...sources: readonly Observable<readonly SessionEffect[]>[]
): Observable<RoomEvent> =>
  new Observable((subscriber) => {
    const waiting: (readonly SessionEffect[])[] = [];
    let busy = false;
    const next = (effects: readonly SessionEffect[]): void => {
      if (busy) {
        waiting.push(effects);
        return;
      }
      busy = true;
      for (let now: readonly SessionEffect[] | undefined = effects; now; now = waiting.shift()) {
        for (const effect of now) {
          perform(effect);
          if (effect.type === 'room') subscriber.next(effect.event);
        }
      }
      busy = false;
    };
    const error = (e: unknown): void => subscriber.error(e);
    for (const source of sources) subscriber.add(source.subscribe({ next, error }));
  });
