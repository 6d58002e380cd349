import pc from 'picocolors';
import qrcode from 'qrcode';

/** What `play` prints as its one machine-readable line. */
export interface Ready {
  readonly http: number;
  readonly tcp: number | null;
  readonly ble: string;
  readonly air: string | null;
  readonly code: string | null;
  /** Short id of the room. */
  readonly room: string;
}

export const readyLine = (ready: Ready): string => `ready ${JSON.stringify(ready)}\n`;

export interface Banner {
  readonly name: string;
  readonly game: string;
  readonly urls: readonly string[];
  readonly tv: string;
  readonly code: string | null;
  /** What the QR code lets people in with. */
  readonly joinSecret: string;
  readonly radio: string;
  /** SHA-256 of the authority that phones may trust. */
  readonly fingerprint: string | undefined;
  /** Where phones have Bluetooth; undefined if the hub has none for them. */
  readonly bluetoothUrl: string | undefined;
  readonly notes: readonly string[];
}

/** What a person reads after the ready line: where to point the phone, the code, and what is not as wished. */
export const banner = async ({
  name,
  game,
  urls,
  tv,
  code,
  joinSecret,
  radio,
  fingerprint,
  bluetoothUrl,
  notes,
}: Banner): Promise<string> => {
  const [first] = urls;
  const qr =
    first === undefined
      ? ''
      : // Behind #, which browsers send to nobody.
        await qrcode.toString(`${first}#${joinSecret}`, { type: 'terminal', small: true });
  const row = (label: string, text: string): string => `  ${pc.dim(label.padEnd(11))}${text}`;
  return [
    '',
    `  ${pc.bold(pc.magenta('Partyline'))}  ${name}  ${pc.dim('plays')}  ${pc.bold(game)}`,
    '',
    qr.trimEnd().replace(/^/gm, '  '),
    '',
    ...urls.map((url, i) => row(i === 0 ? 'Phones' : '', pc.cyan(url))),
    row('TV', pc.cyan(tv)),
    row('Code', code === null ? 'none: everybody nearby may join' : pc.bold(code.split('').join(' '))),
    row('Bluetooth', radio + (bluetoothUrl === undefined ? '' : `; in Chrome at ${pc.cyan(bluetoothUrl)}`)),
    // For comparing with what a phone shows of /ca.crt before it is trusted; in two lines, as terminals are narrow.
    ...(fingerprint === undefined
      ? []
      : [row('ca.crt', `SHA-256 ${fingerprint.slice(0, 47)}`), row('', `        ${fingerprint.slice(48)}`)]),
    ...notes.map((note) => row('Note', pc.yellow(note))),
    '',
    pc.dim('  Ctrl-C ends the game.'),
    '',
    '',
  ].join('\n');
};

/** What a person reads when the join code has changed. */
export const newCode = ({ code, guessing }: { readonly code: string; readonly guessing: boolean }): string =>
  `  ${pc.dim('Code'.padEnd(11))}${pc.bold(code.split('').join(' '))}  ${pc.yellow(guessing ? 'new: somebody was trying out codes' : 'new')}\n`;
