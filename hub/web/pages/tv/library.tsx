import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../common/i18n/index.ts';
import type { TvProps } from './app.tsx';
import type { Speaker } from './sound.ts';

/** The way from the lobby to matches of before, where this TV may show them. */
export const LibraryEntry = ({ tv, state }: TvProps) =>
  state.hostKey === undefined ? null : (
    <button type="button" class="library-entry" aria-keyshortcuts="M" onClick={() => tv.openLibrary()}>
      {t('tvMatches')} <kbd>M</kbd>
    </button>
  );

/** What the part of the page for matches of before needs of the rest. */
export interface MatchesProps {
  readonly hostKey: string;
  readonly games: TvProps['state']['games'];
  readonly speaker: Speaker;
  readonly onLeave: () => void;
}

type Part = FunctionComponent<MatchesProps>;

/** Matches of before. That part of the page (reducers and reader) is loaded when it is first wanted. */
export const Library = ({ tv, state }: TvProps) => {
  const [part, setPart] = useState<{ readonly Matches: Part } | 'failed' | undefined>(undefined);
  useEffect(() => {
    import('./replay/matches.tsx').then(setPart, () => setPart('failed'));
  }, []);
  if (part !== undefined && part !== 'failed')
    return (
      <part.Matches
        hostKey={state.hostKey ?? ''}
        games={state.games}
        speaker={tv.speaker}
        onLeave={() => tv.closeLibrary()}
      />
    );
  return (
    <main class="matches">
      <h1>{t('tvMatches')}</h1>
      {part === 'failed' ? (
        <p role="alert">{t('match.unreachable')}</p>
      ) : (
        <p role="status">{t('tvMatchesLoading')}</p>
      )}
      <button type="button" onClick={() => tv.closeLibrary()}>
        {t('end')}
      </button>
    </main>
  );
};
