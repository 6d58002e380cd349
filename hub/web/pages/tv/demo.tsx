import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../common/i18n/index.ts';
import { colourOf } from '../common/palette.ts';
import type { TvProps } from './app.tsx';
import { DemoMatch, shows } from './attract.ts';
import { rendererOf } from './games/index.ts';
import type { SeatLook } from './games/renderer.ts';
import { Invite } from './invite.tsx';
import { LibraryEntry } from './library.tsx';
import { Stage } from './stage.tsx';

const looks = (match: DemoMatch): ReadonlyMap<number, SeatLook> =>
  new Map(match.seats.map((seat) => [seat, { name: `Bot ${seat + 1}`, colour: colourOf(seat * 5) }]));

const newMatch = (round: number): DemoMatch => {
  const show = shows[round % shows.length];
  if (!show) throw new Error('there is no show');
  return new DemoMatch(show.game, show.players, Math.floor(Math.random() * 2 ** 31));
};

/** While nobody is here: bots play, and the way in stays in sight. */
export const Demo = ({ tv, state }: TvProps) => {
  const [round, setRound] = useState(0);
  const match = useRef<DemoMatch | undefined>(undefined);
  match.current ??= newMatch(round);
  const { game, timeline } = match.current;
  useEffect(() => {
    match.current = newMatch(round);
    const timer = setInterval(() => {
      if (match.current?.step(performance.now())) return;
      clearInterval(timer);
      setRound(round + 1);
    }, match.current.game.meta.tickMs);
    return () => clearInterval(timer);
  }, [round]);
  return (
    <main class="demo">
      <h1 class="hidden">{state.hub?.name ?? t('title')}</h1>
      <div class="picture">
        <Stage
          renderer={rendererOf(game.meta.id)}
          moment={(now) => (match.current?.timeline ?? timeline).at(now)}
          seats={looks(match.current)}
          label={t('tvDemo')}
        />
        <p class="demo-note">{t('tvDemo')}</p>
      </div>
      <Invite tv={tv} state={state} />
      <LibraryEntry tv={tv} state={state} />
    </main>
  );
};
