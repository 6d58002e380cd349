import type { Tv } from './model.ts';

/**
 * A remote control or keyboard at the TV: Enter starts and goes on, arrows choose the game, space pauses, Escape ends, M or the key for
 * playing shows matches of before (which have keys of their own).
 */
export const listenToKeys = (tv: Tv): void => {
  const choose = (step: number): void => {
    const { games: all, game } = tv.store.value;
    const games = all.filter(({ id, aside }) => aside === undefined || id === game?.id);
    const at = games.findIndex(({ id }) => id === game?.id);
    const next = games[(at + step + games.length) % games.length];
    if (next) tv.command('game', next.id);
  };
  const pressed = (key: string): void => {
    const phase = tv.store.value.room?.phase;
    if (tv.store.value.isInLibrary) return;
    if (key === 'Enter' && phase === 'lobby') tv.command('start');
    else if (key === 'Enter' && phase === 'over') tv.command('again');
    else if ((key === 'Enter' || key === ' ') && phase === 'paused') tv.command('continue');
    else if (key === ' ' && (phase === 'playing' || phase === 'countdown')) tv.command('pause');
    else if (['m', 'M', 'MediaPlay', 'MediaPlayPause'].includes(key)) tv.openLibrary();
    else if (key === 'Escape' && phase !== 'lobby') tv.command('end');
    else if ((key === 'ArrowRight' || key === 'ArrowDown') && phase === 'lobby') choose(1);
    else if ((key === 'ArrowLeft' || key === 'ArrowUp') && phase === 'lobby') choose(-1);
  };
  window.addEventListener('keydown', ({ key, repeat, target }) => {
    tv.openSpeaker();
    const onControl = target instanceof Element && target.closest('input, button, select') !== null;
    if (!repeat && !onControl) pressed(key);
  });
  window.addEventListener('pointerdown', () => tv.openSpeaker());
};
