import { useEffect, useState } from 'preact/hooks';
import type { ControlProps } from './controller.tsx';

const END = 127;

/** An axis that stays where it is put: the browser's own slider, which fingers, keys and screen readers know. */
export const Slider = ({ control: { axis, label, upright = false }, pad }: ControlProps<'slider'>) => {
  // Down is the positive end of an axis, and the upper end of a slider.
  const sign = upright ? -1 : 1;
  const [value, setValue] = useState(() => sign * Math.round(pad.at(axis) * END));
  useEffect(() => pad.axis(axis, (sign * value) / END, true), [pad, axis, sign, value]);
  return (
    <label class={upright ? 'slider upright' : 'slider'}>
      <span>{label}</span>
      <input
        type="range"
        min={-END}
        max={END}
        step={1}
        value={value}
        aria-orientation={upright ? 'vertical' : 'horizontal'}
        onInput={({ currentTarget }) => setValue(Number(currentTarget.value))}
      />
    </label>
  );
};
