import { useEffect, useRef, useState } from 'preact/hooks';
import type { JoinWish } from '../../../../protocol/client/types.ts';
import { limits } from '../../../../protocol/limits.ts';
import { t, word } from '../common/i18n/index.ts';
import { Logo } from '../common/logo.tsx';
import { colourOf, palette } from '../common/palette.ts';
import { cut } from '../common/text.ts';
import type { PageProps } from './props.ts';
import { LanguageChoice } from './settings.tsx';
import { PATIENCE_S, Retry } from './trouble.tsx';

const Colours = ({ chosen, choose }: { readonly chosen: number; readonly choose: (i: number) => void }) => (
  <fieldset class="colours">
    <legend>{t('colour')}</legend>
    {palette.map((colour, i) => (
      <label key={colour}>
        <input type="radio" name="colour" checked={i === chosen} onChange={() => choose(i)} />
        <span class="swatch" style={{ backgroundColor: colour }} />
        <span class="hidden">{word('colours', i)}</span>
      </label>
    ))}
  </fieldset>
);

/**
 * Where Bluetooth would be to be had, if the browser has it only for pages that came by https, and how to trust that. The fingerprint to compare
 * is not told here: whoever swaps the certificate on the way could swap it here too.
 */
const BluetoothHint = ({ ticket }: { readonly ticket: string }) =>
  !isSecureContext && /Android/.test(navigator.userAgent) ? (
    <>
      <p class="hint">
        <a href={`https://${location.host}${location.pathname}${location.search}${ticket && `#${ticket}`}`}>
          {t('bluetoothNeedsHttps', { url: `https://${location.host}` })}
        </a>
      </p>
      <details class="hint">
        <summary>{t('trustTitle')}</summary>
        <p>{t('trustHelp')}</p>
        <a href="/ca.crt">{t('trustFetch')}</a>
      </details>
    </>
  ) : null;

/** Code, name, colour and the way in. */
export const Join = ({ phone, state, code: given }: PageProps & { readonly code: string }) => {
  const { wish, hub, error, joining, status, downS, isOff, ticket } = state;
  const [name, setName] = useState(wish?.name ?? '');
  const [code, setCode] = useState(given);
  const [colour, setColour] = useState(wish?.colour ?? Math.floor(Math.random() * palette.length));
  const codeNeeded = ticket === '' && (hub?.codeNeeded ?? true);
  const codeField = useRef<HTMLInputElement>(null);
  const isCodeWrong = error?.name === 'wrongCode';
  useEffect(() => {
    if (isCodeWrong) codeField.current?.select();
  }, [isCodeWrong, error?.id]);
  const isGone = hub !== undefined && downS > PATIENCE_S;
  const problem = isOff ? t('error.hubClosing') : isGone ? t('lostHelp') : error?.text;

  const wishes = (role: JoinWish['role']): JoinWish | undefined => {
    const cleanName = cut(name.trim(), limits.nameBytes);
    if (cleanName === '') phone.fail(t('nameMissing'));
    else if (codeNeeded && !/^\d{4}$/.test(code)) phone.fail(t('codeMissing'));
    else return { code: ticket ? '' : code, secret: ticket, name: cleanName, role, colour, hostKey: '' };
    return undefined;
  };
  const join = (role: JoinWish['role']) => {
    const complete = wishes(role);
    if (complete) phone.join(complete);
  };
  const byBluetooth = () => {
    const complete = wishes('player');
    if (complete) phone.joinByBluetooth(complete);
  };
  const hasBluetooth = 'bluetooth' in navigator;

  return (
    <main class="join" style={{ '--mine': colourOf(colour) }}>
      <header>
        <Logo />
        <h1>{hub?.name ?? t('title')}</h1>
        <p>{t('tagline')}</p>
      </header>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          join('player');
        }}
      >
        <div class="error" role="alert" id="problem">
          {problem && <p>{problem}</p>}
          {problem && (status === 'waiting' || downS > PATIENCE_S) && <Retry retryS={state.retryS} />}
        </div>
        {codeNeeded && (
          <label class="field">
            {t('code')}
            <input
              class="code"
              ref={codeField}
              aria-invalid={isCodeWrong}
              aria-describedby={isCodeWrong ? 'problem' : undefined}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              placeholder="0000"
              value={code}
              onInput={({ currentTarget }) => setCode(currentTarget.value.replace(/\D/g, '').slice(0, 4))}
            />
          </label>
        )}
        <label class="field">
          {t('name')}
          <input
            autoComplete="nickname"
            maxLength={limits.nameBytes}
            placeholder={t('namePlaceholder')}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <Colours chosen={colour} choose={setColour} />
        <button type="submit" class="primary" disabled={joining}>
          {hasBluetooth ? t('joinWifi') : t('join')}
        </button>
        {hasBluetooth && (
          <button type="button" class="primary bluetooth" disabled={joining} onClick={byBluetooth}>
            {t('joinBluetooth')}
          </button>
        )}
        <button type="button" class="quiet" disabled={joining} onClick={() => join('watcher')}>
          {t('watch')}
        </button>
        <p class="hint" role="status">
          {status === 'connecting' && (!hub || joining) && t('connecting')}
        </p>
        <BluetoothHint ticket={state.ticket} />
      </form>
      <footer>
        <LanguageChoice phone={phone} settings={state.settings} />
      </footer>
    </main>
  );
};
