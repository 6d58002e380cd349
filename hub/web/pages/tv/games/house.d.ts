declare module 'partyline:house/screens' {
  const screens: readonly import('../../../../games/folder.ts').HousePart<
    import('./renderer.ts').Renderer<unknown>
  >[];
  export default screens;
}
