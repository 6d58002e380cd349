import { useEffect, useRef } from 'preact/hooks';
import type { Wish } from '../../../../replay/player.ts';

/** Keys with which keyboards and remote controls leave what is shown. */
export const leaving: ReadonlySet<string> = new Set([
  'Escape',
  'Backspace',
  'GoBack',
  'BrowserBack',
  'MediaStop',
]);

const wishes: Readonly<Record<string, Wish>> = {
  ' ': 'toggle',
  Enter: 'toggle',
  MediaPlayPause: 'toggle',
  MediaPlay: 'toggle',
  MediaPause: 'toggle',
  ArrowUp: 'faster',
  ArrowDown: 'slower',
  r: 'reverse',
  ',': 'stepBack',
  '.': 'stepForward',
  MediaRewind: 'back',
  MediaFastForward: 'forward',
  MediaTrackPrevious: 'begin',
  MediaTrackNext: 'end',
  PageUp: 'back',
  PageDown: 'forward',
  Home: 'begin',
  End: 'end',
};

const repeatable: ReadonlySet<Wish> = new Set(['back', 'forward', 'stepBack', 'stepForward']);

/** @returns what a key means for a match that plays or stands: the arrows of a remote control jump, and step while it stands. */
export const wishOf = (
  { key, shiftKey, repeat }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'repeat'>,
  isPlaying: boolean,
): Wish | undefined => {
  const jumps = isPlaying || shiftKey;
  const wish =
    key === 'ArrowLeft'
      ? jumps
        ? 'back'
        : 'stepBack'
      : key === 'ArrowRight'
        ? jumps
          ? 'forward'
          : 'stepForward'
        : Object.hasOwn(wishes, key)
          ? wishes[key]
          : undefined;
  return wish && repeat && !repeatable.has(wish) ? undefined : wish;
};

/** Listens to keys while a part of the page is shown. @param take returns whether the key was meant for it. */
export const useKeys = (take: (event: KeyboardEvent) => boolean): void => {
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const modified = event.ctrlKey || event.altKey || event.metaKey;
      if (!modified && newest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
};
