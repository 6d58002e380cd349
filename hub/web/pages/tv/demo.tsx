import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../common/i18n/index.ts';
import { colourOf } from '../common/palette.ts';
import type { TvProps } from './app.tsx';
import { type DemoMatch, nextShow } from './attract.ts';
import { rendererOf } from './games/index.ts';
import type { SeatLook } from './games/renderer.ts';
import { Invite } from './invite.tsx';
import { LibraryEntry } from './library.tsx';
import { Stage } from './stage.tsx';

/** Until the rules of a game are asked for again that could not be had. */
const AGAIN_MS = 5_000;

const looks = (match: DemoMatch | undefined): ReadonlyMap<number, SeatLook> =>
  new Map(match?.seats.map((seat) => [seat, { name: `Bot ${seat + 1}`, colour: colourOf(seat * 5) }]));

/** While nobody is here: bots play, and the way in stays in sight. */
export const Demo = ({ tv, state }: TvProps) => {
  const [round, setRound] = useState(0);
  const [match, setMatch] = useState<DemoMatch | undefined>(undefined);
  const shown = useRef(match);
  shown.current = match;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    nextShow(round).then((next) => {
      if (isGone) return;
      if (!next) {
        timer = setTimeout(() => setRound(round + 1), AGAIN_MS);
        return;
      }
      setMatch(next);
      timer = setInterval(() => {
        if (next.step(performance.now())) return;
        clearInterval(timer);
        setRound(round + 1);
      }, next.game.meta.tickMs);
    });
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [round]);
  return (
    <main class="demo">
      <h1 class="hidden">{state.hub?.name ?? t('title')}</h1>
      <div class="picture">
        <Stage
          renderer={rendererOf(match?.game.meta.id ?? '')}
          moment={(now) => shown.current?.timeline.at(now)}
          seats={looks(match)}
          label={t('tvDemo')}
        />
        <p class="demo-note">{t('tvDemo')}</p>
      </div>
      <Invite tv={tv} state={state} />
      <LibraryEntry tv={tv} state={state} />
    </main>
  );
};
