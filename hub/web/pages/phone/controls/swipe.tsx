import { useRef } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { t } from '../../common/i18n/index.ts';
import { directionOf } from './direction.ts';

interface SwipeProps {
  readonly control: Extract<Control, { kind: 'swipe' }>;
  readonly move: (bytes: Uint8Array) => void;
}

/** CSS pixels from where the thumb landed to where it counts. */
const FAR = 32;
/** Swipes are no faster than this. */
const LEAST_MS = 80;

/** From up, clockwise; the second of each two only with eight ways. */
const directions = [
  { name: 'up', sign: '▲', keys: ['ArrowUp'] },
  { name: 'upRight', sign: '◥', keys: [] },
  { name: 'right', sign: '▶', keys: ['ArrowRight'] },
  { name: 'downRight', sign: '◢', keys: [] },
  { name: 'down', sign: '▼', keys: ['ArrowDown'] },
  { name: 'downLeft', sign: '◣', keys: [] },
  { name: 'left', sign: '◀', keys: ['ArrowLeft'] },
  { name: 'upLeft', sign: '◤', keys: [] },
] as const;

/** An area for strokes of the thumb. At its edges is a button for each direction, for who cannot or would not swipe; arrow keys do it too. */
export const Swipe = ({ control: { label, tag, ways }, move }: SwipeProps) => {
  const grip = useRef<{ readonly id: number; readonly x: number; readonly y: number } | undefined>(undefined);
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  const each = 8 / ways;
  const send = (direction: number): void => {
    const now = performance.now();
    if (now - sentAt.current < LEAST_MS) return;
    sentAt.current = now;
    move(Uint8Array.of(tag, direction));
  };
  return (
    <fieldset
      class="swipe"
      aria-label={label}
      onPointerDown={({ pointerId, clientX, clientY }) => {
        grip.current = { id: pointerId, x: clientX, y: clientY };
      }}
      onPointerMove={({ pointerId, clientX, clientY }) => {
        const from = grip.current;
        if (from?.id !== pointerId) return;
        const [x, y] = [clientX - from.x, clientY - from.y];
        if (Math.hypot(x, y) < FAR) return;
        grip.current = undefined;
        send(directionOf(x, y, ways));
      }}
      // A tap of a button is told here: browsers make no click of one that follows a stroke at once.
      onPointerUp={({ pointerId, target }) => {
        if (grip.current?.id !== pointerId) return;
        grip.current = undefined;
        const button = target instanceof Element ? target.closest('button') : null;
        if (button) send(Number(button.value));
      }}
      onPointerCancel={() => {
        grip.current = undefined;
      }}
      onKeyDown={(event) => {
        const direction = directions.findIndex(({ keys }) => (keys as readonly string[]).includes(event.key));
        if (direction < 0 || event.repeat) return;
        event.preventDefault();
        event.stopPropagation();
        send(direction / each);
      }}
    >
      {directions.map(
        ({ name, sign }, i) =>
          i % each === 0 && (
            <button
              key={name}
              type="button"
              class={name}
              aria-label={t(name)}
              value={i / each}
              // Keys and screen readers click without a pointer.
              onClick={({ detail }) => detail === 0 && send(i / each)}
            >
              <span aria-hidden="true">{sign}</span>
            </button>
          ),
      )}
      <span class="stick-label" aria-hidden="true">
        {label}
      </span>
    </fieldset>
  );
};
