import { useEffect, useRef } from 'preact/hooks';
import { FIELD, type Renderer, type SeatLook } from './games/renderer.ts';
import type { Moment } from './timeline.ts';

interface StageProps {
  readonly renderer: Renderer<unknown>;
  /** What to draw at a time of performance.now(). */
  readonly moment: (now: number) => Moment<unknown> | undefined;
  readonly seats: ReadonlyMap<number, SeatLook>;
  readonly label: string;
}

/** The moving picture: drawn anew for every frame of the screen, from the states around that moment. */
export const Stage = (props: StageProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const newest = useRef(props);
  newest.current = props;
  useEffect(() => {
    const paint = canvas.current?.getContext('2d');
    if (!paint) return undefined;
    let frame = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const { renderer, moment, seats } = newest.current;
      const { clientWidth, clientHeight } = paint.canvas;
      const scale = Math.min(2, devicePixelRatio);
      const [width, height] = [Math.round(clientWidth * scale), Math.round(clientHeight * scale)];
      if (paint.canvas.width !== width || paint.canvas.height !== height) {
        paint.canvas.width = width;
        paint.canvas.height = height;
      }
      paint.setTransform(1, 0, 0, 1, 0, 0);
      paint.clearRect(0, 0, width, height);
      const shown = moment(now);
      if (shown?.to === undefined) return;
      paint.setTransform(width / FIELD.width, 0, 0, height / FIELD.height, 0, 0);
      renderer.draw(paint, shown, seats, now);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, []);
  return <canvas ref={canvas} class="canvas" role="img" aria-label={props.label} />;
};
