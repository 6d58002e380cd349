import { palette } from './palette.ts';

/** Four players on one line. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 104 32" aria-hidden="true" focusable="false">
    <path class="logo-line" d="M16 16H88" />
    {[0, 2, 4, 6].map((colour, i) => (
      <circle key={colour} cx={16 + i * 24} cy={i % 2 ? 20 : 12} r="11" fill={palette[colour]} />
    ))}
  </svg>
);
