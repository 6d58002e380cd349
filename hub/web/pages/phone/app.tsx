import type { ComponentChildren } from 'preact';
import { Logo } from '../common/logo.tsx';
import { Join } from './join.tsx';
import { isFull } from './model.ts';
import type { PageProps } from './props.ts';
import { Room } from './room.tsx';
import { Ended, Full, Lost, Unreadable } from './trouble.tsx';

/** A page with nothing but a notice on it. */
const Alone = ({ children }: { readonly children: ComponentChildren }) => (
  <main class="alone">
    <Logo />
    {children}
  </main>
);

/** Which of its few faces the page shows. */
export const App = ({ phone, state, code }: PageProps & { readonly code: string }) => {
  const { status, room, member, reason, error, unreadable } = state;
  if (status === 'ended' && reason !== 'left')
    return (
      <Alone>
        <Ended phone={phone} state={state} />
      </Alone>
    );
  if (status === 'playing' && unreadable !== undefined)
    return (
      <Alone>
        <Unreadable phone={phone} state={state} />
      </Alone>
    );
  if (room && member !== undefined && (status === 'playing' || status === 'resuming'))
    return <Room phone={phone} state={state} room={room} member={member} />;
  if (status === 'resuming')
    return (
      <Alone>
        <Lost state={state} />
      </Alone>
    );
  if (status !== 'ended' && isFull(error?.name))
    return (
      <Alone>
        <Full phone={phone} state={state} />
      </Alone>
    );
  return <Join phone={phone} state={state} code={code} />;
};
