import '../common/base.css';
import './tv.css';
import './replay/replay.css';
import { render } from 'preact';
import { pickLanguage, setLanguage } from '../common/i18n/index.ts';
import { App } from './app.tsx';
import { saveHostKey, takeHostKey } from './host-key.ts';
import { listenToKeys } from './keys.ts';
import { Tv } from './model.ts';

const root = document.getElementById('app');
if (!root) throw new Error('the page has no #app');
const query = new URLSearchParams(location.search);
setLanguage(pickLanguage([query.get('lang') ?? '', ...navigator.languages]));
const tv = new Tv(query.get('code') ?? '');
tv.store.listen((state) => render(<App tv={tv} state={state} />, root));
listenToKeys(tv);
tv.start(takeHostKey());
// The address with the key, typed where the page is open already, does not load it again.
addEventListener('hashchange', () => {
  const key = takeHostKey();
  if (!key) return;
  saveHostKey(key);
  location.reload();
});
