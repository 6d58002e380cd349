import '../common/base.css';
import './phone.css';
import { render } from 'preact';
import { setLanguage } from '../common/i18n/index.ts';
import { App } from './app.tsx';
import { codeOf, loadMemory, loadSettings } from './memory.ts';
import { Phone } from './model.ts';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
const settings = loadSettings();
setLanguage(settings.language);
const code = codeOf(location);
const phone = new Phone(loadMemory(code), settings);
phone.store.listen((state) => render(<App phone={phone} state={state} code={code} />, root));
phone.start();
