import { titleOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import type { PageProps } from './props.ts';

/** Which game is played; only the host may change it. What the hub has put aside can be read about, not chosen. */
export const GameChoice = ({ phone, state }: PageProps) => (
  <fieldset class="games">
    <legend>{t('game')}</legend>
    {state.games.map((one) => (
      <button
        key={one.id}
        type="button"
        class="chip"
        disabled={one.aside !== undefined}
        title={one.aside}
        aria-pressed={one.id === state.game?.id && state.unreadable === undefined}
        onClick={() => one.id !== state.game?.id && phone.command('game', 0, one.id)}
      >
        {titleOf(one)}
      </button>
    ))}
  </fieldset>
);

/** Games that were put aside, each with the hub's reason. */
export const GamesAside = ({ state }: Pick<PageProps, 'state'>) => (
  <>
    {state.games
      .filter(({ aside }) => aside !== undefined)
      .map((one) => (
        <p key={one.id} class="aside" role="status">
          <b>{t('asideTitle', { game: titleOf(one) })}.</b> {one.aside}
        </p>
      ))}
  </>
);
