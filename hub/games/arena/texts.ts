import type { Translations } from 'partyline/game';

export default {
  de: {
    title: 'Arena',
    rules: 'Alle laufen auf einem großen Feld. Drück den Stick: Jeder Druck ist ein Schritt.',
    labels: { Walk: 'Laufen' },
  },
} satisfies Translations;
