// A file of products, from choosing it to taking it back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { PHONE, member } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
};
/** Chooses a file; again while the page is not awake yet to take it. */
async function choose(page, file) {
  for (let tries = 0; tries < 8 && !/imp_/.test(page.url()); tries += 1) {
    await page.locator('#file').setInputFiles(file);
    await page.waitForURL(/imports\/imp_/, { timeout: 5_000 }).catch(() => {});
  }
  await page.locator('h1', { hasText: /\.csv$/ }).waitFor();
}
const TABLE = 'Name,Price in USD,Stock level,Fabric\nTravel vase,9.90,3,clay\nTravel bowl,4,oops,wood\nTravel cup,2,1,\n';

export default {
  async 'a file is named, tried, imported and taken back'(stage) {
    const me = await member(stage, { page: 'imports' });
    const { page, seen, shot, close } = me;
    await page.waitForTimeout(500);
    await clean(page, 'the list of imports');
    await shot('imports-list');
    await choose(page, { name: 'travel.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
    const address = page.url();
    await page.getByRole('button', { name: 'Try it' }).waitFor();
    await clean(page, 'the columns');
    await shot('imports-columns');
    await page.getByLabel('What “Fabric” means').selectOption('attribute:Fabric');
    await page.getByRole('row', { name: /Fabric/ }).getByText('Chosen').waitFor();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Import 2 products' }).waitFor({ timeout: 20_000 });
    await page.getByText('The stock is not a whole number.').first().waitFor();
    await clean(page, 'the dry run');
    await shot('imports-dry-run');
    await page.reload();
    await page.getByRole('button', { name: 'Import 2 products' }).waitFor();
    await page.waitForTimeout(500);
    await page.getByRole('button', { name: 'Import 2 products' }).click();
    await page.getByRole('button', { name: 'Undo the import' }).waitFor({ timeout: 20_000 });
    await clean(page, 'the result');
    await shot('imports-result');
    const [failed] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the 1 row' }).click()]);
    assert.equal(fs.readFileSync(await failed.path(), 'utf8'), 'Name,Price in USD,Stock level,Fabric\nTravel bowl,4,oops,wood\n');
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('The import was undone.').waitFor({ timeout: 20_000 });
    await shot('imports-undone');
    assert.equal(page.url(), address);
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'a large file shows how far it is, and can be stopped'(stage) {
    const { page, seen, shot, close } = await member(stage, { page: 'imports' });
    const rows = Array.from({ length: 20_000 }, (_, n) => `bulk-${n},Bulk ${n},${n % 90}.50`);
    const table = `Handle,Title,Price\n${rows.join('\n')}\n`;
    await page.waitForTimeout(500);
    await choose(page, { name: 'bulk.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.locator('progress').waitFor();
    await page.getByRole('button', { name: 'Import 20,000 products' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Import 20,000 products' }).click();
    await page.getByText(/Importing, [1-9][\d,]* of 20,000 rows/).waitFor({ timeout: 30_000 });
    await page.getByText(/about \d+ (s|min) left/).waitFor();
    await clean(page, 'while it runs');
    await shot('imports-running');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The import was stopped.').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('The import was undone.').waitFor({ timeout: 60_000 });
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'an export comes in again unchanged'(stage) {
    const { page, close } = await member(stage, { page: 'imports' });
    await page.waitForTimeout(500);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'All products, CSV' }).click()]);
    const table = path.join(stage.server.data, 'export.csv');
    await file.saveAs(table);
    await choose(page, table);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('There is nothing to import: no product would change.').waitFor({ timeout: 60_000 });
    await close();
  },

  async 'on a phone the way of a file fits'(stage) {
    const { page, shot, close } = await member(stage, { page: 'imports', ...PHONE });
    await page.waitForTimeout(500);
    await shot('imports-phone-list');
    await choose(page, { name: 'travel.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
    await page.getByRole('button', { name: 'Try it' }).waitFor();
    await clean(page, 'the columns on a phone');
    await shot('imports-phone-columns');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    await page.getByRole('button', { name: 'Choose another file' }).click();
    await page.waitForURL(/\/imports$/);
    await close();
  },
};
