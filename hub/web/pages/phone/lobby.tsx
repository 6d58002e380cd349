import { rulesOf, titleOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import { seated } from '../common/room.ts';
import { GameChoice, GamesAside } from './game-choice.tsx';
import { Members } from './members.tsx';
import { isHost, type RoomProps } from './props.ts';
import { Emotes, Talk } from './talk.tsx';

/** Before the match: who is here, what will be played, and for the host the button that starts it. */
export const Lobby = (props: RoomProps) => {
  const { phone, state, room, member } = props;
  const me = room.members.get(member);
  const missing = (state.game?.seats.min ?? 1) - seated(room).length;
  const isAside = state.games.some(({ id, aside }) => id === state.game?.id && aside !== undefined);
  const news = isAside
    ? t('asideHelp')
    : me?.role === 'watcher'
      ? t('youWatch')
      : missing > 0
        ? t('needPlayers', { n: missing })
        : me?.seat === undefined
          ? t('waitingForSeat')
          : isHost(props)
            ? t('seatYours')
            : t('hostStarts');
  return (
    <div class="lobby">
      <h1>{state.game && titleOf(state.game)}</h1>
      <p class="news" role="status">
        {news}
      </p>
      {isHost(props) && (
        <button
          type="button"
          class="primary"
          disabled={missing > 0 || isAside}
          onClick={() => phone.command('start')}
        >
          {t('start')}
        </button>
      )}
      {isHost(props) && state.games.length > 1 && <GameChoice {...props} />}
      <GamesAside state={state} />
      <section class="card">
        <h2>{t('players')}</h2>
        <Members {...props} />
      </section>
      <section class="card">
        <h2>{t('rules')}</h2>
        <p>{state.game && rulesOf(state.game)}</p>
      </section>
      <section class="card">
        <h2>{t('chatTitle')}</h2>
        <Talk {...props} />
        <Emotes phone={phone} />
      </section>
    </div>
  );
};
