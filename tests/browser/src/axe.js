// What axe-core finds on the page as it stands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One line for each place where somebody would be shut out: the rule, and the element. */
export async function barriers(page) {
  // Through the debugger, which the page's policy on scripts does not concern.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** By how many pixels the window can be pushed sideways. */
const overhang = (page) => page.evaluate(() => {
  window.scrollTo(10_000, 0);
  const { scrollX } = window;
  window.scrollTo(0, 0);
  return scrollX;
});

/** A page fits into phone and desktop, and shuts nobody out by day or night. */
export async function fitsEverybody(page) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await overhang(page), 0, `${width} px`);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await barriers(page), [], `${colorScheme}, ${width} px`);
    }
  }
}
