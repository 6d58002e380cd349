import type { ComponentChildren } from 'preact';
import { errorText, t } from '../common/i18n/index.ts';
import { GameChoice } from './game-choice.tsx';
import type { PhoneState } from './model.ts';
import type { PageProps } from './props.ts';

/** Seconds without a link that nobody need hear of. */
export const PATIENCE_S = 3;

interface NoticeProps {
  readonly sign: string;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

/** What has happened, what to do about it, and the buttons that do it. */
const Notice = ({ sign, title, text, children }: NoticeProps) => (
  <div class="notice">
    <p class="sign" aria-hidden="true">
      {sign}
    </p>
    <h1>{title}</h1>
    <p role="status">{text}</p>
    {children}
  </div>
);

/** When the page tries again by itself; not read out, as it changes every second. */
export const Retry = ({ retryS }: Pick<PhoneState, 'retryS'>) =>
  retryS === undefined ? null : (
    <p class="retry" aria-hidden="true">
      {retryS > 0 ? t('retryIn', { n: retryS }) : t('retryNow')}
    </p>
  );

/** No link to the hub, though there is a seat to come back to. */
export const Lost = ({ state }: Pick<PageProps, 'state'>) => {
  const { isOff, downS } = state;
  const help = isOff ? t('offHelp') : downS > PATIENCE_S ? t('lostHelp') : t('resuming');
  return (
    <Notice sign={isOff ? '💤' : '📡'} title={isOff ? t('offTitle') : t('lostTitle')} text={help}>
      <Retry retryS={state.retryS} />
    </Notice>
  );
};

/** No place for this phone. It keeps asking, so that nobody has to. */
export const Full = ({ phone, state }: PageProps) => {
  const isBluetooth = state.error?.name === 'hubFull';
  return (
    <Notice
      sign="🛋️"
      title={t(isBluetooth ? 'bluetoothFullTitle' : 'fullTitle')}
      text={t(isBluetooth ? 'error.hubFull' : 'fullHelp')}
    >
      <Retry retryS={state.retryS} />
      {isBluetooth && (
        <button type="button" class="primary" onClick={() => phone.overWifi()}>
          {t('joinWifi')}
        </button>
      )}
      <button type="button" onClick={() => phone.leave()}>
        {t('back')}
      </button>
    </Notice>
  );
};

/** The game that is on is nothing that this page can read: whoever is the host can choose another one here. */
export const Unreadable = ({ phone, state }: PageProps) => {
  const { room, member, games, unreadable } = state;
  const mayChoose = room === undefined || room.host === member;
  return (
    <Notice
      sign="🧩"
      title={t('unreadableTitle')}
      text={`${t('unreadable', { reason: unreadable ?? '' })}. ${t('unreadableHelp')}`}
    >
      {mayChoose && games.length > 1 && <GameChoice phone={phone} state={state} />}
      <button type="button" onClick={() => location.reload()}>
        {t('reload')}
      </button>
      <button type="button" onClick={() => phone.leave()}>
        {t('leave')}
      </button>
    </Notice>
  );
};

/** The session is over, and only a person can begin another. */
export const Ended = ({ phone, state }: PageProps) =>
  state.reason === 'badVersion' ? (
    <Notice sign="🔄" title={t('versionTitle')} text={t('versionHelp')}>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </Notice>
  ) : (
    <Notice sign="👋" title={t('ended')} text={state.reason ? errorText(state.reason) : ''}>
      <button type="button" class="primary" onClick={() => phone.backToJoin()}>
        {t('endedBack')}
      </button>
    </Notice>
  );
