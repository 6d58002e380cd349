import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../common/i18n/index.ts';
import { Logo } from '../common/logo.tsx';
import type { TvProps } from './app.tsx';
import { tidyHostKey } from './host-key.ts';

/** Three times four letters. */
const KEY_LENGTH = 14;

/** For the TV that leads the room: once told the hub's key, it needs no code. */
const KeyForm = ({ tv }: Pick<TvProps, 'tv'>) => {
  const [typed, setTyped] = useState('');
  const key = tidyHostKey(typed);
  return (
    <form
      class="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        tv.join('', key);
      }}
    >
      <h2>{t('tvLeads')}</h2>
      <p id="key-help">{t('tvLeadsHelp')}</p>
      <label>
        {t('tvKey')}
        <input
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          placeholder="ABCD-EFGH-JKLM"
          aria-describedby="key-help"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={key.length !== KEY_LENGTH}>
        {t('tvLead')}
      </button>
    </form>
  );
};

/** For a screen that the hub does not know: it shows the room to those who know its code, and leads it with the host key. */
export const CodeForm = ({ tv, state }: TvProps) => {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const needsCode = state.hub?.codeNeeded !== false;
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
        {needsCode && (
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
        )}
        <button type="submit" disabled={needsCode && code.length < 4}>
          {t('tvConnect')}
        </button>
      </form>
      <p role="alert">{state.error}</p>
      <KeyForm tv={tv} />
    </main>
  );
};
