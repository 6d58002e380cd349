import type {
  ClientEffect,
  ClientMemory,
  ClientStatus,
  JoinWish,
} from '../../../../protocol/client/types.ts';
import type { GameDescriptor } from '../../../../protocol/descriptor.ts';
import type { Input } from '../../../../protocol/inputs.ts';
import { type LinkKind, traitsOf } from '../../../../protocol/links.ts';
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

/** Something to tell the person. */
interface PageError {
  readonly id: number;
  /** Row of the protocol's table of errors, or none of it. */
  readonly name: string;
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
  readonly error: PageError | undefined;
  /** How long there has been no link, in seconds. */
  readonly downS: number;
  /** Seconds until the page tries again by itself; 0 for now, undefined if it has no reason to. */
  readonly retryS: number | undefined;
  /** The hub has said that it is being switched off. */
  readonly isOff: boolean;
  readonly lines: readonly ChatLine[];
  readonly radio: LinkKind | undefined;
  readonly rttMs: number | undefined;
  readonly games: readonly GameInfo[];
  /** Why this page cannot read the game that is on. */
  readonly unreadable: string | undefined;
  readonly hasBluetoothHub: boolean;
  readonly settings: Settings;
  readonly wish: JoinWish | undefined;
  /** Names of those whom this phone has removed: they stay out until they are let in again. */
  readonly removed: readonly string[];
  /** The QR code's secret, until the hub has another; empty for somebody who has to type the code. */
  readonly ticket: string;
}

/** Errors that mean: no place for this phone now. */
export const isFull = (name: string | undefined): boolean => name === 'roomFull' || name === 'hubFull';

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
  /** When the hub lets this phone ask again, on the clock of performance.now(). */
  #askAgainAt = 0;

  /** @param ticket the QR code's secret, or empty. */
  constructor(memory: ClientMemory | undefined, settings: Settings, ticket: string) {
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
      downS: 0,
      retryS: undefined,
      isOff: false,
      lines: [],
      radio: undefined,
      rttMs: undefined,
      games: [],
      unreadable: undefined,
      hasBluetoothHub: false,
      settings,
      wish: memory?.join,
      removed: [],
      ticket: ticket || (memory?.join?.secret ?? ''),
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
    setInterval(() => this.#measure(), MEASURE_MS);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#freshLink();
    });
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#freshLink();
    });
    window.addEventListener('online', () => this.#freshLink());
    this.#askForGames();
  }

  /** Games come and go from the list of what can be played. */
  #askForGames(): void {
    fetchGames().then((games) => {
      if (games.length > 0) this.store.set({ games });
    });
  }

  #measure(): void {
    const { rttMs, radio, isLinked, retryInMs } = this.#player;
    const { value } = this.store;
    const waitMs = Math.max(this.#askAgainAt - performance.now(), isLinked ? 0 : retryInMs);
    const now = {
      rttMs: rttMs === undefined ? undefined : Math.round(rttMs),
      radio,
      downS: isLinked || value.status === 'ended' ? 0 : value.downS + 1,
      retryS: isLinked && waitMs <= 0 ? undefined : Math.ceil(waitMs / 1_000),
    };
    const keys = Object.keys(now) as (keyof typeof now)[];
    if (keys.some((key) => now[key] !== value[key])) this.store.set(now);
  }

  /** A socket may have died in the phone's sleep without a word. The end of a Bluetooth link is always told, and the hub is heard on it every second. */
  #freshLink(): void {
    const { radio } = this.#player;
    if (!radio || !traitsOf(radio).exclusive) this.#player.dispatch({ type: 'foreground' });
  }

  /** The person has pointed the phone at the QR code. */
  scanned(ticket: string): void {
    this.store.set({ ticket, error: undefined });
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
    this.dismiss();
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
    const { room, removed } = this.store.value;
    if (command === 'kick') this.store.set({ removed: [...removed, room?.members.get(member)?.name ?? '?'] });
    if (command === 'unlock') this.store.set({ removed: [] });
    this.#player.dispatch({ type: 'command', command, member, argument });
  }

  leave(): void {
    this.dismiss();
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

  fail(text: string, name = ''): void {
    this.#ids += 1;
    this.store.set({ error: { id: this.#ids, name, text }, joining: false });
  }

  dismiss(): void {
    this.store.set({ error: undefined });
  }

  #take(effect: ClientEffect): void {
    switch (effect.type) {
      case 'hub':
        return this.store.set({ hub: effect.hub, isOff: false });
      case 'welcome':
        this.#askAgainAt = 0;
        return this.store.set({
          member: effect.welcome.member,
          joining: false,
          error: undefined,
          isOff: false,
        });
      case 'game':
        this.#askForGames();
        return this.store.set({
          game: effect.descriptor,
          unreadable: undefined,
          play: undefined,
          secret: undefined,
        });
      case 'unreadable':
        this.#askForGames();
        return this.store.set({ unreadable: effect.reason, joining: false });
      case 'state': {
        const { shared, secret } = effect.view;
        const { phase } = shared.room;
        if (phase === 'lobby' && this.store.value.room?.phase !== phase) this.#askForGames();
        if (this.#movingToBluetooth && this.#player.radioOf(effect.linkId) === 'ble')
          this.#settledOnBluetooth();
        return this.store.set({ room: shared.room, play: shared.game, secret });
      }
      case 'status':
        return this.#stands(effect.status, effect.reason);
      case 'error':
        return this.#refused(effect.name, effect.retryMs);
      case 'said':
        return this.#line(effect.member, effect.text);
      case 'remember':
        save(memoryKey, effect.memory);
        return this.store.set({ wish: effect.memory.join });
    }
  }

  #refused(name: string, retryMs: number): void {
    // The page connects again by itself; a person who takes a while to type a name has done nothing wrong.
    if (name === 'idle') return undefined;
    if (name === 'hubClosing') return this.store.set({ isOff: true });
    this.#askAgainAt = performance.now() + retryMs;
    // There is another QR code by now: the digits are the way in, unless it is scanned too.
    if (name === 'wrongCode') this.store.set({ ticket: '' });
    return this.fail(errorText(name), name);
  }

  /** Bluetooth plays: from now on either radio may bring the seat back. */
  #settledOnBluetooth(): void {
    this.#movingToBluetooth = false;
    if (this.#device) this.#player.use({ ble: bluetoothOpener(this.#device), websocket: openWebSocket });
  }

  #stands(status: ClientStatus, reason: string): void {
    const { radio } = this.#player;
    const gone = status === 'ended' || status === 'codeNeeded';
    // The hub is there and has a place: what it needs now is a person.
    const hasPlace = status === 'codeNeeded' && isFull(this.store.value.error?.name);
    this.store.set({
      status,
      reason,
      radio,
      ...(hasPlace ? { error: undefined } : {}),
      ...(gone
        ? { joining: false, member: undefined, room: undefined, unreadable: undefined, lines: [] }
        : {}),
    });
  }

  #line(member: number, text: string): void {
    const who = this.store.value.room?.members.get(member);
    this.#ids += 1;
    const line = { id: this.#ids, name: who?.name ?? '?', colour: who?.colour ?? 0, text };
    this.store.set({ lines: [...this.store.value.lines, line].slice(-KEPT_LINES) });
  }
}
