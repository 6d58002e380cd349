import type { Ink } from '../../../../../protocol/strokes.ts';

/** Moves of ink come no faster than this. */
const LEAST_MS = 150;
/** Places of the sheet from one point to the next: nearer ones nobody would see. */
const STEP = 2;
/** Places that an arrow key moves the pen. */
const KEY_STEP = 8;
/** Points that the phone itself shows; the picture that counts is the hub's. */
const MOST_POINTS = 4_000;

interface Stroke {
  readonly pen: number;
  readonly points: number[];
}

interface SheetOptions {
  /** Places each way, and points in one move; told, so that this part shares no code with the page and is one file to load. */
  readonly places: number;
  readonly pointsOfMove: number;
  readonly send: (ink: Ink) => void;
  readonly pen: () => number;
  readonly colourOf: (pen: number) => string;
  readonly widthOf: (pen: number) => number;
}

/** A sheet that is drawn on. */
export interface Sheet {
  undo(): void;
  clear(): void;
  /** Ends a stroke and hears no more. */
  close(): void;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
};

/** Makes a canvas a sheet: a finger or a mouse draws on it; with the keyboard arrows lead the pen, and space puts it down and lifts it. */
export const openSheet = (canvas: HTMLCanvasElement, options: SheetOptions): Sheet => {
  const { places, send, pen, colourOf, widthOf } = options;
  const most = 2 * options.pointsOfMove;
  const onSheet = (value: number): number => Math.max(0, Math.min(places - 1, Math.round(value)));
  const strokes: Stroke[] = [];
  let waiting: number[] = [];
  let begins = false;
  let now: Stroke | undefined;
  let pointer: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  const at: [number, number] = [places / 2, places / 2];

  const paint = canvas.getContext('2d');
  const show = (): void => {
    if (!paint) return;
    const size = Math.round(canvas.clientWidth * Math.min(2, devicePixelRatio)) || places;
    if (canvas.width !== size) {
      canvas.width = size;
      canvas.height = size;
    }
    paint.clearRect(0, 0, size, size);
    paint.lineCap = 'round';
    paint.lineJoin = 'round';
    for (const { pen: of, points } of strokes) {
      paint.strokeStyle = colourOf(of);
      paint.lineWidth = widthOf(of) * size;
      paint.beginPath();
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [((points[i] ?? 0) / places) * size, ((points[i + 1] ?? 0) / places) * size];
        if (i === 0) paint.moveTo(x, y);
        paint.lineTo(x, y);
      }
      paint.stroke();
    }
    if (document.activeElement === canvas) {
      paint.strokeStyle = colourOf(pen());
      paint.lineWidth = 3;
      paint.beginPath();
      paint.arc((at[0] / places) * size, (at[1] / places) * size, now ? 6 : 12, 0, 2 * Math.PI);
      paint.stroke();
    }
  };

  /** Sends what waits, as far as one move takes it. */
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting.length) return;
    const points = waiting.slice(0, most);
    waiting = waiting.slice(most);
    const of = now?.pen ?? strokes.at(-1)?.pen ?? pen();
    send({ what: begins ? 'begin' : 'go', pen: of, points });
    begins = false;
    sentAt = performance.now();
    if (waiting.length) later();
  };
  const later = (): void => {
    timer ??= setTimeout(flush, Math.max(0, sentAt + LEAST_MS - performance.now()));
  };

  const add = (x: number, y: number): void => {
    if (!now) return;
    const { points } = now;
    const far = Math.abs(x - (points.at(-2) ?? -99)) + Math.abs(y - (points.at(-1) ?? -99));
    // More in one wait than one move takes is thinned: the line stays, its finest bends do not.
    if (far < STEP || (waiting.length >= most && far < 8 * STEP)) return;
    if (waiting.length >= 2 * most) return;
    points.push(x, y);
    waiting.push(x, y);
    later();
    show();
  };
  const down = (x: number, y: number): void => {
    // What waits belongs to the stroke before.
    while (waiting.length) flush();
    const used = strokes.reduce((sum, { points }) => sum + points.length, 0);
    if (used > 2 * MOST_POINTS) strokes.shift();
    now = { pen: pen(), points: [] };
    strokes.push(now);
    begins = true;
    add(x, y);
  };
  const up = (): void => {
    if (waiting.length) later();
    now = undefined;
    pointer = undefined;
    show();
  };

  const place = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [
      onSheet(((clientX - box.left) / box.width) * places),
      onSheet(((clientY - box.top) / box.height) * places),
    ];
  };
  const onDown = (event: PointerEvent): void => {
    if (pointer !== undefined) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    down(...place(event));
  };
  const onMove = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const one of between.length ? between : [event]) add(...place(one));
  };
  const onUp = ({ pointerId }: PointerEvent): void => {
    if (pointerId === pointer) up();
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = arrows[event.key];
    if (!by && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (by) {
      at[0] = onSheet(at[0] + by[0]);
      at[1] = onSheet(at[1] + by[1]);
      add(...at);
    } else if (now) up();
    else down(...at);
    show();
  };

  const heard = [
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['lostpointercapture', onUp],
    ['keydown', onKey],
    ['focus', show],
    ['blur', up],
  ] as const;
  for (const [name, handler] of heard) canvas.addEventListener(name, handler as EventListener);
  window.addEventListener('resize', show);
  show();
  return {
    undo: () => {
      up();
      while (waiting.length) flush();
      if (strokes.pop()) send({ what: 'undo', pen: 0, points: [] });
      show();
    },
    clear: () => {
      up();
      waiting = [];
      strokes.length = 0;
      send({ what: 'clear', pen: 0, points: [] });
      show();
    },
    close: () => {
      while (waiting.length) flush();
      clearTimeout(timer);
      for (const [name, handler] of heard) canvas.removeEventListener(name, handler as EventListener);
      window.removeEventListener('resize', show);
    },
  };
};
