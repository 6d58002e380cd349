import type { LinkKind } from '../../../../protocol/links.ts';

/** How a kind of link looks on the pages: an icon of 24 by 24 strokes, and its name in each language. */
interface RadioLook {
  readonly path: string;
  readonly names: Readonly<Record<'en' | 'de', string>>;
}

/** Every kind of link that this page knows. */
export const radioLooks: Readonly<Record<LinkKind, RadioLook>> = {
  ble: { path: 'M7 7l10 10-5 4V3l5 4L7 17', names: { en: 'Bluetooth', de: 'Bluetooth' } },
  websocket: {
    path: 'M3 9a13 13 0 0 1 18 0M6 13a8.5 8.5 0 0 1 12 0M9 17a4 4 0 0 1 6 0M12 20.5v.1',
    names: { en: 'Wi-Fi', de: 'WLAN' },
  },
  tcp: { path: 'M4 8h16v9H4zM9 17v4M15 17v4M8 8V4M12 8V4M16 8V4', names: { en: 'Wired', de: 'Kabel' } },
  memory: { path: 'M6 6h12v12H6z', names: { en: 'Program', de: 'Programm' } },
};

/** For the word of a radio that came after this page. */
export const otherRadio: RadioLook = { path: 'M6 6h12v12H6z', names: { en: 'Connected', de: 'Verbunden' } };
