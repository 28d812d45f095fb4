// The frame of the dashboard: palette, shortcuts, switcher, theme, and the way from one area to another.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { PHONE, member, until } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
};
/** Until what wakes the page has been fetched, and has. */
const awake = (page) => page.waitForLoadState('networkidle');

export default {
  async 'the palette leads to pages and products'(stage) {
    const { page, seen, close, shot } = await member(stage);
    await awake(page);
    await page.keyboard.press('Control+k');
    await page.locator('#palette[open]').waitFor();
    await clean(page, 'the palette');
    await shot('frame-palette');
    await page.locator('#palette-field').fill('mem');
    await page.locator('#goal-0', { hasText: 'Members' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/settings\/members$/);
    await page.locator('h1').waitFor();
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'keys lead to places, and a list of keys is there'(stage) {
    const { page, seen, close, shot } = await member(stage);
    await awake(page);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL(/\/products$/);
    await awake(page);
    assert.equal(await page.locator('.side [aria-current=page]').innerText(), 'Products');
    await until('the list of keys', async () => {
      await page.keyboard.press('?');
      return (await page.locator('#keys[open]').count()) === 1;
    });
    await clean(page, 'the list of keys');
    await shot('frame-keys');
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.waitForURL(/\/s\/demo$/);
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'the theme is kept'(stage) {
    const { page, close } = await member(stage);
    await awake(page);
    await page.getByRole('button', { name: 'Light or dark' }).click();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await page.reload();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await close();
  },

  async 'on a phone the rest is in a menu'(stage) {
    const { page, close, shot } = await member(stage, PHONE);
    await awake(page);
    await page.locator('.dock summary').click();
    await page.locator('.dock .menu').getByRole('link', { name: 'Widget' }).waitFor();
    await clean(page, 'the menu');
    await shot('frame-phone-menu');
    await page.locator('.dock .menu').getByRole('link', { name: 'Settings' }).click();
    await page.waitForURL(/\/settings$/);
    await close();
  },

  async 'an address that leads nowhere says so'(stage) {
    const { page, go, close } = await member(stage);
    const answer = await go('nonsense');
    assert.equal(answer.status(), 404);
    assert.match(await page.locator('main').innerText(), /There is nothing here/);
    await close();
  },
};
