import { useEffect } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import type { Pad } from '../pad.ts';

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  w: [0, -1],
  s: [0, 1],
  a: [-1, 0],
  d: [1, 0],
};

/** For the second of two sticks. */
const letters: typeof arrows = { i: [0, -1], k: [0, 1], j: [-1, 0], l: [1, 0] };

const dpadButton = (x: number, y: number): number => (y < 0 ? 12 : y > 0 ? 13 : x < 0 ? 14 : 15);

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, select, textarea, dialog') !== null;

const sum = (held: ReadonlyMap<string, readonly [number, number]>, axis: 0 | 1): number =>
  [...held.values()].reduce((total, direction) => total + direction[axis], 0);

/** Plays with a keyboard too: arrows or WASD steer, IJKL the second stick, space presses the first button, whatever has the focus. */
export const useKeyboard = (pad: Pad, controls: readonly Control[]): void => {
  useEffect(() => {
    const steering = controls.find(({ kind }) => kind === 'stick' || kind === 'dpad');
    const held = new Map<string, readonly [number, number]>();
    const second = controls.find((control) => control.kind === 'stick' && control !== steering);
    const first = controls.find(
      (control) => control.kind === 'button' || control.kind === 'hold' || control.kind === 'shake',
    );
    const secondHeld: typeof held = new Map();
    const steer = (key: string, direction: readonly [number, number], down: boolean): void => {
      if (steering?.kind === 'dpad') return pad.button(dpadButton(...direction), `key${key}`, down);
      if (down) held.set(key, direction);
      else held.delete(key);
      if (steering?.kind !== 'stick') return undefined;
      pad.axis(steering.x, sum(held, 0));
      return pad.axis(steering.y, sum(held, 1));
    };
    const onKey = (event: KeyboardEvent): void => {
      const down = event.type === 'keydown';
      if (event.repeat || (down && typing(event.target)) || event.ctrlKey || event.metaKey || event.altKey)
        return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const direction = arrows[key];
      if (direction && steering) {
        event.preventDefault();
        steer(key, direction, down);
      } else if (letters[key] && second?.kind === 'stick') {
        event.preventDefault();
        if (down) secondHeld.set(key, letters[key]);
        else secondHeld.delete(key);
        pad.axis(second.x, sum(secondHeld, 0));
        pad.axis(second.y, sum(secondHeld, 1));
      } else if (key === ' ' && first) {
        event.preventDefault();
        pad.button(first.button, 'space', down);
      }
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
    };
  }, [pad, controls]);
};
