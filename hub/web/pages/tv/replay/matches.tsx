import { useEffect, useState } from 'preact/hooks';
import type { MatchInfo } from '../../../../recording/match-info.ts';
import { t } from '../../common/i18n/index.ts';
import type { MatchesProps } from '../library.tsx';
import { fetchMatch, fetchMatches, type Problem, ReplayError } from './fetch.ts';
import { leaving, useKeys } from './keys.ts';
import { MatchList } from './list.tsx';
import { type Loaded, loadMatch } from './load.ts';
import { Replay } from './replay.tsx';

const problemOf = (error: unknown): Problem => (error instanceof ReplayError ? error.problem : 'unreadable');

/** A match on its way, with the share that is ready. */
const Loading = ({ share, onLeave }: { readonly share: number; readonly onLeave: () => void }) => {
  useKeys(({ key }) => {
    if (leaving.has(key)) onLeave();
    return leaving.has(key);
  });
  return (
    <main class="matches loading">
      <h1 class="hidden">{t('replay')}</h1>
      <p role="status">{t('tvMatchesLoading')}</p>
      <progress aria-label={t('tvMatchesLoading')} max={1} value={share} />
    </main>
  );
};

/** Matches of before: the list, and the one that was chosen. */
export const Matches = ({ hostKey, games, speaker, onLeave }: MatchesProps) => {
  const [matches, setMatches] = useState<readonly MatchInfo[] | undefined>(undefined);
  const [chosen, setChosen] = useState<MatchInfo | undefined>(undefined);
  const [last, setLast] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [share, setShare] = useState(0);
  const [loaded, setLoaded] = useState<Loaded | undefined>(undefined);

  useEffect(() => {
    fetchMatches(hostKey).then(setMatches, (error: unknown) => setProblem(problemOf(error)));
  }, [hostKey]);
  const back = (why?: Problem): void => {
    setChosen(undefined);
    setLoaded(undefined);
    setProblem(why);
  };
  useEffect(() => {
    if (!chosen) return undefined;
    const leaves = new AbortController();
    const { signal } = leaves;
    setShare(0);
    fetchMatch(chosen.id, hostKey)
      .then((file) => loadMatch(file, setShare, signal))
      .then(
        (one) => signal.aborted || setLoaded(one),
        (error: unknown) => signal.aborted || back(problemOf(error)),
      );
    return () => leaves.abort();
  }, [chosen, hostKey]);

  if (loaded) return <Replay loaded={loaded} speaker={speaker} onLeave={() => back()} />;
  if (chosen) return <Loading share={share} onLeave={() => back()} />;
  return (
    <MatchList
      matches={matches}
      problem={problem}
      last={last}
      games={games}
      onLeave={onLeave}
      onChoose={(match) => {
        setLast(match.id);
        setProblem(undefined);
        setChosen(match);
      }}
    />
  );
};
