import { useEffect, useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { t } from '../../common/i18n/index.ts';
import { linesIn } from './visible.ts';

interface CardProps {
  readonly control: Extract<Control, { kind: 'card' }>;
  readonly secret: unknown;
}

/** What only this player may see: face down until it is touched, so that a neighbour's glance catches nothing. */
export const Card = ({ control: { label, from }, secret }: CardProps) => {
  const [open, setOpen] = useState(false);
  const lines = linesIn(secret, from);
  const hide = (): void => setOpen(false);
  useEffect(() => {
    window.addEventListener('blur', hide);
    document.addEventListener('visibilitychange', hide);
    return () => {
      window.removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', hide);
    };
  }, []);
  if (lines.length === 0) return null;
  return (
    <section class="hidden-card">
      <button
        type="button"
        aria-expanded={open}
        onPointerDown={({ currentTarget, pointerId }) => {
          currentTarget.setPointerCapture(pointerId);
          setOpen(true);
        }}
        onPointerUp={hide}
        onLostPointerCapture={hide}
        onBlur={hide}
        // Keys and screen readers click without a pointer: once to look, once to hide.
        onClick={({ detail }) => detail === 0 && setOpen(!open)}
      >
        {label} <small>{t('cardHelp')}</small>
      </button>
      <p class="face" role="status">
        {open ? lines.map((line, i) => <span key={i}>{line}</span>) : <span aria-hidden="true">● ● ●</span>}
      </p>
    </section>
  );
};
