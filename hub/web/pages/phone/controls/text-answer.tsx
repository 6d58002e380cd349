import { useState } from 'preact/hooks';
import type { Control } from '../../../../../protocol/layout.ts';
import { t } from '../../common/i18n/index.ts';
import { cut } from '../../common/text.ts';

interface TextAnswerProps {
  readonly control: Extract<Control, { kind: 'text' }>;
  readonly move: (bytes: Uint8Array) => void;
}

/** Free text, sent as one move. */
export const TextAnswer = ({ control, move }: TextAnswerProps) => {
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
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
        {control.label}
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
        {sent && t('sent')}
      </p>
    </form>
  );
};
