import { useEffect, useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { choiceColour } from '../../common/choice-colours.ts';
import { t } from '../../common/i18n/index.ts';
import { choicesIn } from './visible.ts';

interface OrderProps {
  readonly control: Extract<Control, { kind: 'order' }>;
  readonly play: unknown;
  readonly match: number;
  readonly move: (bytes: Uint8Array) => void;
}

const swapped = (order: readonly number[], a: number, b: number): readonly number[] =>
  order.map((item, place) => order[place === a ? b : place === b ? a : place] ?? item);

/** Texts out of the game's state, to be put in order by buttons that any finger and any key can press. */
export const Order = ({ control: { label, from, tag }, play, match, move }: OrderProps) => {
  const texts = choicesIn(play, from);
  const asked = `${match} ${texts.join('\n')}`;
  const [order, setOrder] = useState<readonly number[]>([]);
  const [said, setSaid] = useState('');
  useEffect(() => {
    setOrder(texts.map((_, i) => i));
    setSaid('');
  }, [asked]);
  if (texts.length === 0 || order.length !== texts.length) return null;
  const put = (place: number, to: number): void => {
    setOrder(swapped(order, place, to));
    setSaid(t('orderAt', { item: texts[order[place] ?? 0] ?? '', n: to + 1 }));
  };
  return (
    <fieldset class="order">
      <legend>{label}</legend>
      <ol>
        {order.map((item, place) => {
          const text = texts[item] ?? '';
          return (
            <li key={item} style={{ '--choice': choiceColour(item) }}>
              <span class="who">
                {place + 1}. {text}
              </span>
              <button
                type="button"
                class="icon"
                aria-label={t('orderUp', { item: text })}
                disabled={place === 0}
                onClick={() => put(place, place - 1)}
              >
                <span aria-hidden="true">▲</span>
              </button>
              <button
                type="button"
                class="icon"
                aria-label={t('orderDown', { item: text })}
                disabled={place === order.length - 1}
                onClick={() => put(place, place + 1)}
              >
                <span aria-hidden="true">▼</span>
              </button>
            </li>
          );
        })}
      </ol>
      <button
        type="button"
        class="primary"
        onClick={() => {
          move(Uint8Array.of(tag, ...order));
          setSaid(t('sent'));
        }}
      >
        {t('send')}
      </button>
      <p role="status" class="hint">
        {said}
      </p>
    </fieldset>
  );
};
