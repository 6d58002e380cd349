import { useEffect, useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { choiceColour, choiceLetter } from '../../common/choice-colours.ts';
import { choicesIn } from './visible.ts';

interface ChoicesProps {
  readonly control: Extract<Control, { kind: 'choices' }>;
  readonly play: unknown;
  readonly match: number;
  readonly move: (bytes: Uint8Array) => void;
}

/** A row of answers out of the game's state. What was chosen stays marked until other answers come. */
export const Choices = ({ control, play, match, move }: ChoicesProps) => {
  const choices = choicesIn(play, control.from);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const asked = `${match} ${choices.join('\n')}`;
  useEffect(() => setChosen(undefined), [asked]);
  if (choices.length === 0) return null;
  return (
    <fieldset class="choices" aria-label={control.label}>
      {choices.map((choice, i) => (
        <button
          key={i}
          type="button"
          class="choice"
          aria-pressed={chosen === i}
          style={{ '--choice': choiceColour(i) }}
          onClick={() => {
            setChosen(i);
            move(Uint8Array.of(control.tag, i));
          }}
        >
          <b aria-hidden="true">{choiceLetter(i)}</b> {choice}
        </button>
      ))}
    </fieldset>
  );
};
