import '../common/base.css';
import './phone.css';
import { render } from 'preact';
import { setLanguage } from '../common/i18n/index.ts';
import { App } from './app.tsx';
import { loadMemory, loadSettings, takeInvitation } from './memory.ts';
import { Phone } from './model.ts';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
const settings = loadSettings();
setLanguage(settings.language);
const invited = takeInvitation();
const phone = new Phone(loadMemory(invited), settings, invited.secret);
phone.store.listen((state) => render(<App phone={phone} state={state} code={invited.code} />, root));
phone.start();
// A phone that scans the QR code while the page is open does not load it again.
addEventListener('hashchange', () => {
  const { secret } = takeInvitation();
  if (secret) phone.scanned(secret);
});
