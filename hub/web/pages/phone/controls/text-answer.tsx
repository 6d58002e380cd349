import { useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { t } from '../../common/i18n/index.ts';
import { byteLength, cut } from '../../common/text.ts';

interface TextAnswerProps {
  readonly control: Extract<Control, { kind: 'text' }>;
  readonly move: (bytes: Uint8Array) => void;
}

/** Free text, sent as one move. */
export const TextAnswer = ({ control, move }: TextAnswerProps) => {
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
  const left = control.maxBytes - byteLength(text.trim());
  return (
    <form
      class="text-answer"
      onSubmit={(event) => {
        event.preventDefault();
        const answer = cut(text.trim(), control.maxBytes);
        if (answer === '') return;
        move(Uint8Array.of(control.tag, ...new TextEncoder().encode(answer)));
        setText('');
        setSent(true);
      }}
    >
      <label class="field">
        <span class="row">
          {control.label} <span class={left < 0 ? 'left over' : 'left'}>{left}</span>
        </span>
        <input
          autoComplete="off"
          maxLength={control.maxBytes}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setSent(false);
          }}
        />
      </label>
      <button type="submit" class="primary">
        {t('send')}
      </button>
      <p role="status" class="hint">
        {/* Told when it matters: read out with each letter it would drown what is typed. */}
        {sent ? t('sent') : left < 0 ? t('textOver') : ''}
      </p>
    </form>
  );
};
