import type * as preact from 'preact';
import type { ControlProps } from './controller.tsx';

type Holding = Pick<
  preact.ButtonHTMLAttributes<HTMLButtonElement>,
  'onPointerDown' | 'onPointerUp' | 'onLostPointerCapture' | 'onKeyDown' | 'onKeyUp' | 'onBlur' | 'onClick'
>;

/** Handlers that hold a button of the pad while a finger or the Enter or space key is on the element. */
export const holding = (
  { pad, tick }: { readonly pad: Pick<ControlProps<'button'>['pad'], 'button'>; readonly tick: () => void },
  button: number,
): Holding => {
  const down = (by: string): void => {
    tick();
    pad.button(button, by, true);
  };
  const isPress = (key: string): boolean => key === 'Enter' || key === ' ';
  return {
    onPointerDown: (event) => {
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      down(`pointer${event.pointerId}`);
    },
    onPointerUp: ({ pointerId }) => pad.button(button, `pointer${pointerId}`, false),
    onLostPointerCapture: ({ pointerId }) => pad.button(button, `pointer${pointerId}`, false),
    onKeyDown: (event) => {
      if (!isPress(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) down('focus');
    },
    onKeyUp: ({ key }) => isPress(key) && pad.button(button, 'focus', false),
    onBlur: () => pad.button(button, 'focus', false),
    // A screen reader clicks without a pointer or a key: that is a short press.
    onClick: (event) => {
      if (event.detail !== 0) return;
      down('click');
      setTimeout(() => pad.button(button, 'click', false), 100);
    },
  };
};

/** A button of the game. */
export const HoldButton = (props: ControlProps<'button'>) => (
  <button
    type="button"
    class={props.control.big ? 'hold big' : 'hold'}
    {...holding(props, props.control.button)}
  >
    {props.control.label}
  </button>
);
