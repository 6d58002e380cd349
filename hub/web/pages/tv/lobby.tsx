import type { RoomView } from '../../../../protocol/room-view.ts';
import { Badge } from '../common/badge.tsx';
import { rulesOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import { Icon } from '../common/icon.tsx';
import { Logo } from '../common/logo.tsx';
import { colourOf } from '../common/palette.ts';
import { RadioIcon } from '../common/radio-icon.tsx';
import { type MemberRow, queue, seated } from '../common/room.ts';
import type { TvProps } from './app.tsx';
import { Games, GamesAside } from './games.tsx';
import { Invite } from './invite.tsx';
import { LibraryEntry } from './library.tsx';
import type { TvState } from './model.ts';

/** Seats drawn; a game may have many more. */
const MOST_SEATS = 16;

const Seat = ({
  row: [number, who],
  host,
}: {
  readonly row: MemberRow;
  readonly host: number | undefined;
}) => (
  <li class={`seat taken ${who.status}`} style={{ '--c': colourOf(who.colour) }}>
    <Badge name={who.name} colour={who.colour} />
    <span class="seat-name">{who.name}</span>
    {number === host && (
      <>
        <span class="hidden">{t('host')}</span>
        <Icon name="crown" />
      </>
    )}
    <RadioIcon radio={who.radio} />
  </li>
);

const Seats = ({ room, most }: { readonly room: RoomView; readonly most: number }) => {
  const rows = seated(room);
  const shown = rows.slice(0, MOST_SEATS);
  const free = Math.max(0, Math.min(most, most > MOST_SEATS ? 8 : MOST_SEATS) - rows.length);
  return (
    <ul class={shown.length + free > 8 ? 'seats many' : 'seats'}>
      {shown.map((row) => (
        <Seat key={row[0]} row={row} host={room.host} />
      ))}
      {Array.from({ length: free }, (_, i) => (
        <li key={`free${i}`} class="seat">
          {rows.length === 0 && i === 0 ? t('tvNobody') : t('tvFree')}
        </li>
      ))}
    </ul>
  );
};

/** What a phone must show of the hub's certificate before it is trusted: here, and over no network, nobody else can have written it. */
const Trust = ({ host }: Pick<TvState, 'host'>) =>
  host?.fingerprint == null ? null : (
    <p class="trust">
      {t('tvTrust')} <code>{host.fingerprint.replaceAll(':', ' ')}</code>
    </p>
  );

/** Whether others nearby can read along. */
const Seal = ({ isPlain }: { readonly isPlain: boolean }) => (
  <p class="seal">
    <Icon name={isPlain ? 'lockOpen' : 'lock'} /> {t(isPlain ? 'tvPlain' : 'tvSealed')}
  </p>
);

/** Before the match: how to get in, and who is. */
export const Lobby = ({ tv, state, room }: TvProps & { readonly room: RoomView }) => {
  const { game, games, hub } = state;
  const aside = games.filter((one) => one.aside !== undefined);
  const waiting = queue(room);
  return (
    <main class="lobby">
      <section class="welcome">
        <header>
          <Logo />
          <h1>{hub?.name ?? t('title')}</h1>
          {room.locked && (
            <p class="locked">
              <Icon name="lock" /> {t('locked')}
            </p>
          )}
        </header>
        <Games tv={tv} state={state} />
        {aside.length > 0 ? <GamesAside games={aside} /> : <p class="rules">{game && rulesOf(game)}</p>}
        <Seats room={room} most={game?.seats.max ?? 0} />
        {waiting.length > 0 && (
          <p class="queue">
            {t('tvNext')}: {waiting.map(([, { name }]) => name).join(', ')}
          </p>
        )}
        <footer>
          <p class="keys">{t('tvStartKeys')}</p>
          <LibraryEntry tv={tv} state={state} />
        </footer>
        <Seal isPlain={state.host?.plain === true || [...room.members.values()].some(({ plain }) => plain)} />
        <Trust host={state.host} />
      </section>
      <Invite tv={tv} state={state} />
    </main>
  );
};
