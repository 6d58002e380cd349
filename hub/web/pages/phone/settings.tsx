import { languages, t } from '../common/i18n/index.ts';
import type { Settings } from './memory.ts';
import type { Phone } from './model.ts';

interface SettingsProps {
  readonly phone: Phone;
  readonly settings: Settings;
}

export const LanguageChoice = ({ phone, settings }: SettingsProps) => (
  <label class="row">
    {t('languageLabel')}
    <select
      value={settings.language}
      onChange={({ currentTarget }) => phone.configure({ language: currentTarget.value })}
    >
      {Object.entries(languages).map(([code, { language }]) => (
        <option key={code} value={code} lang={code}>
          {language}
        </option>
      ))}
    </select>
  </label>
);

/** How this person likes the page. */
export const SettingsPanel = ({ phone, settings }: SettingsProps) => (
  <section class="card">
    <h2>{t('settings')}</h2>
    <label class="row">
      {t('leftHanded')}
      <input
        type="checkbox"
        checked={settings.leftHanded}
        onChange={({ currentTarget }) => phone.configure({ leftHanded: currentTarget.checked })}
      />
    </label>
    {'vibrate' in navigator && (
      <label class="row">
        {t('vibrate')}
        <input
          type="checkbox"
          checked={settings.vibrate}
          onChange={({ currentTarget }) => phone.configure({ vibrate: currentTarget.checked })}
        />
      </label>
    )}
    <LanguageChoice phone={phone} settings={settings} />
  </section>
);
