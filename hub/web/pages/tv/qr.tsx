import { create } from 'qrcode';

/** Light modules around the code that scanners need (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code as one path. */
export const Qr = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  data.forEach((dark, i) => {
    if (dark) path += `M${(i % size) + QUIET} ${Math.floor(i / size) + QUIET}h1v1h-1z`;
  });
  const whole = size + 2 * QUIET;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${whole} ${whole}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
};
