import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fills a data directory with question packs that are each as large as one may be. */
export const writeBigPacks = (dataDir: string, count: number): void => {
  const folder = join(dataDir, 'packs');
  mkdirSync(folder, { recursive: true });
  const text = (length: number): string => 'What is it? '.repeat(20).slice(0, length).trim();
  for (let n = 0; n < count; n += 1) {
    const questions = Array.from({ length: 2_000 }, (_, i) => ({
      kind: 'choices',
      text: { en: `${i} ${text(90)}`, de: `${i} ${text(90)}` },
      answer: { en: `Yes ${i} ${text(18)}`, de: `Ja ${i} ${text(18)}` },
      wrong: ['a', 'b', 'c'].map((one) => ({ en: `${one} ${text(18)}`, de: `${one} ${text(18)}` })),
    }));
    const pack = { format: 1, id: `pack${n}`, title: `Pack ${n}`, questions };
    writeFileSync(join(folder, `pack${n}.json`), JSON.stringify(pack));
  }
};
