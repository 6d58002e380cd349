import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';
import { holding } from './press.tsx';

/** Buttons 12 to 15 of the standard mapping. */
const directions = [
  { button: 12, name: 'up', sign: '▲' },
  { button: 14, name: 'left', sign: '◀' },
  { button: 15, name: 'right', sign: '▶' },
  { button: 13, name: 'down', sign: '▼' },
] as const;

/** Four directions. */
export const Dpad = (props: ControlProps<'dpad'>) => (
  <fieldset class="dpad" aria-label={props.control.label}>
    {directions.map(({ button, name, sign }) => (
      <button
        key={name}
        type="button"
        class={`hold ${name}`}
        aria-label={t(name)}
        {...holding(props, button)}
      >
        <span aria-hidden="true">{sign}</span>
      </button>
    ))}
  </fieldset>
);
