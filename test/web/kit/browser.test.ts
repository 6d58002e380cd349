import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch, screens } from '../support/browser.ts';

const LONG_MS = 60_000;
const source = fileURLToPath(new URL('../../../hub/web/pages/tv/kit/index.ts', import.meta.url));

/** A picture with everything in it, drawn by a frame loop of its own; `frames` are counted, what is thrown is kept. */
const picture = `
  const canvas = document.createElement('canvas');
  canvas.width = kit.FIELD.width; canvas.height = kit.FIELD.height;
  document.body.style.margin = 0; document.body.style.background = '#141126';
  document.body.append(canvas);
  const paint = canvas.getContext('2d');
  const scene = new kit.Scene({ particles: 600 });
  const x = scene.spring(200, 1.2, 0.5);
  const grown = scene.tween(0);
  const trail = new kit.Trail(24, scene.motion);
  const star = kit.shape('M12 2l3 7 7 .6-5.400 4.700 1.700 7-6.300-3.900-6.300 3.900 1.700-7L2 9.600 9 9z');
  const sheet = document.createElement('canvas'); sheet.width = 128; sheet.height = 64;
  const tiles = sheet.getContext('2d');
  ['#2fd07c', '#ffe14d'].forEach((colour, i) => { tiles.fillStyle = colour; tiles.fillRect(i * 64 + 8, 8, 48, 48); });
  const looks = [
    { name: 'Ada', colour: '#ff5d5d' },
    { name: 'Wolfgang Amadeus Theophilus', colour: '#5cc8ff' },
    { name: 'Zoë', colour: '#a8e05f' },
  ];
  globalThis.frames = 0; globalThis.scene = scene; globalThis.at = () => x.value;
  const draw = (now) => {
    requestAnimationFrame(draw);
    frames += 1;
    paint.clearRect(0, 0, kit.FIELD.width, kit.FIELD.height);
    if (frames % 40 === 1) { x.target = x.target > 600 ? 250 : 1000; grown.go(frames % 80 === 1 ? 1 : 0.4, { ms: 500, ease: kit.ease.swing }); scene.shake.hit(0.5);
      scene.particles.burst(x.value, 300, { count: 90, colour: looks[frames % 3].colour, gravity: 500 }); }
    scene.begin(paint, now);
    trail.add(x.value, 300);
    trail.draw(paint, '#ff5d5d', 26);
    kit.drawGlow(paint, x.value, 300, 90, '#ff5d5d');
    kit.drawFace(paint, looks[0], x.value, 300, 30, x.speed < 0 ? Math.PI : 0);
    kit.drawName(paint, looks[0], x.value, 250);
    kit.drawPlate(paint, looks[1], 320, 560);
    kit.drawPlate(paint, looks[2], 640, 560, 120);
    kit.drawShape(paint, star, { x: 960, y: 560, size: 120 * grown.value, turn: 0.3 }, '#ffe14d');
    kit.drawFrame(paint, { image: sheet, width: 64, height: 64, columns: 2, frames: 2 }, kit.frameAt(2, 4, now), { x: 1140, y: 560, size: 80 });
    paint.fillStyle = '#f7f4ea';
    kit.writeInto(paint, 'Text that fits into its box, however long it is', { x: 60, y: 40, width: 420, height: 130 }, [48, 40, 32, 24]);
    paint.textAlign = 'left'; kit.writeLine(paint, 'One line that is much too long for its place on the field', 700, 100, 420, 40);
    kit.drawPicture(paint, [{ pen: 1, points: [20, 200, 60, 40, 120, 200, 200, 60] }, { pen: 7, points: [60, 120, 180, 120] }], 1000, 150, 220);
    scene.end(paint);
  };
  requestAnimationFrame(draw);
`;

describe.skipIf(!hasBrowser)('the kit in a real browser (needs chromium)', { timeout: LONG_MS }, () => {
  let browser: Browser;
  let bundle: string;
  beforeAll(async () => {
    const [{ outputFiles }] = await Promise.all([
      build({ entryPoints: [source], bundle: true, write: false, format: 'iife', globalName: 'kit' }),
      launch().then((launched) => {
        browser = launched;
      }),
    ]);
    bundle = outputFiles[0]?.text ?? '';
  }, LONG_MS);
  afterAll(() => browser?.close());

  const show = async (
    reducedMotion: 'reduce' | 'no-preference',
  ): Promise<{ page: Page; thrown: string[] }> => {
    const context = await browser.newContext({ ...screens.tv, reducedMotion });
    const page = await context.newPage();
    const thrown: string[] = [];
    page.on('pageerror', ({ message }) => thrown.push(message));
    await page.addScriptTag({ content: bundle });
    return { page, thrown };
  };

  it('draws all that it has, and nothing is thrown', async () => {
    const { page, thrown } = await show('no-preference');
    await page.addScriptTag({ content: picture });
    await page.waitForFunction('frames > 50 && scene.particles.count > 0');
    const { KIT_PICTURE } = process.env;
    if (KIT_PICTURE) await page.locator('canvas').screenshot({ path: KIT_PICTURE });
    const [paper] = (await page.evaluate(`[[1010, 160]].map(([x, y]) =>
      [...document.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3).join())`)) as [
      string,
    ];
    expect(paper).toBe('247,244,234');
    const lit = await page.evaluate(`(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let lit = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) lit += 1;
      return lit;
    })()`);
    expect(lit).toBeGreaterThan(20_000);
    expect(thrown).toEqual([]);
    await page.context().close();
  });

  it('stands still where less motion is wanted', async () => {
    const { page, thrown } = await show('reduce');
    await page.addScriptTag({ content: picture });
    await page.waitForFunction('frames > 3');
    const seen = await page.evaluate(`[scene.shake.isMoving, scene.particles.count, at()]`);
    // The face is where its spring leads at once, a fifth of the particles are there, and nothing shakes.
    expect(seen).toEqual([false, 18, 1_000]);
    expect(thrown).toEqual([]);
    await page.context().close();
  });

  it('is heard: effects, music, volumes and mute', async () => {
    const { page, thrown } = await show('no-preference');
    const loudness = (await page.evaluate(`(async () => {
      const connected = AudioNode.prototype.connect;
      let analyser;
      AudioNode.prototype.connect = function (to, ...rest) {
        if (to === this.context.destination && !analyser) {
          analyser = this.context.createAnalyser();
          analyser.fftSize = 32768;
          connected.call(this, analyser);
        }
        return connected.call(this, to, ...rest);
      };
      const mixer = new kit.Mixer();
      await mixer.open();
      const samples = new Float32Array(32768);
      const passed = async (seconds) => {
        const { context } = analyser; const end = context.currentTime + seconds;
        while (context.currentTime < end) await new Promise((done) => setTimeout(done, 20));
      };
      const heard = async () => {
        await passed(0.75);
        analyser.getFloatTimeDomainData(samples);
        return Math.max(...samples.map(Math.abs)) > 0.005;
      };
      const all = {};
      all.silence = await heard();
      mixer.effect({ ...kit.effects.end, noteMs: 300 });
      all.effect = await heard();
      await passed(1);
      mixer.music(kit.loops.race);
      all.music = await heard();
      mixer.mute(true);
      await passed(1);
      all.muted = await heard();
      mixer.mute(false);
      all.again = await heard();
      mixer.volume('music', 0);
      await passed(1);
      all.quiet = await heard();
      mixer.volume('music', 1);
      mixer.music(undefined);
      await passed(2);
      all.stopped = await heard();
      return { ...all, isOpen: mixer.isOpen };
    })()`)) as Record<string, boolean>;
    expect(loudness).toEqual({
      silence: false,
      effect: true,
      music: true,
      muted: false,
      again: true,
      quiet: false,
      stopped: false,
      isOpen: true,
    });
    expect(thrown).toEqual([]);
    await page.context().close();
  });
});
