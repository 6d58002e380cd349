import { useRef } from 'preact/hooks';
import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';

/** How far a thumb goes from where it landed to the full push, as a share of the area's shorter side and in CSS pixels. */
const THROW = { share: 0.32, most: 84 } as const;

/**
 * A stick whose middle is wherever the thumb lands, so that nobody has to look at the phone. With one axis only it is a slider.
 */
export const Stick = ({ control, pad, tick }: ControlProps<'stick'>) => {
  const area = useRef<HTMLDivElement>(null);
  const knob = useRef<HTMLSpanElement>(null);
  const grip = useRef<{ readonly id: number; readonly x: number; readonly y: number } | undefined>(undefined);
  const { x: across, y: down, label, max = 127 } = control;

  const oneAxis = across === undefined || down === undefined;

  const show = (x: number, y: number): void => {
    knob.current?.style.setProperty('--x', String(x));
    knob.current?.style.setProperty('--y', String(y));
    // With two axes it is no slider, and has no value that one number could tell.
    if (oneAxis)
      area.current?.setAttribute('aria-valuenow', String(Math.round(100 * (down === undefined ? x : -y))));
  };
  const push = (x: number, y: number): void => {
    const length = Math.max(1, Math.hypot(across === undefined ? 0 : x, down === undefined ? 0 : y));
    const [px, py] = [across === undefined ? 0 : x / length, down === undefined ? 0 : y / length];
    pad.axis(across, (px * max) / 127);
    pad.axis(down, (py * max) / 127);
    show(px, py);
  };
  const letGo = ({ pointerId }: PointerEvent): void => {
    if (grip.current?.id !== pointerId) return;
    grip.current = undefined;
    push(0, 0);
  };
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it may have take a label
    <div
      ref={area}
      class={`stick ${across === undefined ? 'upright' : down === undefined ? 'level' : 'round'}`}
      tabIndex={0}
      aria-label={`${label}. ${t('stickHelp')}`}
      role={oneAxis ? 'slider' : 'application'}
      {...(oneAxis && {
        'aria-valuemin': -100,
        'aria-valuemax': 100,
        'aria-valuenow': 0,
        'aria-orientation': across === undefined ? ('vertical' as const) : ('horizontal' as const),
      })}
      onPointerDown={(event) => {
        event.preventDefault();
        if (grip.current) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
        tick();
      }}
      onPointerMove={(event) => {
        const from = grip.current;
        if (!from || from.id !== event.pointerId) return;
        const { clientWidth, clientHeight } = event.currentTarget;
        const reach = Math.min(THROW.most, THROW.share * Math.min(clientWidth, clientHeight));
        push((event.clientX - from.x) / reach, (event.clientY - from.y) / reach);
      }}
      onPointerUp={letGo}
      onLostPointerCapture={letGo}
    >
      <span class="knob" ref={knob} />
      <span class="stick-label" aria-hidden="true">
        {label}
      </span>
    </div>
  );
};
