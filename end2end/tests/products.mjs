// Products: found, made, changed together, pictures dropped, and who may only look.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { PHONE, member } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).exclude('.side').analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
};

/** Until the page's wasm answers. */
const awake = (page) => page.waitForTimeout(800);

/** A picture that the browser itself draws. */
async function picture(page, name) {
  const data = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: 1000 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#3a72ad';
    pen.fillRect(0, 0, 800, 1000);
    pen.fillStyle = '#fff';
    pen.fillRect(200, 300, 400, 400);
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  const file = path.join(os.tmpdir(), `${name}-${process.pid}.jpg`);
  fs.writeFileSync(file, Buffer.from(data, 'base64'));
  return file;
}

export default {
  async 'products are found by search, filter and sort, and the address keeps it'(stage) {
    const { page, seen, close, shot } = await member(stage, { page: 'products' });
    await page.locator('.table tbody tr').first().waitFor();
    await awake(page);
    await clean(page, 'the list');
    await shot('products');
    await page.locator('input[name=q]').fill('dress');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=dress$/);
    await page.locator('.pager', { hasText: 'of' }).waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.what a')].every((link) => /dress/i.test(link.closest('tr').innerText)));
    await page.getByText('Filter', { exact: true }).click();
    await clean(page, 'the filters');
    await shot('products-filters');
    await page.locator('input[name=to]').fill('60');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/to=60/);
    await page.locator('.chip', { hasText: 'Up to $60.00' }).waitFor();
    await page.getByRole('columnheader', { name: 'Price' }).getByRole('link').click();
    await page.waitForURL(/sort=-price/);
    await page.locator('th[aria-sort=descending]', { hasText: 'Price' }).waitFor();
    await page.reload();
    assert.equal(await page.locator('input[name=q]').inputValue(), 'dress');
    await page.goto(`${page.url()}&from=9999`);
    await page.getByText('leaves out the most').waitFor();
    await shot('products-nothing');
    await clean(page, 'nothing matches');
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'products are archived together, and back'(stage) {
    const { page, seen, close, shot } = await member(stage, { page: 'products' });
    await awake(page);
    for (const at of [0, 1]) await page.locator('tbody .tick input').nth(at).check();
    await page.locator('.bulk').waitFor();
    await shot('products-bulk');
    await page.locator('.bulk').getByRole('button', { name: 'Archive' }).click();
    await page.getByText('2 products archived').waitFor();
    await page.locator('.statuses .chip', { hasText: 'Archived 2' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.statuses .chip', { hasText: 'Archived 0' }).waitFor();
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'a product is made, with a picture, and saved again'(stage) {
    const { page, seen, close, shot } = await member(stage, { page: 'products/new' });
    await awake(page);
    await clean(page, 'a new product');
    await page.getByLabel('Name', { exact: true }).fill('Harbour rain hat');
    await page.getByLabel('Price of variant 1', { exact: true }).fill('64,—');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Write an amount, such as 64.00.').first().waitFor();
    await shot('product-wrong');
    await page.getByLabel('Price of variant 1', { exact: true }).fill('64.00');
    const file = await picture(page, 'hat');
    await page.locator('input[type=file]').setInputFiles([file, file]);
    await page.locator('.shots .shot').nth(1).waitFor({ timeout: 60_000 });
    fs.rmSync(file);
    await page.getByLabel('Words for picture 1').fill('A blue hat');
    await page.getByRole('button', { name: 'Move picture 1 back' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.shots input.input')[1].value === 'A blue hat');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/products\/prd_/);
    await page.locator('h1', { hasText: 'Harbour rain hat' }).waitFor();
    await page.getByText('What the assistant knows').waitFor();
    await awake(page);
    await clean(page, 'a product');
    await shot('product');
    await page.getByRole('button', { name: 'Add a variant' }).click();
    await page.locator('.savebar', { hasText: 'Unsaved changes' }).waitFor();
    await page.getByRole('link', { name: 'Collections' }).first().click({ timeout: 2_000 }).catch(() => page.locator('.crumb').click());
    await page.locator('#leave[open]').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    assert.equal(await page.locator('.variants tbody tr').count(), 1);
    await page.getByRole('button', { name: 'Archive' }).isDisabled();
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'two who change one product decide whose is kept'(stage) {
    const one = await member(stage, { page: 'products' });
    const two = await member(stage, { role: 'staff' });
    await one.page.locator('.what a').first().click();
    await one.page.waitForURL(/products\/prd_/);
    await two.page.goto(one.page.url());
    await Promise.all([awake(one.page), awake(two.page)]);
    for (const [me, words] of [[one, 'In one line by one'], [two, 'In one line by two']]) {
      await me.page.getByLabel('In one line').fill(words);
      await me.page.getByRole('button', { name: 'Save' }).click();
      if (me === one) await me.page.getByText('Saved', { exact: true }).waitFor();
    }
    await two.page.getByText(/\S+ changed this product meanwhile/).waitFor();
    await two.shot('product-conflict');
    await clean(two.page, 'a conflict');
    await two.page.getByRole('button', { name: 'Keep mine' }).click();
    await two.page.getByText('Saved', { exact: true }).waitFor();
    await one.page.reload();
    assert.equal(await one.page.getByLabel('In one line').inputValue(), 'In one line by two');
    await one.close();
    await two.close();
  },

  async 'a collection is put together'(stage) {
    const { page, seen, close, shot } = await member(stage, { page: 'collections/new' });
    await awake(page);
    await page.getByLabel('Name', { exact: true }).fill('Rainy days');
    await page.getByLabel('Add products').fill('jacket');
    await page.getByRole('button', { name: /^Add / }).first().click();
    await page.getByRole('button', { name: /^Add / }).nth(1).click();
    await page.getByRole('button', { name: /^Move .* down$/ }).first().click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/collections\/col_/);
    await page.locator('.members > li').nth(1).waitFor();
    await awake(page);
    await clean(page, 'a collection');
    await shot('collection');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.waitForURL(/collections$/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(/collections\/col_/);
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'an analyst looks, on a phone'(stage) {
    const { page, seen, close, shot } = await member(stage, { role: 'analyst', page: 'products', ...PHONE });
    await awake(page);
    assert.equal(await page.getByText('New product').count(), 0);
    assert.equal(await page.locator('tbody input[type=checkbox]').count(), 0);
    await clean(page, 'the list on a phone');
    await shot('products-phone');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), 'nothing sticks out');
    await page.locator('.what a').first().click();
    await page.locator('.savebar').waitFor({ state: 'detached' });
    await page.locator('h1').waitFor();
    await shot('product-phone');
    assert.deepEqual(seen.errors, []);
    await close();
  },
};
