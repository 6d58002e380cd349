import type { RefObject } from 'preact';
import { rulesOf } from '../common/game-texts.ts';
import { t } from '../common/i18n/index.ts';
import { Icon } from '../common/icon.tsx';
import { GameChoice } from './game-choice.tsx';
import { Members } from './members.tsx';
import { isHost, type RoomProps } from './props.ts';
import { SettingsPanel } from './settings.tsx';
import { Emotes, Talk } from './talk.tsx';

const HostPanel = (props: RoomProps) => {
  const { phone, room, state } = props;
  return (
    <section class="card">
      <h2>{t('host')}</h2>
      {room.phase !== 'lobby' && (
        <button type="button" onClick={() => phone.command('end')}>
          {t('end')}
        </button>
      )}
      <button type="button" onClick={() => phone.command(room.locked ? 'unlock' : 'lock')}>
        {t(room.locked ? 'unlock' : 'lock')}
      </button>
      {state.removed.length > 0 && (
        <button type="button" onClick={() => phone.command('unlock')}>
          {t('letIn', { names: state.removed.join(', ') })}
        </button>
      )}
      {state.games.length > 1 && <GameChoice {...props} />}
    </section>
  );
};

/** Change of radio, for browsers that have both. */
const RadioPanel = ({ phone, state }: RoomProps) => {
  if (!('bluetooth' in navigator)) return null;
  return (
    <section class="card">
      {state.radio === 'ble' ? (
        <button type="button" onClick={() => phone.overWifi()}>
          {t('joinWifi')}
        </button>
      ) : (
        <button type="button" onClick={() => phone.joinByBluetooth()}>
          {t('joinBluetooth')}
        </button>
      )}
    </section>
  );
};

interface SheetProps extends RoomProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  /** Nothing keeps the screen on. */
  readonly maySleep: boolean;
}

/** Everything that is not playing: a dialog over the controller. */
export const Sheet = (props: SheetProps) => {
  const { phone, state, room, dialog, maySleep } = props;
  const close = (): void => dialog.current?.close();
  const running = room.phase === 'playing' || room.phase === 'countdown';
  return (
    <dialog class="sheet" ref={dialog} aria-label={t('sheetOf')}>
      <button type="button" class="icon close" aria-label={t('close')} onClick={close}>
        <Icon name="close" />
      </button>
      {running && room.members.get(props.member)?.role === 'player' && (
        <button
          type="button"
          class="primary"
          onClick={() => {
            phone.command('pause');
            close();
          }}
        >
          {t('pause')}
        </button>
      )}
      {isHost(props) && <HostPanel {...props} />}
      <section class="card">
        <h2>{t('players')}</h2>
        <Members {...props} tools />
      </section>
      <section class="card">
        <h2>{t('chatTitle')}</h2>
        <Talk {...props} />
        <Emotes phone={phone} />
      </section>
      <section class="card">
        <h2>{t('rules')}</h2>
        <p>{state.game && rulesOf(state.game)}</p>
      </section>
      <SettingsPanel phone={phone} settings={state.settings} />
      <RadioPanel {...props} />
      <p class="hint">
        <Icon name="lock" /> {t('sealed')}
      </p>
      {maySleep && <p class="hint">{t('screenMaySleep')}</p>}
      <button
        type="button"
        class="danger"
        onClick={() => {
          close();
          phone.leave();
        }}
      >
        {t('leave')}
      </button>
    </dialog>
  );
};
