/** Builds all pages into `outdir`, with a .gz beside each file. Resolves with the bytes of each file. */
export declare const buildPages: (
  outdir: string,
) => Promise<{ readonly file: string; readonly bytes: number; readonly gzip: number }[]>;
