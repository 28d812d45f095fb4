// Executions, the inspector and the search tester: readable by everybody, at every width, and awake.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { DESKTOP, PHONE, member, shopper } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${what} is ${wide} px too wide`);
};

export default {
  async 'a reply is opened from the list of executions'(stage) {
    const customer = await shopper(stage);
    await customer.open();
    await customer.ask('blue summer dress under $80, size M');
    await customer.close();
    for (const look of [DESKTOP, PHONE, { ...DESKTOP, colorScheme: 'dark' }]) {
      const { page, seen, close, shot } = await member(stage, look);
      await page.goto(`${stage.server.origin}/s/demo/executions`);
      await page.locator('tbody tr').first().waitFor();
      await clean(page, 'the list');
      await page.getByLabel('Intent').selectOption('product_search');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.waitForURL(/intent=product_search/);
      await page.locator('tbody a').first().click();
      await page.waitForURL(/executions\/exe_/);
      await page.getByText('Searched the catalogue').waitFor();
      await page.getByText('Why these').click();
      await page.locator('.hit').first().waitFor();
      await page.getByText('Arguments', { exact: true }).click();
      await clean(page, 'the inspector');
      await shot(`execution-${look.isMobile ? 'phone' : look.colorScheme || 'light'}`);
      assert.deepEqual(seen.errors, []);
      await close();
    }
  },

  async 'the search tester says why, and why not'(stage) {
    for (const look of [DESKTOP, PHONE, { ...DESKTOP, colorScheme: 'dark' }]) {
      const { page, seen, close, shot } = await member(stage, look);
      await page.goto(`${stage.server.origin}/s/demo/search`);
      await page.getByLabel('Query').fill('blue summer dress under $80, size M');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.locator('.hit').first().waitFor();
      await page.getByLabel('Product').fill('Brushed Cashmere Scarf');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByText('keep it out').waitFor();
      await page.locator('.hit summary').first().click();
      await clean(page, 'the tester');
      await shot(`tester-${look.isMobile ? 'phone' : look.colorScheme || 'light'}`);
      assert.deepEqual(seen.errors, []);
      await close();
    }
  },
};
