import { t } from '../common/i18n/index.ts';
import { Icon } from '../common/icon.tsx';
import { Logo } from '../common/logo.tsx';
import { CodeForm } from './code-form.tsx';
import { Demo } from './demo.tsx';
import { Unreadable } from './games.tsx';
import { Library } from './library.tsx';
import { Lobby } from './lobby.tsx';
import type { Tv, TvState } from './model.ts';
import { Passings } from './passings.tsx';
import { Play } from './play.tsx';

export interface TvProps {
  readonly tv: Tv;
  readonly state: TvState;
}

/** Which of its faces the TV shows. */
export const App = ({ tv, state }: TvProps) => {
  const { room, status } = state;
  // The form stays while the hub takes no code at all for a while.
  if (status === 'codeNeeded' || (status === 'waiting' && !room)) return <CodeForm tv={tv} state={state} />;
  if (state.unreadable !== undefined && status === 'playing') return <Unreadable tv={tv} state={state} />;
  if (!room)
    return (
      <main class="code-form">
        <Logo />
        <h1>{t('title')}</h1>
        <p role="status">{status === 'ended' ? state.error : t('connecting')}</p>
      </main>
    );
  return (
    <>
      {room.phase !== 'lobby' ? (
        <Play tv={tv} state={state} room={room} />
      ) : state.isInLibrary ? (
        <Library tv={tv} state={state} />
      ) : state.isAlone ? (
        <Demo tv={tv} state={state} />
      ) : (
        <Lobby tv={tv} state={state} room={room} />
      )}
      <Passings passing={state.passing} />
      {state.hasInterrupted && (
        <p class="interrupted" role="status">
          {t('tvMatchBegins')}
        </p>
      )}
      {status !== 'playing' && (
        <p class="lost" role="status">
          {t('tvLost')}
        </p>
      )}
      {!state.hasSound && (
        <p class="sound-hint">
          <Icon name="mute" /> {t('tvSound')}
        </p>
      )}
    </>
  );
};
