import type { RoomView } from '../../../../protocol/room-view.ts';
import { Badge } from '../common/badge.tsx';
import { t } from '../common/i18n/index.ts';
import { queue, ranking, seated, winner } from '../common/room.ts';
import { isHost, type RoomProps } from './props.ts';
import { Emotes } from './talk.tsx';

/** 3-2-1. */
export const Countdown = ({ room }: { readonly room: RoomView }) => (
  <div class="overlay countdown" role="status">
    <p>{t('getReady')}</p>
    <strong key={room.count}>{room.count}</strong>
  </div>
);

/** The match stands still: because somebody wished it, or because somebody is away. */
export const Paused = (props: RoomProps) => {
  const { phone, room } = props;
  const away = seated(props.room).filter(([, m]) => m.status === 'away');
  return (
    <div class="overlay">
      <h2>{t('paused')}</h2>
      {away.length > 0 ? (
        <p role="status">{t('pausedAway', { names: away.map(([, m]) => m.name).join(', ') })}</p>
      ) : (
        room.members.get(props.member)?.role === 'player' && (
          <button type="button" class="primary" onClick={() => phone.command('continue')}>
            {t('continue')}
          </button>
        )
      )}
      {isHost(props) && (
        <button type="button" onClick={() => phone.command('end')}>
          {t('end')}
        </button>
      )}
    </div>
  );
};

/** Points of all, the best first. */
const Ranking = ({ room, member }: Pick<RoomProps, 'room' | 'member'>) => (
  <ol class="ranking">
    {ranking(room).map(({ member: number, who, points }) => (
      <li key={number} class={number === member ? 'me' : ''}>
        <Badge name={who.name} colour={who.colour} />
        <span class="who">{who.name}</span>
        <strong class="points">{points}</strong>
      </li>
    ))}
  </ol>
);

export const Over = (props: RoomProps) => {
  const { phone, room, member } = props;
  const best = winner(room);
  const headline = !best ? t('draw') : best[0] === member ? t('youWon') : t('won', { name: best[1].name });
  return (
    <div class="lobby over">
      <h1>{headline}</h1>
      <Ranking room={room} member={member} />
      {isHost(props) ? (
        <>
          <button type="button" class="primary" onClick={() => phone.command('again')}>
            {t('again')}
          </button>
          <button type="button" onClick={() => phone.command('end')}>
            {t('end')}
          </button>
        </>
      ) : (
        <p class="news">{t('hostStarts')}</p>
      )}
      <Emotes phone={phone} />
    </div>
  );
};

/** For those who have no seat in this match. */
export const Watching = ({ phone, room, member }: RoomProps) => (
  <div class="lobby">
    <h1>{t('lookAtTv')}</h1>
    <p class="news" role="status">
      {queue(room).some(([number]) => number === member) ? t('waitingForSeat') : t('youWatch')}
    </p>
    <Emotes phone={phone} />
  </div>
);
