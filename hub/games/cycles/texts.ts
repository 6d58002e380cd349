import type { Translations } from 'partyline/game';

export default {
  de: {
    title: 'Lichtrenner',
    rules:
      'Dein Renner hält nie an und zieht eine Wand aus Licht hinter sich her. Lenke mit den Pfeilen und fahr in keine Wand und keine Spur. Für jeden, der vor dir ausscheidet, bekommst du einen Punkt. Sammle Geschenke ein: Blitz (schneller), Ring (durch Spuren fahren) und Besen (alle Spuren verschwinden). Fünf Runden.',
    labels: { Turn: 'Lenken' },
  },
} satisfies Translations;
