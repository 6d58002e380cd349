import type { RoomView } from '../../../../protocol/room-view.ts';
import { Badge } from '../common/badge.tsx';
import { titleOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import { colourOf } from '../common/palette.ts';
import { queue, ranking, seated, winner } from '../common/room.ts';
import type { TvProps } from './app.tsx';
import { rendererOf } from './games/index.ts';
import type { SeatLook } from './games/renderer.ts';
import { Stage } from './stage.tsx';

/** How screens draw who sits there. */
export const looks = (room: RoomView): ReadonlyMap<number, SeatLook> =>
  new Map(seated(room).map(([, { seat, name, colour }]) => [seat ?? 0, { name, colour: colourOf(colour) }]));

/** Who plays, in the order of the seats, with points where the game has a running score. */
export const Board = ({
  scores,
  room,
}: {
  readonly scores: ReadonlyMap<number, number> | undefined;
  readonly room: RoomView;
}) => {
  const rows = seated(room).slice(0, 16);
  return (
    <ul class={rows.length > 5 ? 'board crowd' : 'board'} aria-label={t('scoreboard')}>
      {rows.map(([number, { name, colour, status, seat }]) => (
        <li key={number} class={status}>
          <Badge name={name} colour={colour} />
          <span class="board-name">{name}</span>
          {status === 'away' && <small>{t('away')}</small>}
          {scores && <b>{scores.get(seat ?? -1) ?? 0}</b>}
        </li>
      ))}
    </ul>
  );
};

const Over = ({ room }: { readonly room: RoomView }) => {
  const best = winner(room);
  return (
    <div class="cover over">
      <h2 style={{ color: best ? colourOf(best[1].colour) : '' }}>
        {best ? t('won', { name: best[1].name }) : t('draw')}
      </h2>
      <ol class="ranking">
        {ranking(room)
          .slice(0, 8)
          .map(({ member, who, points }) => (
            <li key={member}>
              <Badge name={who.name} colour={who.colour} />
              <span>{who.name}</span>
              <b>{points}</b>
            </li>
          ))}
      </ol>
      {queue(room).length > 0 && (
        <p>
          {t('tvNext')}:{' '}
          {queue(room)
            .map(([, { name }]) => name)
            .join(', ')}
        </p>
      )}
    </div>
  );
};

/** What stands over the picture while nobody plays. */
export const Cover = ({ room }: { readonly room: RoomView }) => {
  switch (room.phase) {
    case 'countdown':
      return (
        <div class="cover count" role="status">
          <strong key={room.count}>{room.count}</strong>
        </div>
      );
    case 'paused': {
      const away = seated(room).filter(([, { status }]) => status === 'away');
      return (
        <div class="cover" role="status">
          <h2>{t('paused')}</h2>
          {away.length > 0 && (
            <p>{t('pausedAway', { names: away.map(([, { name }]) => name).join(', ') })}</p>
          )}
        </div>
      );
    }
    case 'over':
      return <Over room={room} />;
    default:
      return null;
  }
};

/** The match. */
export const Play = ({ tv, state, room }: TvProps & { readonly room: RoomView }) => (
  <main class="play">
    <h1 class="hidden">{state.game && titleOf(state.game)}</h1>
    <Board scores={state.scores} room={room} />
    <div class="frame">
      <div class="picture">
        <Stage
          renderer={rendererOf(state.game?.id ?? '')}
          moment={(now) => tv.timeline.at(now)}
          seats={looks(room)}
          label={state.game ? titleOf(state.game) : ''}
        />
        <Cover room={room} />
      </div>
    </div>
  </main>
);
