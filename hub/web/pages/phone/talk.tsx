import { useState } from 'preact/hooks';
import { limits } from '../../../../protocol/limits.ts';
import { emotes } from '../common/emotes.ts';
import { t, word } from '../common/i18n/index.ts';
import { colourOf } from '../common/palette.ts';
import { cut } from '../common/text.ts';
import type { Phone } from './model.ts';
import type { RoomProps } from './props.ts';

/** Small pictures that fly over the TV. */
export const Emotes = ({ phone }: { readonly phone: Phone }) => (
  <fieldset class="emotes" aria-label={t('emotes')}>
    {emotes.map((emote, i) => (
      <button
        key={emote}
        type="button"
        class="icon"
        aria-label={word('emoteNames', i)}
        onClick={() => phone.emote(i)}
      >
        <span aria-hidden="true">{emote}</span>
      </button>
    ))}
  </fieldset>
);

/** What was said, and a line to say something. */
export const Talk = ({ phone, state }: RoomProps) => {
  const [text, setText] = useState('');
  return (
    <div class="talk">
      <div class="lines" role="log" aria-label={t('chatTitle')}>
        {state.lines.map((line) => (
          <p key={line.id}>
            <strong style={{ color: colourOf(line.colour) }}>{line.name}</strong> {line.text}
          </p>
        ))}
      </div>
      <form
        class="say"
        onSubmit={(event) => {
          event.preventDefault();
          const said = cut(text.trim(), limits.chatBytes);
          if (said !== '') phone.chat(said);
          setText('');
        }}
      >
        <input
          aria-label={t('chat')}
          placeholder={t('chat')}
          autoComplete="off"
          maxLength={limits.chatBytes}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit">{t('chatSend')}</button>
      </form>
    </div>
  );
};
