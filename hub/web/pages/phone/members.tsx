import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../common/badge.tsx';
import { t } from '../common/i18n/index.ts';
import { Icon } from '../common/icon.tsx';
import { RadioIcon } from '../common/radio-icon.tsx';
import type { MemberRow } from '../common/room.ts';
import { isHost, type RoomProps } from './props.ts';

/** How long the question stands before a tap is the first one again. */
const SURE_MS = 3_000;

/** Whoever is removed stays out, so one tap only asks. */
const KickButton = ({ name, kick }: { readonly name: string; readonly kick: () => void }) => {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const timer = asked ? setTimeout(() => setAsked(false), SURE_MS) : undefined;
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <button
      type="button"
      class={asked ? 'danger' : 'icon'}
      aria-label={t(asked ? 'kickSure' : 'kick', { name })}
      onClick={() => (asked ? kick() : setAsked(true))}
    >
      {asked ? t('kickSure', { name }) : <Icon name="close" />}
    </button>
  );
};

const HostButtons = ({
  phone,
  row: [number, { name, muted, role }],
}: RoomProps & { readonly row: MemberRow }) => (
  <span class="tools">
    <button
      type="button"
      class="icon"
      aria-label={t(muted ? 'unmute' : 'mute', { name })}
      onClick={() => phone.command(muted ? 'unmute' : 'mute', number)}
    >
      <Icon name={muted ? 'mute' : 'speaker'} />
    </button>
    {role === 'player' && (
      <button
        type="button"
        class="icon"
        aria-label={t('makeHost', { name })}
        onClick={() => phone.command('host', number)}
      >
        <Icon name="crown" />
      </button>
    )}
    <KickButton name={name} kick={() => phone.command('kick', number)} />
  </span>
);

/** Who is here: those who sit first, then those who wait, then those who watch. Screens are not people. */
export const Members = (props: RoomProps & { readonly tools?: boolean }) => {
  const { room, member } = props;
  const rank = ([, m]: MemberRow): number =>
    m.seat !== undefined ? m.seat : m.role === 'player' ? 5_000 : 9_000;
  const rows = [...room.members].filter(([, m]) => m.role !== 'screen').sort((a, b) => rank(a) - rank(b));
  return (
    <ul class="members">
      {rows.map((row) => {
        const [number, who] = row;
        const notes = [
          number === room.host && t('host'),
          who.role === 'watcher' && t('watching'),
          who.status === 'away' && t('away'),
          who.muted && t('muted'),
        ].filter(Boolean);
        return (
          <li key={number} class={who.status}>
            <Badge name={who.name} colour={who.colour} />
            <span class="who">
              {who.name}
              {number === member && <small> ({t('you')})</small>}
              {notes.length > 0 && <small class="notes">{notes.join(' · ')}</small>}
            </span>
            {who.plain && (
              <>
                <span class="hidden">{t('memberPlain')}</span>
                <Icon name="lockOpen" />
              </>
            )}
            <RadioIcon radio={who.radio} />
            {props.tools && isHost(props) && number !== member && <HostButtons {...props} row={row} />}
          </li>
        );
      })}
    </ul>
  );
};
