import { Badge } from '../common/badge.tsx';
import { t } from '../common/i18n/index.ts';
import { Icon } from '../common/icon.tsx';
import { RadioIcon } from '../common/radio-icon.tsx';
import type { RoomProps } from './props.ts';

/** Who one is, over which radio, how fast it goes; and the way to everything else. */
export const StatusBar = ({
  state,
  room,
  member,
  openSheet,
}: RoomProps & { readonly openSheet: () => void }) => {
  const me = room.members.get(member);
  return (
    <header class="bar">
      <Badge name={me?.name ?? '?'} colour={me?.colour ?? 0} />
      <strong class="bar-name">{me?.name}</strong>
      <span class={state.status === 'playing' ? 'link' : 'link lost'}>
        <RadioIcon radio={state.radio ?? me?.radio ?? 'websocket'} />
        <span class="rtt">
          {state.status === 'playing'
            ? state.rttMs === undefined
              ? ''
              : t('roundTrip', { ms: state.rttMs })
            : t('away')}
        </span>
      </span>
      <button type="button" class="icon" aria-label={t('menu')} onClick={openSheet}>
        <Icon name="menu" />
      </button>
    </header>
  );
};
