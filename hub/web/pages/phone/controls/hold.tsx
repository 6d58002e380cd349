import { useState } from 'preact/hooks';
import { t } from '../../common/i18n/index.ts';
import type { ControlProps } from './controller.tsx';
import { holding } from './press.tsx';

/** A button to be held: it fills while it is. The hub alone counts; this is only what the thumb sees. */
export const Hold = ({ control, pad, tick }: ControlProps<'hold'>) => {
  const [held, setHeld] = useState(false);
  const { fullMs = 1_000, button, label } = control;
  const watched = {
    button: (of: number, by: string, down: boolean): void => {
      pad.button(of, by, down);
      setHeld(down);
    },
  };
  return (
    <button
      type="button"
      class={held ? 'hold big fills held' : 'hold big fills'}
      style={{ '--full': `${fullMs}ms` }}
      aria-description={t('holdHelp')}
      {...holding({ pad: watched, tick }, button)}
    >
      <span>{label}</span>
    </button>
  );
};
