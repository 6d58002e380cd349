const TICK_MS = 12;

/** A short tick under the thumb, where the phone can. */
export const buzz = (wanted: boolean): void => {
  if (wanted && 'vibrate' in navigator) navigator.vibrate(TICK_MS);
};
