import { useEffect, useReducer, useState } from 'preact/hooks';
import type { Wish } from '../../../../replay/player.ts';
import { titleOf } from '../../common/game-texts.ts';
import { t } from '../../common/i18n/index.ts';
import { boardScores, rendererOf } from '../games/index.ts';
import type { MatchesProps } from '../library.tsx';
import { Board, Cover, looks } from '../play.tsx';
import { Stage } from '../stage.tsx';
import { leaving, useKeys, wishOf } from './keys.ts';
import type { Loaded } from './load.ts';
import { Show } from './show.ts';
import { Transport } from './transport.tsx';
import { clock, dateOf } from './words.ts';

interface ReplayProps extends Pick<MatchesProps, 'speaker'> {
  readonly loaded: Loaded;
  readonly onLeave: () => void;
}

/** Lets the show run with the frames of the screen. @returns what asks for everything around the picture to be written anew. */
const useFrames = (show: Show, onLeave: () => void): (() => void) => {
  const [, rewrite] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let last = performance.now();
    let face = show.face;
    const run = (now: number): void => {
      frame = requestAnimationFrame(run);
      if (show.advance(Math.max(0, now - last))) return onLeave();
      last = now;
      if (show.face === face) return;
      face = show.face;
      rewrite(undefined);
    };
    let frame = requestAnimationFrame(run);
    return () => cancelAnimationFrame(frame);
  }, [show]);
  return () => rewrite(undefined);
};

/** A button that somebody went to by keyboard is pressed by it; one that was clicked before does not take the space bar away. */
const isOnButton = ({ key, target }: KeyboardEvent): boolean =>
  (key === ' ' || key === 'Enter') && target instanceof Element && target.matches('button:focus-visible');

/** A match of before: the picture as it was live, and what one needs to go through it. */
export const Replay = ({ loaded, speaker, onLeave }: ReplayProps) => {
  const { reel, start, marks, checked, differsAtMs } = loaded;
  const [show] = useState(() => new Show(loaded, speaker));
  const rewrite = useFrames(show, onLeave);
  const onWish = (wish: Wish): void => {
    show.wish(wish);
    rewrite();
  };
  useKeys((event) => {
    if (leaving.has(event.key)) {
      if (!event.repeat) onLeave();
      return true;
    }
    if (isOnButton(event)) return false;
    const wish = wishOf(event, show.player.isPlaying);
    if (wish) onWish(wish);
    return wish !== undefined;
  });
  const { meta } = reel.game;
  const renderer = rendererOf(meta.id);
  const { state, tick } = show.state;
  const { leavesInMs } = show;
  return (
    <main
      class="play replay"
      data-tick={tick}
      data-same={checked === 0 ? 'unknown' : String(differsAtMs === undefined)}
    >
      <div class="replay-head">
        <button type="button" onClick={onLeave}>
          {t('replayBack')}
        </button>
        <div class="replay-title">
          <h1>
            <span class="pill">{t('replay')}</span> {titleOf(meta)}
          </h1>
          <p>{dateOf(new Date(start.at).toISOString())}</p>
        </div>
        <Board scores={boardScores(renderer, show.view(show.player.index))} room={state} />
      </div>
      <div class="frame">
        <div class="picture">
          <Stage
            renderer={renderer}
            moment={() => show.moment()}
            seats={looks(state)}
            label={`${t('replay')}: ${titleOf(meta)}`}
          />
          <Cover room={state} />
          {leavesInMs !== undefined && (
            <p class="replay-note">{t('replayLeaves', { n: Math.ceil(leavesInMs / 1000) })}</p>
          )}
          {differsAtMs !== undefined && (
            <p class="replay-note warning" role="status">
              {t('replayDiffers', { time: clock(differsAtMs) })}
            </p>
          )}
        </div>
      </div>
      <Transport
        show={show}
        marks={marks}
        onWish={onWish}
        onSeek={(ms) => {
          show.seek(ms);
          rewrite();
        }}
      />
    </main>
  );
};
