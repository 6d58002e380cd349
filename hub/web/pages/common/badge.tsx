import { colourOf } from './palette.ts';

/** First letter of a name on the player's colour; the colour alone would leave out those who see it differently. */
export const Badge = ({ name, colour }: { readonly name: string; readonly colour: number }) => (
  <span class="badge" style={{ '--colour': colourOf(colour) }} aria-hidden="true">
    {([...name][0] ?? '?').toUpperCase()}
  </span>
);
