import type { Translations } from 'partyline/game';

export default {
  de: {
    title: 'Pong',
    rules:
      'Bewege deinen Schläger auf und ab und lass den Ball nicht vorbei. Mit dem Knopf schlägst du auf. Triffst du mit dem Rand des Schlägers, fliegt der Ball steil. Sieben Punkte gewinnen.',
    labels: { Paddle: 'Schläger', Serve: 'Aufschlag' },
  },
} satisfies Translations;
