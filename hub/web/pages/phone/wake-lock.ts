import { useEffect, useState } from 'preact/hooks';

/** A picture that never ends: browsers keep the screen on while a film plays. For pages that came by plain http. */
const endlessFilm = (): HTMLVideoElement => {
  const canvas = document.createElement('canvas');
  canvas.width = 2;
  canvas.height = 2;
  const paint = canvas.getContext('2d');
  setInterval(() => paint?.fillRect(0, 0, 1, 1), 1_000);
  const film = document.createElement('video');
  film.muted = true;
  film.playsInline = true;
  film.className = 'hidden';
  film.setAttribute('aria-hidden', 'true');
  film.srcObject = canvas.captureStream(1);
  document.body.append(film);
  return film;
};

let film: HTMLVideoElement | undefined;

const playFilm = (): Promise<void> => {
  film ??= endlessFilm();
  return film.play();
};

/**
 * Keeps the screen on while the component lives: by the Screen Wake Lock API where the page is allowed it, else by a film.
 * @returns true if there is nothing that keeps it on.
 */
export const useWakeLock = (): boolean => {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const hold = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        if (navigator.wakeLock) {
          lock = await navigator.wakeLock.request('screen');
          if (over) await lock.release();
        } else await playFilm();
        setFailed(false);
      } catch {
        setFailed(true);
      }
    };
    const again = (): void => {
      hold();
    };
    again();
    // The lock is lost with the page's visibility, and a film may need a touch before it is let play.
    document.addEventListener('visibilitychange', again);
    document.addEventListener('pointerdown', again, { once: true });
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', again);
      document.removeEventListener('pointerdown', again);
      lock?.release();
      film?.pause();
    };
  }, []);
  return failed;
};
