import {
  choiceColour,
  choiceLetter,
  defineScreen,
  FIELD,
  inLanguage,
  lookOf,
  type Paint,
  type SeatLook,
  type SoundName,
  writeInto,
} from 'partyline/tv';
import type { QuizView } from './view.ts';

const t = inLanguage({
  en: {
    number: 'Question {n} of {of}',
    ready: 'Here comes the next question',
    buzzer: 'Press the buzzer!',
    buzzed: '{name} has the word',
    text: 'Write the answer on your phone',
    answer: 'The answer: {answer}',
  },
  de: {
    number: 'Frage {n} von {of}',
    ready: 'Gleich kommt die nächste Frage',
    buzzer: 'Drückt den Buzzer!',
    buzzed: '{name} hat das Wort',
    text: 'Schreibt die Antwort auf dem Handy',
    answer: 'Die Antwort: {answer}',
  },
});

const INK = '#f7f4ea';
const DARK = '#141126';
const DIM = '#c3bbe0';
type Seats = ReadonlyMap<number, SeatLook>;

const head = (paint: Paint, view: QuizView): void => {
  paint.font = '800 30px system-ui, sans-serif';
  paint.textAlign = 'left';
  paint.textBaseline = 'middle';
  paint.fillStyle = DIM;
  paint.fillText(t('number', { n: view.number, of: view.of }), 48, 52);
  if (view.phase !== 'asking' && view.phase !== 'answering') return;
  const hurry = view.secondsLeft <= 5;
  paint.fillStyle = hurry ? '#ff5d5d' : '#ffe14d';
  paint.beginPath();
  paint.arc(FIELD.width - 84, 72, 50, 0, 2 * Math.PI);
  paint.fill();
  paint.fillStyle = DARK;
  paint.textAlign = 'center';
  paint.font = '900 52px system-ui, sans-serif';
  paint.fillText(String(view.secondsLeft), FIELD.width - 84, 75);
};

/** A dot for each player who chose this, once it is no secret any more. */
const voters = (
  paint: Paint,
  view: QuizView,
  seats: Seats,
  choice: number,
  right: number,
  y: number,
): void => {
  let x = right;
  for (const [seat, player] of view.players) {
    if (player.choice !== choice) continue;
    paint.fillStyle = DARK;
    paint.beginPath();
    paint.arc(x, y, 17, 0, 2 * Math.PI);
    paint.fill();
    paint.fillStyle = lookOf(seats, seat).colour;
    paint.beginPath();
    paint.arc(x, y, 12, 0, 2 * Math.PI);
    paint.fill();
    x -= 30;
  }
};

const choices = (paint: Paint, view: QuizView, seats: Seats): void => {
  view.choices.forEach((text, i) => {
    const x = i % 2 === 0 ? 48 : 652;
    const y = 346 + Math.floor(i / 2) * 142;
    const wrong = view.phase === 'reveal' && view.right !== i;
    paint.globalAlpha = wrong ? 0.28 : 1;
    paint.fillStyle = choiceColour(i);
    paint.beginPath();
    paint.roundRect(x, y, 580, 122, 24);
    paint.fill();
    if (view.phase === 'reveal' && !wrong) {
      paint.strokeStyle = INK;
      paint.lineWidth = 8;
      paint.stroke();
    }
    paint.globalAlpha = wrong ? 0.8 : 1;
    paint.fillStyle = wrong ? DIM : DARK;
    paint.font = '900 46px system-ui, sans-serif';
    paint.textAlign = 'left';
    paint.textBaseline = 'middle';
    paint.fillText(choiceLetter(i), x + 26, y + 63);
    writeInto(paint, text, { x: x + 80, y, width: 480, height: 122 }, [40, 34, 28]);
    paint.globalAlpha = 1;
    if (view.phase === 'reveal') voters(paint, view, seats, i, x + 552, y + 116);
  });
};

/** Who has answered: a full circle in the player's colour; at the reveal, what it brought. */
const players = (paint: Paint, view: QuizView, seats: Seats): void => {
  const step = Math.min(96, (FIELD.width - 96) / Math.max(1, view.players.size));
  let x = FIELD.width / 2 - (step * (view.players.size - 1)) / 2;
  for (const [seat, { answered, gain }] of view.players) {
    const { name, colour } = lookOf(seats, seat);
    paint.beginPath();
    paint.arc(x, 672, Math.min(26, step * 0.4), 0, 2 * Math.PI);
    paint.lineWidth = 5;
    paint.strokeStyle = colour;
    paint.fillStyle = answered ? colour : DARK;
    paint.fill();
    paint.stroke();
    paint.fillStyle = answered ? DARK : colour;
    paint.textAlign = 'center';
    paint.textBaseline = 'middle';
    paint.font = '900 26px system-ui, sans-serif';
    const showsGain = view.phase === 'reveal' && gain !== 0;
    paint.fillText(showsGain ? '' : ([...name][0] ?? '?').toUpperCase(), x, 674);
    if (showsGain) paint.fillText(`${gain > 0 ? '+' : ''}${gain}`, x, 674, 44);
    x += step;
  }
};

const hint = (view: QuizView, seats: Seats): string => {
  if (view.phase === 'reveal') return t('answer', { answer: view.answer });
  if (view.buzzed !== undefined) return t('buzzed', { name: lookOf(seats, view.buzzed).name });
  if (view.kind === 'buzzer') return t('buzzer');
  return view.kind === 'text' ? t('text') : '';
};

/** The quiz: question, answers in the colours of the phones' buttons, who has answered, and what was right. */
export default defineScreen<QuizView>({
  draw: (paint, { to: view }, seats) => {
    head(paint, view);
    paint.fillStyle = INK;
    const isReady = view.phase === 'ready';
    const question = isReady ? t('ready') : view.question;
    // Above the middle, where the count-down stands before the first question.
    const high = isReady ? 110 : view.choices.length > 0 ? 200 : 280;
    writeInto(paint, question, { x: 80, y: 120, width: FIELD.width - 160, height: high }, [64, 54, 46, 38]);
    choices(paint, view, seats);
    const line = hint(view, seats);
    if (line && view.choices.length === 0) {
      paint.fillStyle = view.buzzed === undefined ? '#ffe14d' : lookOf(seats, view.buzzed).colour;
      writeInto(paint, line, { x: 80, y: 430, width: FIELD.width - 160, height: 150 }, [60, 48, 38]);
    } else if (line && view.kind === 'buzzer' && view.phase !== 'reveal') {
      paint.fillStyle = view.buzzed === undefined ? '#ffe14d' : lookOf(seats, view.buzzed).colour;
      writeInto(paint, line, { x: 300, y: 24, width: FIELD.width - 600, height: 60 }, [40, 32]);
    }
    players(paint, view, seats);
  },
  sounds: (before, after): readonly SoundName[] => {
    if (before.phase !== 'reveal' && after.phase === 'reveal')
      return [[...after.players.values()].some(({ gain }) => gain > 0) ? 'right' : 'wrong'];
    if (before.buzzed === undefined && after.buzzed !== undefined) return ['hit'];
    if (after.phase === 'asking' && before.secondsLeft !== after.secondsLeft && after.secondsLeft <= 3)
      return ['wall'];
    return [];
  },
  scores: (view) => new Map([...view.players].map(([seat, { points }]) => [seat, points])),
});
