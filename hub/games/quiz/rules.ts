import { type GameEvent, type Input, type Random, shuffle } from 'partyline/game';
import { isRight, type Question } from './questions.ts';
import { draw, newcomer, type Player, type QuizState } from './state.ts';
import { type QuizView, SAID_BYTES, SEATS } from './view.ts';

/**
 * A tick is a tenth of a second, only to count time: answers are ordered as they came, whatever the tick, and a state in which
 * nothing happened costs next to nothing.
 */
export const TICK_MS = 100;
const READY = 30;
const REVEAL = 60;
const ASKING = { choices: 200, buzzer: 200, text: 300 } as const;
/** For who pressed first to choose; and what the others have at least when that was wrong. */
const ANSWERING = 80;
const SECOND_CHANCE = 50;
const POINTS = { right: 100, spare: 100, buzzer: 200, buzzerWrong: -100 } as const;

/** Tags of moves: the choice's number follows, or the text. */
export const CHOOSE = 1;
export const SAY = 2;
const BUZZ = 1 << 0;

type Players = ReadonlyMap<number, Player>;

const mapped = (players: Players, change: (player: Player, seat: number) => Player): Players =>
  new Map([...players].map(([seat, player]) => [seat, change(player, seat)]));

/** Of each player what all may know. */
const playersSeen = (players: Players, open: boolean): QuizView['players'] =>
  new Map(
    [...players].map(([seat, player]) => [
      seat,
      {
        points: player.points,
        answered: player.answered,
        choice: open ? player.choice : undefined,
        gain: open ? player.gain : 0,
      },
    ]),
  );

/** The rules for one pack of questions. All its functions are pure; the questions never change. */
export const quizRules = (questions: readonly Question[]) => {
  const now = ({ deck, at }: QuizState): Question | undefined => questions[deck[at] ?? -1];

  const asked = (state: QuizState): QuizState => {
    const question = now(state);
    if (!question) return { ...state, phase: 'over' };
    const choices = question.kind === 'text' ? [] : [0, ...question.wrong.map((_, i) => i + 1)];
    const [order, random] = shuffle(choices, state.random);
    return { ...state, phase: 'asking', order, random, left: ASKING[question.kind] };
  };

  const gain = (state: QuizState, question: Question, player: Player): number => {
    if (question.kind === 'buzzer') return player.gain;
    const right =
      question.kind === 'text'
        ? player.said !== undefined && isRight(question, player.said)
        : player.choice !== undefined && state.order[player.choice] === 0;
    return right ? POINTS.right + Math.floor((POINTS.spare * player.spare) / ASKING[question.kind]) : 0;
  };

  const revealed = (state: QuizState): QuizState => {
    const question = now(state);
    if (!question) return { ...state, phase: 'over' };
    const players = mapped(state.players, (player) => {
      const won = gain(state, question, player);
      return { ...player, gain: won, points: Math.max(0, player.points + won) };
    });
    return { ...state, phase: 'reveal', left: REVEAL, buzzed: undefined, players };
  };

  /** Is there nobody left whose answer is awaited? Who is away is not waited for. */
  const settled = (state: QuizState): QuizState =>
    state.phase === 'asking' && [...state.players.values()].every((player) => player.away || player.answered)
      ? revealed(state)
      : state;

  const next = (state: QuizState): QuizState => {
    const at = state.at + 1;
    if (at >= state.deck.length) return { ...state, phase: 'over', left: 0 };
    const players = mapped(state.players, ({ points, away, held }) => ({ ...newcomer, points, away, held }));
    return { ...state, at, phase: 'ready', left: READY, order: [], buzzed: undefined, players };
  };

  const withPlayer = (state: QuizState, seat: number, change: Partial<Player>): QuizState => {
    const player = state.players.get(seat);
    return player ? { ...state, players: new Map(state.players).set(seat, { ...player, ...change }) } : state;
  };

  /** Who had the word chose (or, with no choice, let it pass): right ends the question, wrong gives it back to the others. */
  const spoken = (state: QuizState, seat: number, choice: number | undefined): QuizState => {
    const right = choice !== undefined && state.order[choice] === 0;
    const told = withPlayer(state, seat, {
      choice,
      // No choice is an answer too: nobody has the word twice.
      answered: true,
      gain: right ? POINTS.buzzer : POINTS.buzzerWrong,
    });
    if (right) return revealed(told);
    return settled({
      ...told,
      phase: 'asking',
      buzzed: undefined,
      left: Math.max(state.held, SECOND_CHANCE),
    });
  };

  const ticked = (before: QuizState): QuizState => {
    if (before.phase === 'over' || before.players.size === 0) return before;
    const state = { ...before, left: before.left - 1 };
    if (state.left > 0) return state;
    if (state.phase === 'ready') return asked(state);
    if (state.phase === 'reveal') return next(state);
    if (state.phase === 'answering' && state.buzzed !== undefined)
      return spoken(state, state.buzzed, undefined);
    return revealed(state);
  };

  const moved = (state: QuizState, seat: number, bytes: Uint8Array): QuizState => {
    const question = now(state);
    const player = state.players.get(seat);
    if (!question || !player || player.answered) return state;
    const [tag, choice = 255] = bytes;
    const speaking = state.phase === 'answering' && state.buzzed === seat;
    if (tag === CHOOSE && choice < state.order.length) {
      if (speaking) return spoken(state, seat, choice);
      if (state.phase !== 'asking' || question.kind !== 'choices') return state;
      return settled(withPlayer(state, seat, { choice, answered: true, spare: state.left }));
    }
    if (tag !== SAY || state.phase !== 'asking' || question.kind !== 'text') return state;
    const said = new TextDecoder().decode(bytes.subarray(1)).trim();
    return said === '' || new TextEncoder().encode(said).length > SAID_BYTES
      ? state
      : settled(withPlayer(state, seat, { said, answered: true, spare: state.left }));
  };

  const pressed = (state: QuizState, seat: number, buttons: number): QuizState => {
    const player = state.players.get(seat);
    if (!player) return state;
    const held = (buttons & BUZZ) !== 0;
    const noted = held === player.held ? state : withPlayer(state, seat, { held });
    const first = held && !player.held && state.phase === 'asking' && now(state)?.kind === 'buzzer';
    return first && !player.answered
      ? { ...noted, phase: 'answering', buzzed: seat, held: state.left, left: ANSWERING }
      : noted;
  };

  const played = (state: QuizState, seat: number, input: Input): QuizState =>
    input.kind === 'pad' ? pressed(state, seat, input.buttons) : moved(state, seat, input.bytes);

  const sat = (state: QuizState, seat: number): QuizState =>
    state.players.has(seat) || seat >= SEATS
      ? state
      : {
          ...state,
          players: new Map([...state.players, [seat, newcomer] as const].sort(([a], [b]) => a - b)),
        };

  const stood = (state: QuizState, seat: number): QuizState => {
    if (!state.players.has(seat)) return state;
    const players = new Map(state.players);
    players.delete(seat);
    if (players.size === 0) return { ...state, players };
    return state.buzzed === seat
      ? settled({ ...state, players, phase: 'asking', buzzed: undefined, left: Math.max(state.held, 1) })
      : settled({ ...state, players });
  };

  const happened = (state: QuizState, event: GameEvent): QuizState => {
    if (event.type === 'tick') return ticked(state);
    if (state.phase === 'over') return state;
    if (event.type === 'sit') return sat(state, event.seat);
    if (event.type === 'stand') return stood(state, event.seat);
    if (event.type === 'input') return played(state, event.seat, event.input);
    return settled(withPlayer(state, event.seat, { away: event.type === 'away', held: false }));
  };

  const setup = (start: { readonly seats: readonly number[]; readonly random: Random }): QuizState => {
    const [deck, random] = draw(questions, start.random);
    const players = new Map(start.seats.filter((seat) => seat < SEATS).map((seat) => [seat, newcomer]));
    return {
      phase: 'ready',
      deck,
      at: 0,
      order: [],
      left: READY,
      held: 0,
      buzzed: undefined,
      players,
      random,
    };
  };

  const view = (state: QuizState): QuizView => {
    const question = now(state);
    const { phase } = state;
    const asking = phase === 'asking' || phase === 'answering' || phase === 'reveal';
    const open = phase === 'reveal';
    const texts = question ? [question.answer, ...question.wrong] : [];
    const right = state.order.indexOf(0);
    return {
      phase,
      kind: question?.kind ?? 'choices',
      number: Math.min(state.at + 1, state.deck.length),
      of: state.deck.length,
      question: asking && question ? question.text : '',
      choices: asking ? state.order.map((i) => texts[i] ?? '') : [],
      secondsLeft: phase === 'over' ? 0 : Math.ceil((state.left * TICK_MS) / 1000),
      buzzed: state.buzzed,
      right: open && right >= 0 ? right : undefined,
      answer: open && question ? question.answer : '',
      players: playersSeen(state.players, open),
    };
  };

  return {
    setup,
    reduce: (state: QuizState, events: readonly GameEvent[]) => events.reduce(happened, state),
    view,
  };
};
