import { useEffect, useRef } from 'preact/hooks';
import { colourOf } from '../common/palette.ts';
import { Controller } from './controls/controller.tsx';
import { Lobby } from './lobby.tsx';
import { Countdown, Over, Paused, Watching } from './overlays.tsx';
import type { RoomProps } from './props.ts';
import { Sheet } from './sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { Lost } from './trouble.tsx';
import { useWakeLock } from './wake-lock.ts';

const Stage = (props: RoomProps) => {
  const { phone, state, room, member } = props;
  const sits = room.members.get(member)?.seat !== undefined;
  if (room.phase === 'lobby') return <Lobby {...props} />;
  if (room.phase === 'over') return <Over {...props} />;
  if (!sits || !state.game) return <Watching {...props} />;
  return (
    <>
      {/* There from the count-down on, so that thumbs find their places before it matters. */}
      <Controller
        phone={phone}
        game={state.game}
        play={state.play}
        secret={state.secret}
        settings={state.settings}
        match={room.match}
      />
      {room.phase === 'countdown' && <Countdown room={room} />}
      {room.phase === 'paused' && <Paused {...props} />}
    </>
  );
};

/** The page of somebody who is in. */
export const Room = (props: RoomProps) => {
  const { phone, state, room, member } = props;
  const sheet = useRef<HTMLDialogElement>(null);
  const maySleep = useWakeLock();
  const mine = room.members.get(member)?.colour ?? 0;
  const { error } = state;
  // The form may have been scrolled.
  useEffect(() => scrollTo(0, 0), []);
  useEffect(() => {
    if (!error) return undefined;
    const timer = setTimeout(() => phone.dismiss(), 6_000);
    return () => clearTimeout(timer);
  }, [phone, error]);
  return (
    <div class="room" style={{ '--mine': colourOf(mine) }}>
      <StatusBar {...props} openSheet={() => sheet.current?.showModal()} />
      <main class={`stage ${room.phase}`}>
        <Stage {...props} />
        {state.status === 'resuming' && (
          <div class="cover">
            <Lost state={state} />
          </div>
        )}
      </main>
      <p class={error ? 'toast shown' : 'toast'} role="alert">
        {error?.text}
      </p>
      <Sheet {...props} dialog={sheet} maySleep={maySleep} />
    </div>
  );
};
