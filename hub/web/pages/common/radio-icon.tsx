import { isLinkKind, type Radio } from '../../../../protocol/links.ts';
import { language } from './i18n/index.ts';
import { otherRadio, radioLooks } from './radios.ts';

/** How a phone is connected. */
export const RadioIcon = ({ radio }: { readonly radio: Radio }) => {
  const look = isLinkKind(radio) ? radioLooks[radio] : otherRadio;
  const name = look.names[language() as keyof typeof look.names] ?? look.names.en;
  return (
    <svg class="radio" viewBox="0 0 24 24" role="img" aria-label={name}>
      <path d={look.path} />
    </svg>
  );
};
