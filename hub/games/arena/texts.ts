import type { Translations } from '../texts.ts';

export const texts: Translations = {
  de: {
    title: 'Arena',
    rules: 'Alle laufen auf einem großen Feld. Drück den Stick: Jeder Druck ist ein Schritt.',
    labels: { Walk: 'Laufen' },
  },
};
