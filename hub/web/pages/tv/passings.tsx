import { Badge } from '../common/badge.tsx';
import { emotes } from '../common/emotes.ts';
import { colourOf } from '../common/palette.ts';
import type { Passing } from './model.ts';

/** What was said stands in a corner for a while; emotes rise over the picture. */
export const Passings = ({ passing }: { readonly passing: readonly Passing[] }) => (
  <div class="passings">
    <div class="sayings" role="log">
      {passing
        .filter(({ text }) => text !== undefined)
        .slice(-4)
        .map(({ id, name, colour, text }) => (
          <p key={id} style={{ '--c': colourOf(colour) }}>
            <b>{name}</b> {text}
          </p>
        ))}
    </div>
    {passing
      .filter(({ emote }) => emote !== undefined)
      .map(({ id, name, colour, emote, place }) => (
        <span key={id} class="flying" style={{ '--place': String(place) }}>
          {emotes[emote ?? 0] ?? emotes[0]}
          <Badge name={name} colour={colour} />
        </span>
      ))}
  </div>
);
