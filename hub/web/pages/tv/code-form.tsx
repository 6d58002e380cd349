import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../common/i18n/index.ts';
import { Logo } from '../common/logo.tsx';
import type { TvProps } from './app.tsx';

/** For a TV that is not the hub itself: it shows the room to those who know its code. */
export const CodeForm = ({ tv, state }: TvProps) => {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (state.error) field.current?.select();
  }, [state.error]);
  return (
    <main class="code-form">
      <Logo />
      <h1>{state.hub?.name ?? t('title')}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tv.join(code);
        }}
      >
        <label>
          {t('tvHostKey')}
          <input
            ref={field}
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            placeholder="0000"
            value={code}
            aria-invalid={state.error !== undefined}
            onInput={({ currentTarget }) => setCode(currentTarget.value.replace(/\D/g, '').slice(0, 4))}
          />
        </label>
        <button type="submit" disabled={code.length < 4}>
          {t('tvConnect')}
        </button>
      </form>
      <p role="alert">{state.error}</p>
    </main>
  );
};
