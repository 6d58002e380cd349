import type { ComponentChildren } from 'preact';
import { t } from '../common/i18n/index.ts';
import { Logo } from '../common/logo.tsx';
import { Join } from './join.tsx';
import type { PageProps } from './props.ts';
import { Room } from './room.tsx';

/** A notice that fills the page: what happens now, and perhaps what to do about it. */
const Notice = ({ text, children }: { readonly text: string; readonly children?: ComponentChildren }) => (
  <main class="notice">
    <Logo />
    <h1>{t('title')}</h1>
    <p role="status">{text}</p>
    {children}
  </main>
);

const Ended = ({ phone, state }: PageProps) => (
  <Notice text={state.error?.text ?? t('ended')}>
    <button type="button" class="primary" onClick={() => phone.backToJoin()}>
      {t('endedBack')}
    </button>
  </Notice>
);

/** Which of its few faces the page shows. */
export const App = ({ phone, state, code }: PageProps & { readonly code: string }) => {
  const { status, room, member, reason } = state;
  if (status === 'ended' && reason !== 'left') return <Ended phone={phone} state={state} />;
  if (room && member !== undefined && (status === 'playing' || status === 'resuming'))
    return <Room phone={phone} state={state} room={room} member={member} />;
  if (status === 'resuming') return <Notice text={t('resuming')} />;
  return <Join phone={phone} state={state} code={code} />;
};
