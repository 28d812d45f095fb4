// Home and analytics: what they show, that they are woken, and how they look on a phone and a desk.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { PHONE, member } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).include('main').analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
};

const past = (stage) => {
  if (!stage.past) stage.server.run(['demo', '--history', '30d', '--messages', '1500', '--force']);
  stage.past = true;
};

export default {
  async 'the guide is hidden, and comes back'(stage) {
    const { page, seen, close, shot } = await member(stage);
    await page.getByRole('heading', { name: 'Set up your shop' }).waitFor();
    await page.waitForTimeout(500);
    await clean(page, 'home');
    await shot('home-guide');
    await page.getByRole('button', { name: 'Hide the guide' }).click();
    await page.getByRole('heading', { name: 'Set up your shop' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Set up your shop' }).waitFor();
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'figures over a range, with a table behind each chart'(stage) {
    past(stage);
    const { page, seen, close, shot, go } = await member(stage, { page: 'analytics' });
    await page.getByRole('img', { name: 'Conversations per day' }).waitFor();
    await page.waitForTimeout(500);
    await clean(page, 'analytics');
    await shot('analytics');
    await page.locator('#conversations summary').click();
    const rows = page.locator('#conversations tbody tr');
    assert.equal(await rows.count(), 28);
    await page.locator('nav[aria-label=Range]').getByRole('link', { name: '7 days', exact: true }).click();
    await page.waitForURL(/days=7/);
    await page.waitForFunction(() => document.querySelectorAll('#conversations tbody tr').length === 7);
    const shown = await page.locator('.analytics-figures dd').first().innerText();
    const file = await page.request.get(await page.locator('#conversations a[download]').evaluate((link) => link.href));
    const lines = (await file.text()).trim().split('\r\n').slice(1).map((line) => Number(line.split(',')[1]));
    const sum = lines.reduce((sum, count) => sum + count, 0);
    assert.equal(lines.length, 7);
    assert.ok(shown.replace(',', '').startsWith(String(sum)), `${shown} and ${sum}`);
    await go('');
    await page.getByText('Made-up activity').waitFor();
    await shot('home-full');
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'on a phone'(stage) {
    past(stage);
    const { page, close, shot, go } = await member(stage, { ...PHONE, page: 'analytics' });
    await page.getByRole('img', { name: 'Conversations per day' }).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    await clean(page, 'analytics on a phone');
    await shot('analytics-phone');
    await go('');
    await clean(page, 'home on a phone');
    await shot('home-phone');
    await close();
  },
};
