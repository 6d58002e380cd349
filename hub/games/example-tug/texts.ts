import type { Translations } from 'partyline/game';

export default {
  de: {
    title: 'Tauziehen',
    rules: 'Drück den Knopf, so oft du kannst. Wer zwanzig Züge voraus ist, hat gewonnen.',
    labels: { Pull: 'Ziehen' },
  },
} satisfies Translations;
