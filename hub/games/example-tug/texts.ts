import type { Translations } from '../texts.ts';

export const texts: Translations = {
  de: {
    title: 'Tauziehen',
    rules: 'Drück den Knopf, so oft du kannst. Wer zwanzig Züge voraus ist, hat gewonnen.',
    labels: { Pull: 'Ziehen' },
  },
};
