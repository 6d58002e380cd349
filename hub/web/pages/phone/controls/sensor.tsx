import { useState } from 'preact/hooks';

/** Safari asks the person first; others have no such function. */
type Asking = { readonly requestPermission?: () => Promise<'granted' | 'denied'> };

/** What tells a page how the phone moves or lies, as a control uses it. */
export interface Sensor {
  readonly on: boolean;
  /** This phone or browser has none, or the person does not allow it. */
  readonly none: boolean;
  /** Says that its events bring nothing. */
  readonly isMissing: () => void;
  readonly turn: (on: boolean) => void;
}

/** A sensor that the person turns on. Browsers allow it only in secure contexts, some only after a question. */
export const useSensor = (name: 'DeviceMotionEvent' | 'DeviceOrientationEvent'): Sensor => {
  const [on, setOn] = useState(false);
  const [none, setNone] = useState(!(name in window) || !isSecureContext);
  const isMissing = (): void => setNone(true);
  const turnOn = async (): Promise<void> => {
    const answer = await (window[name] as Asking).requestPermission?.().catch(() => 'denied' as const);
    if (answer === 'denied') isMissing();
    else setOn(true);
  };
  return {
    on,
    none,
    isMissing,
    turn: (wanted) => {
      if (wanted) turnOn();
      else setOn(false);
    },
  };
};

/** The box that turns a sensor on. */
export const SensorSwitch = ({ sensor, label }: { readonly sensor: Sensor; readonly label: string }) => (
  <label class="row tilt">
    {label}
    <input
      type="checkbox"
      checked={sensor.on}
      onChange={({ currentTarget }) => sensor.turn(currentTarget.checked)}
    />
  </label>
);
