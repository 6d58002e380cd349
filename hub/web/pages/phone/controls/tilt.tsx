import { useEffect, useState } from 'preact/hooks';
import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';

/** Degrees of tilt for a full push. */
const FULL = 30;

/** Safari asks the person first; others have no such function. */
type Asking = { readonly requestPermission?: () => Promise<'granted' | 'denied'> };

/** Tilt of the phone onto axes. Browsers allow it only in secure contexts, some only after a question. */
export const Tilt = ({ control, pad }: ControlProps<'tilt'>) => {
  const [on, setOn] = useState(false);
  const [none, setNone] = useState(!('DeviceOrientationEvent' in window) || !isSecureContext);
  useEffect(() => {
    if (!on) return undefined;
    const feel = ({ beta, gamma }: DeviceOrientationEvent): void => {
      if (beta === null || gamma === null) return setNone(true);
      const turned = (screen.orientation?.angle ?? 0) % 180 !== 0;
      pad.axis(control.x, (turned ? beta : gamma) / FULL);
      return pad.axis(control.y, (turned ? -gamma : beta - FULL) / FULL);
    };
    window.addEventListener('deviceorientation', feel);
    return () => {
      window.removeEventListener('deviceorientation', feel);
      pad.axis(control.x, 0);
      pad.axis(control.y, 0);
    };
  }, [on, pad, control]);
  const turnOn = async (): Promise<void> => {
    const asking = DeviceOrientationEvent as unknown as Asking;
    const answer = await asking.requestPermission?.().catch(() => 'denied' as const);
    if (answer === 'denied') setNone(true);
    else setOn(true);
  };
  if (none) return <p class="hint">{t('tiltNone')}</p>;
  return (
    <label class="row tilt">
      {control.label}: {t('tiltOn')}
      <input
        type="checkbox"
        checked={on}
        onChange={({ currentTarget }) => {
          if (currentTarget.checked) turnOn();
          else setOn(false);
        }}
      />
    </label>
  );
};
