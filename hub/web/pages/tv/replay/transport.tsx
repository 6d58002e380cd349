import type { Wish } from '../../../../replay/player.ts';
import type { TextKey } from '../../common/i18n/en.ts';
import { t } from '../../common/i18n/index.ts';
import { colourOf } from '../../common/palette.ts';
import type { Mark } from './load.ts';
import type { Show } from './show.ts';
import { clock } from './words.ts';

const glyphs = {
  begin: 'M5 5h3v14H5zM20 5v14L9 12z',
  stepBack: 'M14 5v14L4 12zM17 5h3v14h-3z',
  play: 'M7 4v16l13-8z',
  pause: 'M5 4h5v16H5zM14 4h5v16h-5z',
  stepForward: 'M10 5v14l10-7zM4 5h3v14H4z',
  end: 'M16 5h3v14h-3zM4 5v14l11-7z',
  reverse: 'M3 7h12V3l7 6-7 6v-4H3zM21 15v2.5H9V22l-7-5.5 4.5-3.6',
  slower: 'M5 10.5h14v3H5z',
  faster: 'M5 10.5h5.5V5h3v5.5H19v3h-5.5V19h-3v-5.5H5z',
} as const;

interface ButtonProps {
  readonly glyph: keyof typeof glyphs;
  readonly label: TextKey;
  readonly big?: boolean;
  readonly onPress: () => void;
}

const Button = ({ glyph, label, big, onPress }: ButtonProps) => (
  <button
    type="button"
    class={big ? 'key big' : 'key'}
    aria-label={t(label)}
    title={t(label)}
    onClick={onPress}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={glyphs[glyph]} />
    </svg>
  </button>
);

interface TransportProps {
  readonly show: Show;
  readonly marks: readonly Mark[];
  readonly onWish: (wish: Wish) => void;
  readonly onSeek: (ms: number) => void;
}

/** The bar on which one sees where the match is, and goes elsewhere in it; little marks are points that somebody made. */
const Seek = ({ show: { player }, marks, onSeek }: Omit<TransportProps, 'onWish'>) => {
  const { ms, endMs } = player;
  const share = (at: number): string => `${endMs === 0 ? 0 : (100 * at) / endMs}%`;
  return (
    <div class="seek" style={{ '--share': share(ms) }}>
      <span class="time">{clock(ms)}</span>
      <div class="rail">
        <div class="marks" aria-hidden="true" title={t('replayScored')}>
          {marks.map((mark, i) => (
            <i key={i} style={{ left: share(mark.ms), background: colourOf(mark.colour) }} />
          ))}
        </div>
        <input
          type="range"
          min={0}
          max={endMs}
          step={1}
          value={ms}
          aria-label={t('replayPosition')}
          aria-valuetext={`${clock(ms)} / ${clock(endMs)}`}
          onInput={({ currentTarget }) => onSeek(Number(currentTarget.value))}
        />
      </div>
      <span class="time">{clock(endMs)}</span>
    </div>
  );
};

/** What a recorder has below its window: where the match is, and every way to get elsewhere. */
export const Transport = (props: TransportProps) => {
  const { show, onWish } = props;
  const { isPlaying, speed } = show.player;
  const times = Math.abs(speed).toLocaleString(document.documentElement.lang);
  return (
    <section class="transport" aria-label={t('replay')}>
      <Seek {...props} />
      <div class="key-row">
        <Button glyph="begin" label="replayBegin" onPress={() => onWish('begin')} />
        <Button glyph="stepBack" label="replayStepBack" onPress={() => onWish('stepBack')} />
        <Button
          glyph={isPlaying ? 'pause' : 'play'}
          label={isPlaying ? 'pause' : 'replayPlay'}
          big
          onPress={() => onWish('toggle')}
        />
        <Button glyph="stepForward" label="replayStepForward" onPress={() => onWish('stepForward')} />
        <Button glyph="end" label="replayEnd" onPress={() => onWish('end')} />
        <Button glyph="slower" label="replaySlower" onPress={() => onWish('slower')} />
        <output class={speed < 0 ? 'speed backward' : 'speed'}>
          <span class="hidden">{t(speed < 0 ? 'replayBackward' : 'replaySpeed', { n: times })}</span>
          <span aria-hidden="true">
            {speed < 0 ? '◀ ' : ''}
            {times}×
          </span>
        </output>
        <Button glyph="faster" label="replayFaster" onPress={() => onWish('faster')} />
        <Button glyph="reverse" label="replayReverse" onPress={() => onWish('reverse')} />
        <p class="hint">{t('replayKeys')}</p>
      </div>
    </section>
  );
};
