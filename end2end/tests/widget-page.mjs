// The widget page: what is changed shows at once, is kept, and reaches shoppers.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { DESKTOP, PHONE, member, shopper } from '../stage.mjs';

const clean = async (page, what) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), [], what);
};
const set = (field, value) =>
  field.evaluate((input, value) => {
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, value);

export default {
  async 'a look is drafted, refused, kept, and reaches the shopper'(stage) {
    const { page, seen, close, shot } = await member(stage);
    await page.goto(`${stage.server.origin}/s/demo/widget`);
    await page.waitForTimeout(800);
    await clean(page, 'the widget page');
    const light = page.locator('#light');
    await set(light, '#ffdd00');
    await page.getByText('would do').waitFor();
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('would do').waitFor({ state: 'detached' });
    await set(light, '#7a1fa2');
    await page.getByRole('button', { name: 'Make the dark one' }).click();
    await page.getByLabel('Start of the line').check();
    await page.locator('#greeting').fill('What shall it be?');
    await page.locator('.stage .head', { hasText: 'What shall it be?' }).waitFor();
    await page.locator('#tongue').selectOption('ar');
    await page.locator('.stage[dir=rtl]').waitFor();
    await page.locator('#greeting').fill('ماذا تريد؟');
    await clean(page, 'a draft in Arabic');
    await shot('widget-draft');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Shoppers see it').waitFor();
    assert.deepEqual(seen.errors, []);

    const customer = await shopper(stage);
    const box = await customer.launcher.boundingBox();
    assert.ok(box.x < 100, `the button stands at the start: ${box.x}`);
    const colour = await customer.launcher.evaluate((button) => getComputedStyle(button).backgroundColor);
    assert.equal(colour, 'rgb(122, 31, 162)');
    await customer.open();
    await customer.chat.getByText('What shall it be?').waitFor();
    const accent = await customer.chat.locator('.composer .button').evaluate((button) => getComputedStyle(button).backgroundColor);
    assert.equal(accent, 'rgb(122, 31, 162)');
    await customer.shot('widget-own-look');
    const frame = customer.frame();
    assert.deepEqual(customer.seen.errors, []);
    assert.ok(frame, 'the chat is framed');
    await customer.close();
    const arab = await shopper(stage, {}, '/demo?lang=ar');
    await arab.open();
    await arab.chat.getByText('ماذا تريد؟').waitFor();
    await arab.close();
    const attributed = await shopper(stage, {}, '/demo?position=right&label=Help');
    assert.equal((await attributed.launcher.innerText()).trim(), 'Help');
    assert.ok((await attributed.launcher.boundingBox()).x > 1000, 'what the tag says goes before it');
    await attributed.close();

    await page.reload();
    await page.getByText('Installed, last seen').waitFor();
    await page.waitForTimeout(800);
    await page.locator('#site').fill('shop.example/about');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('https://shop.example', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take https://shop.example off' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('https://shop.example', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take https://shop.example off' }).click();
    // Everything as it was, for the tests that follow.
    await page.getByRole('button', { name: 'Back to Vitrine' }).click();
    await page.getByLabel('End of the line').check();
    for (const tongue of ['en', 'ar']) {
      await page.locator('#tongue').selectOption(tongue);
      await page.locator('#greeting').fill('');
    }
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Shoppers see it').waitFor();
    assert.deepEqual(seen.errors, []);
    await close();
  },

  async 'the widget page fits every screen, light and dark'(stage) {
    for (const [name, look] of [['phone', PHONE], ['tablet', { viewport: { width: 768, height: 1024 } }], ['dark', { ...DESKTOP, colorScheme: 'dark' }]]) {
      const { page, seen, close, shot } = await member(stage, look);
      await page.goto(`${stage.server.origin}/s/demo/widget`);
      await page.waitForTimeout(500);
      await clean(page, name);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
      await shot(`widget-page-${name}`);
      assert.deepEqual(seen.errors, []);
      await close();
    }
  },
};
