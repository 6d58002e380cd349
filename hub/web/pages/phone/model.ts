import type {
  ClientEffect,
  ClientMemory,
  ClientStatus,
  JoinWish,
} from '../../../../protocol/client/types.ts';
import type { GameDescriptor } from '../../../../protocol/descriptor.ts';
import type { Input } from '../../../../protocol/inputs.ts';
import type { LinkKind } from '../../../../protocol/link-policy.ts';
import type { MessageOf } from '../../../../protocol/messages.ts';
import type { RoomView } from '../../../../protocol/room-view.ts';
import { bluetoothOpener, chooseHub } from '../common/bluetooth.ts';
import { fetchGames, type GameInfo } from '../common/games.ts';
import { errorText, setLanguage, t } from '../common/i18n/index.ts';
import { Player } from '../common/player.ts';
import { save } from '../common/storage.ts';
import { Store } from '../common/store.ts';
import { openWebSocket } from '../common/websocket.ts';
import { memoryKey, type Settings, settingsKey } from './memory.ts';

interface ChatLine {
  readonly id: number;
  readonly name: string;
  readonly colour: number;
  readonly text: string;
}

/** All that the phone's page shows. */
export interface PhoneState {
  readonly status: ClientStatus;
  /** Why the session has ended. */
  readonly reason: string;
  readonly joining: boolean;
  readonly hub: MessageOf<'hub'> | undefined;
  readonly member: number | undefined;
  readonly game: GameDescriptor | undefined;
  readonly room: RoomView | undefined;
  /** What everybody, and what this seat alone, sees of the game. */
  readonly play: unknown;
  readonly secret: unknown;
  readonly error: { readonly id: number; readonly text: string } | undefined;
  readonly lines: readonly ChatLine[];
  readonly radio: LinkKind | undefined;
  readonly rttMs: number | undefined;
  readonly games: readonly GameInfo[];
  readonly hasBluetoothHub: boolean;
  readonly settings: Settings;
  readonly wish: JoinWish | undefined;
}

const KEPT_LINES = 30;
const MEASURE_MS = 1_000;

type Command = MessageOf<'command'>['command'];

/** The phone's side of everything: what the page calls, and the state that it draws. */
export class Phone {
  readonly store: Store<PhoneState>;
  readonly #player: Player;
  #device: BluetoothDevice | undefined;
  #movingToBluetooth = false;
  #ids = 0;

  constructor(memory: ClientMemory | undefined, settings: Settings) {
    this.store = new Store<PhoneState>({
      status: memory?.token ? 'resuming' : 'connecting',
      reason: '',
      joining: false,
      hub: undefined,
      member: undefined,
      game: undefined,
      room: undefined,
      play: undefined,
      secret: undefined,
      error: undefined,
      lines: [],
      radio: undefined,
      rttMs: undefined,
      games: [],
      hasBluetoothHub: false,
      settings,
      wish: memory?.join,
    });
    this.#player = new Player({
      client: 'partyline-web 1',
      memory,
      openers: { websocket: openWebSocket },
      onEffect: (effect) => this.#take(effect),
    });
  }

  start(): void {
    this.#player.dispatch({ type: 'start' });
    setInterval(() => {
      const { rttMs, radio } = this.#player;
      const shown = rttMs === undefined ? undefined : Math.round(rttMs);
      const { value } = this.store;
      if (shown !== value.rttMs || radio !== value.radio) this.store.set({ rttMs: shown, radio });
    }, MEASURE_MS);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#freshLink();
    });
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#freshLink();
    });
    window.addEventListener('online', () => this.#freshLink());
    fetchGames().then((games) => this.store.set({ games }));
  }

  /** A socket may have died in the phone's sleep without a word. The end of a Bluetooth link is always told, and the hub is heard on it every second. */
  #freshLink(): void {
    if (this.#player.radio !== 'ble') this.#player.dispatch({ type: 'foreground' });
  }

  join(wish: JoinWish): void {
    this.store.set({ joining: true, error: undefined });
    this.#player.dispatch({ type: 'join', join: wish });
  }

  /** Must be called from a click. Without a wish, a phone that plays already changes over to Bluetooth. */
  async joinByBluetooth(wish?: JoinWish): Promise<void> {
    try {
      // Somebody who joins may want another hub than the last time; somebody who plays wants the same.
      if (wish || !this.#device) this.#device = await chooseHub(navigator.bluetooth);
    } catch {
      return this.fail(t('bluetoothNone'));
    }
    this.store.set({ hasBluetoothHub: true });
    // Only Bluetooth until it plays: a Wi-Fi link that is up meanwhile carries the seat over.
    this.#movingToBluetooth = true;
    this.#player.use({ ble: bluetoothOpener(this.#device) });
    if (wish) this.join(wish);
  }

  overWifi(): void {
    this.#movingToBluetooth = false;
    this.#player.use({ websocket: openWebSocket });
  }

  input(input: Input): void {
    this.#player.dispatch({ type: 'input', input });
  }

  chat(text: string): void {
    this.#player.dispatch({ type: 'chat', text });
  }

  emote(emote: number): void {
    this.#player.dispatch({ type: 'emote', emote });
  }

  command(command: Command, member = 0, argument = ''): void {
    this.#player.dispatch({ type: 'command', command, member, argument });
  }

  leave(): void {
    this.#player.dispatch({ type: 'leave' });
  }

  /** From the notice that the session has ended back to the form. */
  backToJoin(): void {
    this.store.set({ reason: 'left', error: undefined, joining: false });
  }

  configure(change: Partial<Settings>): void {
    const settings = { ...this.store.value.settings, ...change };
    setLanguage(settings.language);
    save(settingsKey, settings);
    this.store.set({ settings });
  }

  fail(text: string): void {
    this.#ids += 1;
    this.store.set({ error: { id: this.#ids, text }, joining: false });
  }

  dismiss(): void {
    this.store.set({ error: undefined });
  }

  #take(effect: ClientEffect): void {
    switch (effect.type) {
      case 'hub':
        return this.store.set({ hub: effect.hub });
      case 'welcome':
        return this.store.set({ member: effect.welcome.member, joining: false, error: undefined });
      case 'game':
        return this.store.set({ game: effect.descriptor, play: undefined, secret: undefined });
      case 'state': {
        const { shared, secret } = effect.view;
        if (this.#movingToBluetooth && this.#player.radioOf(effect.linkId) === 'ble')
          this.#settledOnBluetooth();
        return this.store.set({ room: shared.room, play: shared.game, secret });
      }
      case 'status':
        return this.#stands(effect.status, effect.reason);
      case 'error':
        return this.fail(errorText(effect.name));
      case 'said':
        return this.#line(effect.member, effect.text);
      case 'remember':
        save(memoryKey, effect.memory);
        return this.store.set({ wish: effect.memory.join });
    }
  }

  /** Bluetooth plays: from now on either radio may bring the seat back. */
  #settledOnBluetooth(): void {
    this.#movingToBluetooth = false;
    if (this.#device) this.#player.use({ ble: bluetoothOpener(this.#device), websocket: openWebSocket });
  }

  #stands(status: ClientStatus, reason: string): void {
    const { radio } = this.#player;
    const gone = status === 'ended' || status === 'codeNeeded';
    this.store.set({
      status,
      reason,
      radio,
      ...(gone ? { joining: false, member: undefined, room: undefined, lines: [] } : {}),
    });
  }

  #line(member: number, text: string): void {
    const who = this.store.value.room?.members.get(member);
    this.#ids += 1;
    const line = { id: this.#ids, name: who?.name ?? '?', colour: who?.colour ?? 0, text };
    this.store.set({ lines: [...this.store.value.lines, line].slice(-KEPT_LINES) });
  }
}
