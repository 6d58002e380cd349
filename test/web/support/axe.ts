import axe from 'axe-core';
import type { Opened } from './browser.ts';

/** @returns the rules of WCAG 2.2 A and AA, and axe's own good practice, that the page as it stands breaks. */
export const violations = async ({ page }: Pick<Opened, 'page'>): Promise<string[]> => {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};
