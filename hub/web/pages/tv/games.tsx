import { titleOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import type { TvProps } from './app.tsx';

/** What can be played. Games that the hub has put aside are there in grey. */
export const Games = ({ tv, state }: TvProps) => (
  <nav class="games" aria-label={t('game')}>
    {state.games.map((one) => (
      <button
        key={one.id}
        type="button"
        disabled={one.aside !== undefined}
        aria-pressed={one.id === state.game?.id && state.unreadable === undefined}
        onClick={() => tv.command('game', one.id)}
      >
        {titleOf(one)}
      </button>
    ))}
  </nav>
);

/** Why games are in grey, in the words of the hub; the newest last. */
export const GamesAside = ({ games }: { readonly games: TvProps['state']['games'] }) => (
  <div class="games-aside" role="status">
    {games.slice(-2).map((one) => (
      <p key={one.id}>
        <b>{t('asideTitle', { game: titleOf(one) })}.</b> {one.aside}
      </p>
    ))}
  </div>
);

/** The game that is on is nothing that this page can read. */
export const Unreadable = ({ tv, state }: TvProps) => (
  <main class="code-form">
    <h1>{t('unreadableTitle')}</h1>
    <p role="status">{t('unreadable', { reason: state.unreadable ?? '' })}</p>
    <Games tv={tv} state={state} />
    <p>{t('asideHelp')}</p>
  </main>
);
