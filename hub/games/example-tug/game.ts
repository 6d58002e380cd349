import { defineGame, type GameEvent, pad, s } from 'partyline/game';

/** A team that is so many pulls ahead has won. */
const FAR = 20;

interface Tug {
  /** Pulls of the right team less those of the left. */
  readonly rope: number;
  /** Who plays, and whether their button is down: only a press is a pull. */
  readonly down: ReadonlyMap<number, boolean>;
}

/** Even seats pull to the left, odd seats to the right. */
const side = (seat: number): number => (seat % 2 === 0 ? -1 : 1);

const happened = (state: Tug, event: GameEvent): Tug => {
  if (event.type === 'tick' || Math.abs(state.rope) === FAR) return state;
  const { seat } = event;
  const down = new Map(state.down);
  if (event.type === 'sit') return { ...state, down: down.set(seat, false) };
  if (event.type === 'stand') {
    down.delete(seat);
    return { ...state, down };
  }
  if (event.type !== 'input' || event.input.kind !== 'pad' || !down.has(seat)) return state;
  const pressed = (event.input.buttons & 1) !== 0;
  const pull = pressed && !down.get(seat) ? side(seat) : 0;
  return { rope: state.rope + pull, down: down.set(seat, pressed) };
};

/** Two teams, one rope, one button. */
export default defineGame({
  meta: {
    id: 'tug',
    title: 'Tug of war',
    rules: 'Press the button as often as you can. Twenty pulls ahead, and your team has won.',
    seats: { min: 2, max: 20 },
    tickMs: 50,
    away: 'bot',
    lateJoin: true,
  },
  controller: {
    orientation: 'any',
    controls: [{ kind: 'button', label: 'Pull', button: 0, big: true }],
  },
  shared: s.struct({ rope: s.int(-FAR, FAR, { near: 3 }) }),
  setup: ({ seats }): Tug => ({ rope: 0, down: new Map(seats.map((seat) => [seat, false])) }),
  reduce: (state, events) => events.reduce(happened, state),
  view: ({ rope }) => ({ rope }),
  result: ({ rope, down }) =>
    Math.abs(rope) === FAR
      ? new Map([...down.keys()].map((seat) => [seat, side(seat) === Math.sign(rope) ? 1 : 0]))
      : undefined,
  bot: (_, random01) => pad(random01() < 0.4 ? 1 : 0),
});
