import { useEffect, useRef } from 'preact/hooks';
import type { MatchInfo } from '../../../../recording/match-info.ts';
import { Badge } from '../../common/badge.tsx';
import { titleOf } from '../../common/game-texts.ts';
import { t } from '../../common/i18n/index.ts';
import type { MatchesProps } from '../library.tsx';
import type { Problem } from './fetch.ts';
import { leaving, useKeys } from './keys.ts';
import { clock, dateOf, problemText } from './words.ts';

/** Players named in a row of the list. */
const NAMED = 4;

interface ListProps extends Pick<MatchesProps, 'games' | 'onLeave'> {
  /** Undefined while they are asked for. */
  readonly matches: readonly MatchInfo[] | undefined;
  /** Why there is no list, or no match that was chosen. */
  readonly problem: Problem | undefined;
  /** The match shown last. */
  readonly last: string | undefined;
  readonly onChoose: (match: MatchInfo) => void;
}

const Row = ({
  match,
  title,
  onChoose,
}: Pick<ListProps, 'onChoose'> & { readonly match: MatchInfo; readonly title: string }) => {
  const { id, when, seconds, ending, players, playerCount } = match;
  return (
    <li>
      <button type="button" class="match" data-id={id} onClick={() => onChoose(match)}>
        <b class="match-game">{title}</b>
        <span class="match-when">{dateOf(when)}</span>
        <span class="match-players">
          {players.slice(0, NAMED).map(({ name, colour, points }, i) => (
            <span key={i} class="match-player">
              <Badge name={name} colour={colour} /> {name} {points !== null && <b>{points}</b>}
            </span>
          ))}
          {playerCount > NAMED && <small>{t('matchPlayers', { n: playerCount })}</small>}
        </span>
        {ending !== 'over' && <small class="match-cut">{t('matchCutOff')}</small>}
        <span class="match-length">{seconds === null ? '–' : clock(seconds * 1000)}</span>
      </button>
    </li>
  );
};

/** The matches of this hub, to choose from by arrows, by touch or by mouse. */
export const MatchList = ({ matches, problem, last, games, onChoose, onLeave }: ListProps) => {
  const list = useRef<HTMLUListElement>(null);
  const buttons = (): HTMLButtonElement[] => [...(list.current?.querySelectorAll('button') ?? [])];
  const isThere = matches !== undefined;
  useEffect(() => {
    if (!isThere) return;
    const all = buttons();
    (all.find(({ dataset }) => dataset.id === last) ?? all[0])?.focus();
  }, [isThere, last]);
  useKeys(({ key, repeat }) => {
    if (leaving.has(key)) {
      if (!repeat) onLeave();
      return true;
    }
    const all = buttons();
    const at = all.findIndex((button) => button.matches(':focus'));
    const to = { ArrowUp: Math.max(0, at - 1), ArrowDown: at + 1, Home: 0, End: all.length - 1 }[key];
    if (to === undefined) return false;
    all[Math.min(to, all.length - 1)]?.focus();
    return true;
  });
  const titles = new Map(games.map((game) => [game.id, titleOf(game)]));
  return (
    <main class="matches">
      <header>
        <h1>{t('tvMatches')}</h1>
        <button type="button" onClick={onLeave}>
          {t('end')}
        </button>
      </header>
      {problem && (
        <p class="match-problem" role="alert">
          {problemText(problem)}
        </p>
      )}
      {!matches && !problem && <p role="status">{t('tvMatchesLoading')}</p>}
      {matches?.length === 0 && <p class="match-none">{t('tvMatchesNone')}</p>}
      <ul ref={list} class="match-list">
        {matches?.map((match) => (
          <Row
            key={match.id}
            match={match}
            title={titles.get(match.game) ?? match.game}
            onChoose={onChoose}
          />
        ))}
      </ul>
      <p class="keys">{t('tvMatchesKeys')}</p>
    </main>
  );
};
