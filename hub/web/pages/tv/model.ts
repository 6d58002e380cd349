import type { ClientEffect, ClientStatus } from '../../../../protocol/client/types.ts';
import type { GameDescriptor } from '../../../../protocol/descriptor.ts';
import type { MessageOf } from '../../../../protocol/messages.ts';
import type { RoomView } from '../../../../protocol/room-view.ts';
import { fetchGames, type GameInfo } from '../common/games.ts';
import { fetchHost, type HostInfo } from '../common/host.ts';
import { errorText, t } from '../common/i18n/index.ts';
import { Player } from '../common/player.ts';
import { Store } from '../common/store.ts';
import { openWebSocket } from '../common/websocket.ts';
import { boardScores, rendererOf } from './games/index.ts';
import { loadHostKey, saveHostKey } from './host-key.ts';
import { Speaker } from './sound.ts';
import { Timeline } from './timeline.ts';

/** Something that somebody said or showed, for a few seconds. */
export interface Passing {
  readonly id: number;
  readonly name: string;
  readonly colour: number;
  readonly text: string | undefined;
  readonly emote: number | undefined;
  /** 0..1 across the screen. */
  readonly place: number;
}

/** All that the TV shows besides the moving picture. */
export interface TvState {
  readonly status: ClientStatus;
  readonly hub: MessageOf<'hub'> | undefined;
  readonly host: HostInfo | undefined;
  readonly code: string | undefined;
  /** What the hub says of its code; undefined where this screen is not to know. */
  readonly invite: MessageOf<'invite'> | undefined;
  readonly member: number | undefined;
  readonly game: GameDescriptor | undefined;
  readonly room: RoomView | undefined;
  readonly scores: ReadonlyMap<number, number> | undefined;
  readonly games: readonly GameInfo[];
  /** Why this page cannot read the game that is on. */
  readonly unreadable: string | undefined;
  readonly passing: readonly Passing[];
  readonly error: string | undefined;
  readonly hasSound: boolean;
  /** Nobody has been here for a while: a demo is shown. */
  readonly isAlone: boolean;
  /** The host key, where this TV has the host's rights: then it may show matches of before. */
  readonly hostKey: string | undefined;
  /** Matches of before are shown instead of the lobby. */
  readonly isInLibrary: boolean;
  /** A match has just begun while others of before were shown. */
  readonly hasInterrupted: boolean;
}

const PASSING_MS = 6_000;
const ALONE_MS = 20_000;
const INTERRUPTED_MS = 6_000;

type Command = MessageOf<'command'>['command'];

type Scores = TvState['scores'];

const areSame = (a: Scores, b: Scores): boolean =>
  a === b || (a?.size === b?.size && [...(a ?? [])].every(([seat, points]) => b?.get(seat) === points));

/** The TV's side of everything: a client without a seat, with the host's rights where the hub gives them. */
export class Tv {
  readonly store: Store<TvState>;
  readonly speaker = new Speaker();
  readonly #player: Player;
  #timeline = new Timeline<unknown>(0);
  #last: unknown;
  #ids = 0;
  /** With which it has joined, or tries to. */
  #hostKey = '';
  #aloneTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(code: string) {
    this.store = new Store<TvState>({
      status: 'connecting',
      hub: undefined,
      host: undefined,
      code: code || undefined,
      invite: undefined,
      member: undefined,
      game: undefined,
      room: undefined,
      scores: undefined,
      games: [],
      unreadable: undefined,
      passing: [],
      error: undefined,
      hasSound: false,
      isAlone: false,
      hostKey: undefined,
      isInLibrary: false,
      hasInterrupted: false,
    });
    this.#player = new Player({
      client: 'partyline-tv 1',
      memory: undefined,
      openers: { websocket: openWebSocket },
      onEffect: (effect) => this.#take(effect),
    });
  }

  get timeline(): Timeline<unknown> {
    return this.#timeline;
  }

  /** @param hostKey from the address of the page; empty for the one that this TV was told before, if there was one. */
  async start(hostKey: string): Promise<void> {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#player.dispatch({ type: 'foreground' });
    });
    await this.openSpeaker();
    this.store.set({ games: await fetchGames() });
    const { code } = this.store.value;
    const key = hostKey || loadHostKey();
    if (key) this.join('', key);
    else if (code) this.join(code);
    else this.#player.dispatch({ type: 'start' });
  }

  /** With the code as a screen that may do nothing; with the host key as the TV that leads the room. */
  join(code: string, hostKey = ''): void {
    this.#hostKey = hostKey;
    this.store.set({ error: undefined, ...(code ? { code } : {}) });
    this.#player.dispatch({ type: 'join', join: { code, name: 'TV', role: 'screen', colour: 0, hostKey } });
  }

  async openSpeaker(): Promise<void> {
    // A browser that waits for a touch never answers; the page goes on.
    const opened = this.speaker.open().then(() => this.store.set({ hasSound: this.speaker.isOpen }));
    await Promise.race([opened, new Promise((resolve) => setTimeout(resolve, 200))]);
  }

  /** Shows matches of before, where that is allowed and nobody plays. */
  openLibrary(): void {
    const { hostKey, room } = this.store.value;
    if (hostKey !== undefined && room?.phase === 'lobby')
      this.store.set({ isInLibrary: true, hasInterrupted: false });
  }

  closeLibrary(): void {
    this.store.set({ isInLibrary: false });
  }

  command(command: Command, argument = ''): void {
    this.#player.dispatch({ type: 'command', command, member: 0, argument });
  }

  #take(effect: ClientEffect): void {
    switch (effect.type) {
      case 'hub':
        return this.store.set({ hub: effect.hub, ...(effect.hub.codeNeeded ? {} : { code: undefined }) });
      case 'welcome':
        this.store.set({ member: effect.welcome.member, error: undefined });
        if (this.#hostKey) this.#becomesHost(this.#hostKey);
        return undefined;
      case 'game':
        this.#timeline = new Timeline(effect.descriptor.tickMs);
        this.#last = undefined;
        this.#askForGames();
        return this.store.set({ game: effect.descriptor, unreadable: undefined, scores: undefined });
      case 'unreadable':
        this.#askForGames();
        return this.store.set({ unreadable: effect.reason });
      case 'state':
        return this.#shows(effect.view.shared.room, effect.view.shared.game);
      case 'status':
        return this.store.set({ status: effect.status });
      case 'error':
        // The page connects again by itself while it waits for somebody to type a code.
        if (effect.name === 'idle') return undefined;
        if (effect.name === 'wrongCode' && this.#hostKey) return this.#refusedAsHost();
        return this.store.set({ error: errorText(effect.name) });
      case 'invite':
        // Only whoever has shown the right key is told: over plain http it is known by that alone.
        if (this.#hostKey) saveHostKey(this.#hostKey);
        return this.store.set({ invite: effect, code: effect.code || undefined });
      case 'said':
        return this.#passes(effect.member, effect.text, undefined);
      case 'showed':
        return this.#passes(effect.member, undefined, effect.emote);
    }
  }

  /** Games come and go from the list of what can be played. */
  #askForGames(): void {
    fetchGames().then((games) => {
      if (games.length > 0) this.store.set({ games });
    });
  }

  /** What the hub tells beside the link, and the matches of before, which are asked for with the key: where nobody can overhear it. */
  async #becomesHost(hostKey: string): Promise<void> {
    const host = await fetchHost(hostKey);
    if (!host) return;
    this.store.set({ hostKey, host, code: host.code ?? undefined });
  }

  /** The hub has another key: a TV that goes on with the old one would have to wait as those do who guess. */
  #refusedAsHost(): void {
    this.#hostKey = '';
    saveHostKey('');
    this.store.set({ hostKey: undefined, error: t('tvWrongKey') });
  }

  #shows(room: RoomView, play: unknown): void {
    const { room: before, game } = this.store.value;
    this.#timeline.push(play, performance.now());
    const renderer = rendererOf(game?.id ?? '');
    if (this.#last !== undefined && room.phase === 'playing')
      for (const sound of renderer.sounds?.(this.#last, play) ?? []) this.speaker.play(sound);
    this.#last = play;
    if (room.phase === 'lobby' && before && before.phase !== 'lobby') this.#askForGames();
    if (before) this.#roomSounds(before, room);
    if (room.phase !== 'lobby' && this.store.value.isInLibrary) this.#interrupt();
    // What stands beside the moving picture is drawn anew only when it has changed, not thirty times a second.
    const scores = boardScores(renderer, play);
    if (room !== before || !areSame(scores, this.store.value.scores)) this.store.set({ room, scores });
    this.#watchForPeople(room);
  }

  #roomSounds(before: RoomView, room: RoomView): void {
    if (room.members.size > before.members.size) this.speaker.play('join');
    if (room.phase === 'countdown' && (before.phase !== 'countdown' || before.count !== room.count))
      this.speaker.play('count');
    if (room.phase === 'playing' && before.phase === 'countdown') this.speaker.play('go');
    if (room.phase === 'over' && before.phase !== 'over') this.speaker.play('end');
  }

  /** Who plays now comes first: the TV says so and goes back to the live picture. */
  #interrupt(): void {
    this.store.set({ isInLibrary: false, hasInterrupted: true });
    setTimeout(() => this.store.set({ hasInterrupted: false }), INTERRUPTED_MS);
  }

  #watchForPeople(room: RoomView): void {
    const empty = ![...room.members.values()].some(({ role }) => role !== 'screen');
    if (!empty) {
      clearTimeout(this.#aloneTimer);
      this.#aloneTimer = undefined;
      if (this.store.value.isAlone) this.store.set({ isAlone: false });
    } else this.#aloneTimer ??= setTimeout(() => this.store.set({ isAlone: true }), ALONE_MS);
  }

  #passes(member: number, text: string | undefined, emote: number | undefined): void {
    const who = this.store.value.room?.members.get(member);
    this.#ids += 1;
    const id = this.#ids;
    const one: Passing = {
      id,
      name: who?.name ?? '?',
      colour: who?.colour ?? 0,
      text,
      emote,
      place: Math.random(),
    };
    this.store.set({ passing: [...this.store.value.passing, one].slice(-12) });
    setTimeout(
      () => this.store.set({ passing: this.store.value.passing.filter((other) => other.id !== id) }),
      PASSING_MS,
    );
  }
}
