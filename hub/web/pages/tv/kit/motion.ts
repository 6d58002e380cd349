/** Whether things may fly, shake and flash on this screen. */
export interface Motion {
  readonly isReduced: boolean;
}

/** Only what a page's window has of it, so that the rest of the kit runs anywhere. */
type Asking = { matchMedia?: (query: string) => { readonly matches: boolean } };

/** @returns what the person has set in their system (`prefers-reduced-motion`), as it stands at each moment; asked once. */
export const systemMotion = (window: Asking = globalThis as Asking): Motion => {
  const answer = window.matchMedia?.('(prefers-reduced-motion: reduce)');
  return {
    get isReduced() {
      return answer?.matches ?? false;
    },
  };
};
