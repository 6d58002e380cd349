import { t } from '../common/i18n/index.ts';
import type { TvProps } from './app.tsx';
import type { TvState } from './model.ts';
import { Qr } from './qr.tsx';

/** @returns where phones find the hub, the likeliest address first. */
const addressOf = ({ host, hub }: TvState): string => {
  const told = host?.urls[0] ?? (hub?.wifi[0] ? `http://${hub.wifi[0]}/` : undefined);
  return told ?? `${location.origin}/`;
};

/** How to get in: QR code, address, code. */
export const Invite = ({ tv, state }: TvProps) => {
  const address = addressOf(state);
  const { code, invite } = state;
  // Behind #, which browsers send to nobody.
  const whole = invite?.secret ? `${address}#${invite.secret}` : address;
  return (
    <aside class="invite">
      <h2>{t('tvScan')}</h2>
      <Qr text={whole} label={`${t('tvScan')}: ${address}`} />
      <p class="address">
        {t('tvOr')} <b>{address.replace(/^http:\/\/|\/$/g, '')}</b>
      </p>
      {code ? (
        <p class="code">
          {t('tvCode')} <b>{code}</b>
        </p>
      ) : (
        <p class="code">{t('tvNoCode')}</p>
      )}
      {invite?.guessing && (
        <div class="guessing" role="status">
          <p>{t('tvGuessing')}</p>
          {invite.renewable && (
            <button type="button" onClick={() => tv.command('newCode')}>
              {t('tvNewCode')}
            </button>
          )}
        </div>
      )}
    </aside>
  );
};
