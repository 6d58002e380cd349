import { useEffect, useRef, useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { POINTS, packInk, SHEET } from '../../../../../protocol/strokes.ts';
import { t, word } from '../../common/i18n/index.ts';
import { paper, penColour, penColours, penWidth } from '../../common/pens.ts';
import type { Sheet } from './drawing-sheet.ts';

interface DrawProps {
  readonly control: Extract<Control, { kind: 'draw' }>;
  readonly match: number;
  readonly send: (bytes: Uint8Array) => void;
}

/** A sheet to draw on, and its pens. What makes it one is loaded when it is first wanted. */
export const Draw = ({ control: { label, tag, pens }, match, send }: DrawProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const sheet = useRef<Sheet | undefined>(undefined);
  const [pen, setPen] = useState(0);
  const [missing, setMissing] = useState(false);
  const newest = useRef({ pen, send });
  newest.current = { pen, send };
  useEffect(() => {
    let gone = false;
    import('./drawing-sheet.ts').then(
      ({ openSheet }) => {
        if (gone || !canvas.current) return;
        sheet.current = openSheet(canvas.current, {
          places: SHEET,
          pointsOfMove: POINTS,
          send: (ink) => newest.current.send(Uint8Array.of(tag, ...packInk(ink))),
          pen: () => newest.current.pen,
          colourOf: penColour,
          widthOf: penWidth,
        });
      },
      () => setMissing(true),
    );
    return () => {
      gone = true;
      sheet.current?.close();
      sheet.current = undefined;
    };
  }, [tag, match]);
  return (
    <fieldset class="drawing">
      <legend>{label}</legend>
      <canvas
        ref={canvas}
        class="sheet-canvas"
        tabIndex={0}
        role="img"
        aria-label={`${label}. ${t('drawHelp')}`}
      />
      {missing && (
        <p role="alert" class="error">
          {t('drawMissing')}
        </p>
      )}
      <div class="pens">
        {pens > 1 &&
          penColours.slice(0, pens).map((colour, i) => (
            <button
              key={colour}
              type="button"
              class="pen"
              aria-label={word('penNames', i)}
              aria-pressed={pen === i}
              style={{ '--pen': colour }}
              onClick={() => setPen(i)}
            >
              {colour === paper && <span aria-hidden="true">⌫</span>}
            </button>
          ))}
        <button type="button" class="icon" onClick={() => sheet.current?.undo()}>
          {t('drawUndo')}
        </button>
        <button type="button" class="icon" onClick={() => sheet.current?.clear()}>
          {t('drawClear')}
        </button>
      </div>
    </fieldset>
  );
};
