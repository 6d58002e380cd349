import { useEffect } from 'preact/hooks';
import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';
import { holding } from './press.tsx';
import { SensorSwitch, useSensor } from './sensor.tsx';

/** Metres a second, each second, beyond gravity: more than walking, less than it takes to throw a phone. */
const STRONG = 14;
/** From one shake to the next, and how long each holds the button. */
const LEAST_MS = 200;
const HELD_MS = 80;

/** A button that shaking the phone presses. Fingers can press it too: not every phone lets a page feel how it moves, and not every hand can shake. */
export const Shake = ({ control: { button, label }, pad, tick }: ControlProps<'shake'>) => {
  const sensor = useSensor('DeviceMotionEvent');
  const { on, none, isMissing } = sensor;
  useEffect(() => {
    if (!on) return undefined;
    let last = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const feel = ({ acceleration }: DeviceMotionEvent): void => {
      if (acceleration?.x == null) return isMissing();
      const { x, y, z } = acceleration;
      if (Math.hypot(x, y ?? 0, z ?? 0) < STRONG || performance.now() - last < LEAST_MS) return undefined;
      last = performance.now();
      tick();
      pad.button(button, 'shake', true);
      clearTimeout(timer);
      timer = setTimeout(() => pad.button(button, 'shake', false), HELD_MS);
      return undefined;
    };
    window.addEventListener('devicemotion', feel);
    return () => {
      window.removeEventListener('devicemotion', feel);
      clearTimeout(timer);
      pad.button(button, 'shake', false);
    };
  }, [on, pad, button]);
  return (
    <div class="shake">
      <button type="button" class="hold big" {...holding({ pad, tick }, button)}>
        {label}
      </button>
      {none ? <p class="hint">{t('shakeNone')}</p> : <SensorSwitch sensor={sensor} label={t('shakeOn')} />}
    </div>
  );
};
