import { defineScreen, FIELD, inLanguage, lookOf, mix, type Paint, type SoundName } from 'partyline/tv';
import { type CyclesView, type gifts, HEIGHT, ROUNDS, WIDTH } from './view.ts';

type Rider = CyclesView['riders'] extends ReadonlyMap<number, infer R> ? R : never;
type Point = { readonly x: number; readonly y: number };

const t = inLanguage({
  en: { round: 'Round {n} of {of}', winner: '{name} wins the round!' },
  de: { round: 'Runde {n} von {of}', winner: '{name} gewinnt die Runde!' },
});

const CELL = FIELD.width / WIDTH;
const INK = '#f7f4ea';
/** Cells that the fastest rides in a tick, and one: farther means a new round. */
const JUMP = 4;

const middle = ({ x, y }: Point): Point => ({ x: (x + 0.5) * CELL, y: (y + 0.5) * CELL });

const lineThrough = (paint: Paint, points: readonly Point[]): void => {
  for (const { x, y } of points) paint.lineTo((x + 0.5) * CELL, (y + 0.5) * CELL);
};

/** The way that a rider took from one state to the next, up to a share of it; round the corner if there was one. */
const wayOf = (from: Rider, to: Rider, share: number): Point[] => {
  const turned = from.x !== to.x && from.y !== to.y;
  const corner = turned ? to.trail.at(-1) : undefined;
  const stops: readonly Point[] = corner ? [from, corner, to] : [from, to];
  const lengths = stops
    .slice(1)
    .map((stop, i) => Math.abs(stop.x - (stops[i]?.x ?? 0)) + Math.abs(stop.y - (stops[i]?.y ?? 0)));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  const way: Point[] = [from];
  for (const [i, length] of lengths.entries()) {
    const [a, b] = [stops[i], stops[i + 1]];
    if (!a || !b || left <= 0) break;
    const part = length === 0 ? 1 : Math.min(1, left / length);
    way.push({ x: mix(a.x, b.x, part), y: mix(a.y, b.y, part) });
    left -= length;
  }
  return way;
};

const grid = (paint: Paint, margin: number): void => {
  paint.strokeStyle = '#251f45';
  paint.lineWidth = 1;
  paint.beginPath();
  for (let x = 0; x <= WIDTH; x += 6) {
    paint.moveTo(x * CELL, 0);
    paint.lineTo(x * CELL, FIELD.height);
  }
  for (let y = 0; y <= HEIGHT; y += 6) {
    paint.moveTo(0, y * CELL);
    paint.lineTo(FIELD.width, y * CELL);
  }
  paint.stroke();
  const edge = margin * CELL;
  paint.fillStyle = 'rgb(255 93 93 / 35%)';
  paint.beginPath();
  paint.rect(0, 0, FIELD.width, FIELD.height);
  paint.rect(edge, edge, FIELD.width - 2 * edge, FIELD.height - 2 * edge);
  paint.fill('evenodd');
};

const rider = (paint: Paint, from: Rider | undefined, to: Rider, share: number, colour: string): Point => {
  const isNew = !from || Math.abs(from.x - to.x) + Math.abs(from.y - to.y) > JUMP;
  const trail = isNew ? to.trail : from.trail;
  const way = isNew ? [to] : wayOf(from, to, share);
  const head = middle(way.at(-1) ?? to);
  paint.globalAlpha = to.alive ? 1 : 0.3;
  paint.strokeStyle = colour;
  paint.lineWidth = CELL * 0.55;
  paint.lineCap = 'round';
  paint.lineJoin = 'round';
  paint.beginPath();
  lineThrough(paint, trail);
  lineThrough(paint, way);
  if (to.effect === 'ghost') paint.setLineDash([CELL, CELL]);
  paint.stroke();
  paint.setLineDash([]);
  paint.fillStyle = to.effect === 'none' ? colour : INK;
  paint.beginPath();
  paint.arc(head.x, head.y, CELL * (to.effect === 'fast' ? 0.95 : 0.75), 0, 2 * Math.PI);
  paint.fill();
  paint.globalAlpha = 1;
  return head;
};

/** Shapes rather than letters or pictures: a flash, a hollow ring, a broom's fan. */
const signs: Readonly<Record<(typeof gifts)[number], (paint: Paint, size: number) => void>> = {
  fast: (paint, size) => {
    paint.moveTo(size * 0.2, -size);
    paint.lineTo(-size * 0.6, size * 0.2);
    paint.lineTo(0, size * 0.2);
    paint.lineTo(-size * 0.2, size);
    paint.lineTo(size * 0.6, -size * 0.2);
    paint.lineTo(0, -size * 0.2);
    paint.closePath();
  },
  ghost: (paint, size) => {
    paint.arc(0, 0, size * 0.85, 0, 2 * Math.PI);
    paint.arc(0, 0, size * 0.45, 0, 2 * Math.PI, true);
  },
  sweep: (paint, size) => {
    paint.moveTo(0, -size);
    paint.lineTo(size, size);
    paint.lineTo(-size, size);
    paint.closePath();
  },
};

const gift = (paint: Paint, { x, y, kind }: CyclesView['gifts'][number], now: number): void => {
  const at = middle({ x, y });
  paint.save();
  paint.translate(at.x, at.y);
  paint.scale(1 + 0.12 * Math.sin(now / 180), 1 + 0.12 * Math.sin(now / 180));
  paint.fillStyle = '#ffe14d';
  paint.beginPath();
  paint.roundRect(-CELL * 1.3, -CELL * 1.3, CELL * 2.6, CELL * 2.6, CELL * 0.7);
  paint.fill();
  paint.fillStyle = '#141126';
  paint.beginPath();
  signs[kind](paint, CELL * 0.9);
  paint.fill();
  paint.restore();
};

const banner = (paint: Paint, text: string, size: number, y: number, colour = INK): void => {
  paint.font = `900 ${size}px system-ui, sans-serif`;
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  paint.lineWidth = 12;
  paint.lineJoin = 'round';
  paint.strokeStyle = '#141126';
  paint.strokeText(text, FIELD.width / 2, y);
  paint.fillStyle = colour;
  paint.fillText(text, FIELD.width / 2, y);
};

/** Light cycles: trails of light, heads in front, walls closing in. */
export default defineScreen<CyclesView>({
  draw: (paint, { from, to, share }, seats, now) => {
    grid(paint, to.margin);
    for (const one of to.gifts) gift(paint, one, now);
    const sameRound = from.round === to.round;
    for (const [seat, one] of to.riders) {
      const { name, colour } = lookOf(seats, seat);
      const head = rider(paint, sameRound ? from.riders.get(seat) : undefined, one, share, colour);
      if (to.phase !== 'ready') continue;
      paint.font = '800 24px system-ui, sans-serif';
      paint.textAlign = 'center';
      paint.textBaseline = 'alphabetic';
      paint.fillText(name, Math.min(Math.max(head.x, 70), FIELD.width - 70), head.y - 20, 180);
    }
    // Above the middle, where the count-down stands.
    if (to.phase === 'ready') banner(paint, t('round', { n: to.round, of: ROUNDS }), 84, FIELD.height * 0.27);
    if (to.phase === 'scored' && to.winner !== undefined) {
      const { name, colour } = lookOf(seats, to.winner);
      banner(paint, t('winner', { name }), 72, FIELD.height / 2, colour);
    }
  },
  sounds: (before, after): readonly SoundName[] => {
    const heard: SoundName[] = [];
    for (const [seat, { alive }] of after.riders)
      if (!alive && before.riders.get(seat)?.alive && heard.length === 0) heard.push('crash');
    if (after.gifts.length < before.gifts.length && after.round === before.round) heard.push('right');
    if (before.phase === 'ready' && after.phase === 'riding') heard.push('go');
    return heard;
  },
  scores: ({ riders }) => new Map([...riders].map(([seat, { points }]) => [seat, points])),
  show: { players: 8 },
});
