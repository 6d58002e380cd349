import { type Input, pad } from 'partyline/game';
import type { QuizSecret, QuizView } from './view.ts';

/** What a bot says when it should write: it does not know the answer, as nobody who looks only at what a phone is shown can. */
const GUESSES = ['pizza', 'Berlin', '7', 'Mozart', 'banana'];
const text = new TextEncoder();

/** Thinks a while, then guesses. */
export const quizBot = (
  view: QuizView,
  own: QuizSecret | undefined,
  seat: number,
  random01: () => number,
): Input | undefined => {
  const me = view.players.get(seat);
  if (!me || me.answered || own?.choice !== undefined) return undefined;
  const choose = (): Input => ({
    kind: 'move',
    bytes: Uint8Array.of(1, Math.floor(random01() * view.choices.length)),
  });
  if (view.phase === 'answering' && view.buzzed === seat) return random01() < 0.1 ? choose() : pad();
  if (view.phase !== 'asking') return pad();
  const ready = random01() < 0.02;
  if (view.kind === 'choices') return ready ? choose() : undefined;
  if (view.kind === 'buzzer') return pad(ready ? 1 : 0);
  const guess = GUESSES[Math.floor(random01() * GUESSES.length)] ?? '';
  return ready ? { kind: 'move', bytes: Uint8Array.of(2, ...text.encode(guess)) } : undefined;
};
