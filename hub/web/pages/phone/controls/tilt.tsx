import { useEffect } from 'preact/hooks';
import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';
import { SensorSwitch, useSensor } from './sensor.tsx';

/** Degrees of tilt for a full push. */
const FULL = 30;

/** Tilt of the phone onto axes. */
export const Tilt = ({ control, pad }: ControlProps<'tilt'>) => {
  const sensor = useSensor('DeviceOrientationEvent');
  const { on, none, isMissing } = sensor;
  useEffect(() => {
    if (!on) return undefined;
    const feel = ({ beta, gamma }: DeviceOrientationEvent): void => {
      if (beta === null || gamma === null) return isMissing();
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
  if (none) return <p class="hint">{t('tiltNone')}</p>;
  return <SensorSwitch sensor={sensor} label={`${control.label}: ${t('tiltOn')}`} />;
};
