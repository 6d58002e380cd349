import { useEffect, useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { t } from '../../common/i18n/index.ts';
import { palette } from '../../common/palette.ts';

interface ChoicesProps {
  readonly control: Extract<Control, { kind: 'choices' }>;
  readonly play: unknown;
  readonly match: number;
  readonly move: (bytes: Uint8Array) => void;
}

/** Colours of the first, second, ... choice; the TV shows the same. */
export const choiceColours = [0, 6, 2, 4, 8, 1, 5, 9] as const;

const choicesIn = (play: unknown, field: string): readonly string[] => {
  const found =
    typeof play === 'object' && play !== null ? (play as Record<string, unknown>)[field] : undefined;
  return Array.isArray(found) ? found.map(String) : [];
};

/** A row of answers out of the game's state. What was chosen stays marked until other answers come. */
export const Choices = ({ control, play, match, move }: ChoicesProps) => {
  const choices = choicesIn(play, control.from);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const asked = `${match} ${choices.join('\n')}`;
  useEffect(() => setChosen(undefined), [asked]);
  if (choices.length === 0) return <p class="wait">{t('lookAtTv')}</p>;
  return (
    <fieldset class="choices" aria-label={control.label}>
      {choices.map((choice, i) => (
        <button
          key={i}
          type="button"
          class="choice"
          aria-pressed={chosen === i}
          style={{ '--choice': palette[choiceColours[i % choiceColours.length] ?? 0] }}
          onClick={() => {
            setChosen(i);
            move(Uint8Array.of(control.tag, i));
          }}
        >
          <b aria-hidden="true">{String.fromCharCode(65 + i)}</b> {choice}
        </button>
      ))}
    </fieldset>
  );
};
