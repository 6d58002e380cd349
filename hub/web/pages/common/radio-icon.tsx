import type { LinkKind } from '../../../../protocol/link-policy.ts';
import { t } from './i18n/index.ts';

const paths: Readonly<Record<LinkKind, string>> = {
  ble: 'M7 7l10 10-5 4V3l5 4L7 17',
  websocket: 'M3 9a13 13 0 0 1 18 0M6 13a8.5 8.5 0 0 1 12 0M9 17a4 4 0 0 1 6 0M12 20.5v.1',
  tcp: 'M4 8h16v9H4zM9 17v4M15 17v4M8 8V4M12 8V4M16 8V4',
  memory: 'M6 6h12v12H6z',
};

/** @returns the name of a radio in words. */
const radioName = (radio: LinkKind): string =>
  radio === 'ble' ? t('radioBle') : radio === 'websocket' ? t('radioWifi') : t('radioTcp');

/** How a phone is connected. */
export const RadioIcon = ({ radio }: { readonly radio: LinkKind }) => (
  <svg class="radio" viewBox="0 0 24 24" role="img" aria-label={radioName(radio)}>
    <path d={paths[radio]} />
  </svg>
);
