// The settings as an owner sets them, on a server of their own: saved, put back, refused, guarded, heard, tested.
import assert from 'node:assert/strict';
import { inspect, member, model, serve } from '../stage.mjs';

/** An owner of the demo shop on a server that nobody else uses, on a page of the settings that is awake. */
async function owner(stage, page, work, settings = {}) {
  const server = await serve(stage.shop.origin, settings);
  try {
    const me = await member({ ...stage, server }, { page });
    await me.page.waitForLoadState('networkidle');
    await work(me.page, me, server);
    assert.deepEqual(me.seen.errors, []);
    await me.close();
  } finally {
    await server.stop();
  }
}

const save = (page) => page.locator('.savebar').getByRole('button', { name: 'Save' }).click();
const toast = (page, text) => page.locator('.toast', { hasText: text });

export default {
  async 'settings: the shop is changed, put back, and refused what cannot be'(stage) {
    await owner(stage, 'settings', async (page) => {
      assert.equal(await page.title(), 'Shop · Settings · Vitrine');
      await inspect(page, 'settings-shop');
      assert.equal(await page.locator('.savebar').count(), 0);
      await page.locator('#name').fill('Pear Tree');
      await page.locator('#language').selectOption('de');
      await page.locator('#email').fill('help@pears.example');
      await inspect(page, 'settings-shop-changed');
      await save(page);
      await toast(page, 'Saved.').waitFor();
      await page.locator('.savebar').waitFor({ state: 'detached' });
      await page.reload();
      await page.waitForLoadState('networkidle');
      assert.deepEqual([await page.locator('#name').inputValue(), await page.locator('#language').inputValue()], ['Pear Tree', 'de']);

      await page.locator('#name').fill('Plum Tree');
      await save(page);
      await toast(page, 'Saved.').getByRole('button', { name: 'Undo' }).click();
      await page.waitForFunction(() => document.querySelector('#name').value === 'Pear Tree');

      await page.locator('#url_template').fill('https://pears.example/products/');
      await page.locator('#email').fill('help');
      await save(page);
      await page.getByText('The address needs {handle}').waitFor();
      await page.getByText('2 fields need another look').waitFor();
      assert.equal(await page.locator('#email').getAttribute('aria-invalid'), 'true');
      await inspect(page, 'settings-shop-refused');
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.locator('.savebar').waitFor({ state: 'detached' });
      assert.equal(await page.locator('#email').inputValue(), 'help@pears.example');
      assert.equal(await page.getByText('The address needs {handle}').count(), 0);
    });
  },

  async 'settings: what is not saved is not lost by a click'(stage) {
    await owner(stage, 'settings', async (page, me, server) => {
      await page.locator('#name').fill('Half a name');
      await page.getByRole('link', { name: 'Limits' }).click();
      const ask = page.locator('#leave[open]');
      await ask.waitFor();
      await inspect(page, 'settings-leave');
      await ask.getByRole('button', { name: 'Stay' }).click();
      assert.equal(await page.locator('#name').inputValue(), 'Half a name');
      await page.getByRole('link', { name: 'Limits' }).click();
      await ask.getByRole('button', { name: 'Leave without saving' }).click();
      await page.waitForURL('**/settings/limits');
      await page.getByRole('link', { name: 'Shop', exact: true }).click();
      await page.waitForURL(`${server.origin}/s/demo/settings`);
      await page.locator('#name').waitFor();
      assert.equal(await page.locator('#name').inputValue(), 'Orchard Lane');
    });
  },

  async 'settings: a voice is chosen, heard from the model, and put back'(stage) {
    const fake = await model();
    try {
      await owner(stage, 'settings/model', async (page, me) => {
        await page.getByText('No language model is set.').waitFor();
        await inspect(page, 'settings-model-none');
        await page.getByRole('button', { name: 'Ollama' }).click();
        assert.equal(await page.locator('#base_url').inputValue(), 'http://127.0.0.1:11434/v1');
        // Nobody is there: said, and nothing is kept.
        await page.locator('#base_url').fill('http://127.0.0.1:9/v1');
        await page.locator('#model').fill('gpt-6-luna');
        await page.getByRole('button', { name: 'Test' }).click();
        await page.locator('.note[data-tone=critical]').waitFor();
        await inspect(page, 'settings-model-fails');
        await page.locator('#base_url').fill('nonsense');
        await page.getByRole('button', { name: 'Test' }).click();
        await page.locator('.error-line').waitFor();

        await page.locator('#base_url').fill(fake.url);
        await page.locator('#key').fill('sk-test-1234567890abcd');
        await page.getByRole('button', { name: 'Test' }).click();
        await page.locator('[aria-live] .note[data-tone=positive]').waitFor();
        await page.getByText('Prices').click();
        await page.locator('#input').fill('much');
        await inspect(page, 'settings-model-well');
        await save(page);
        await page.getByText('Write US dollars, such as 0.10.').waitFor();
        await page.locator('#input').fill('0.40');
        await page.locator('#output').fill('1.60');
        await save(page);
        await toast(page, 'The model answers.').waitFor();
        await page.getByText('The language model answers.').waitFor();
        assert.equal(await page.locator('#key').inputValue(), '', 'a key is never shown');
        await page.getByText('ends in …abcd').waitFor();
        await inspect(page, 'settings-model-set');

        await me.go('settings/voice');
        await page.waitForLoadState('networkidle');
        await inspect(page, 'settings-voice');
        assert.equal(await page.locator('#own').isVisible(), false);
        await page.getByRole('radio', { name: /Playful/ }).check();
        await page.getByRole('button', { name: 'Hear it' }).click();
        await page.locator('.sample').waitFor();
        await page.getByRole('radio', { name: /Custom/ }).check();
        await page.locator('#own').fill('Short and dry.');
        await inspect(page, 'settings-voice-heard');
        await save(page);
        await toast(page, 'Saved.').getByRole('button', { name: 'Undo' }).click();
        await page.waitForFunction(() => document.querySelector('input[value=professional]').checked);

        await me.go('settings/limits');
        await page.getByText('The last 30 days').click();
        await inspect(page, 'settings-limits-spent');

        await me.go('settings/model');
        await page.waitForLoadState('networkidle');
        await page.getByRole('button', { name: 'Remove' }).click();
        await inspect(page, 'settings-model-remove');
        await page.getByRole('button', { name: 'Remove model and key' }).click();
        await toast(page, 'Removed.').waitFor();
        await page.getByText('No language model is set.').waitFor();
      });
    } finally {
      fake.stop();
    }
  },

  async 'settings: limits are amounts, and none is none'(stage) {
    await owner(stage, 'settings/limits', async (page) => {
      await inspect(page, 'settings-limits');
      await page.locator('#day').fill('two');
      await page.locator('#reply_characters').fill('100');
      await save(page);
      await page.getByText('Write an amount in US dollars').waitFor();
      await page.locator('#day').fill('0.25');
      await page.locator('#month').fill('');
      await save(page);
      await page.getByText('A reply may have 200 to 2,000 characters.').waitFor();
      await inspect(page, 'settings-limits-refused');
      await page.locator('#reply_characters').fill('800');
      await save(page);
      await toast(page, 'Saved.').waitFor();
      await page.reload();
      assert.deepEqual([await page.locator('#day').inputValue(), await page.locator('#month').inputValue(), await page.locator('#reply_characters').inputValue()], ['0.25', '', '800']);
      await page.getByText('No bound', { exact: true }).waitFor();
    });
  },

  async 'settings: replies and the server are clean, and open tabs are in view on a phone'(stage) {
    await owner(stage, 'settings/replies', async (page, me) => {
      await inspect(page, 'settings-replies-none');
      await page.getByRole('button', { name: 'Add a reply' }).click();
      await page.locator('#reply-name').fill('Opening hours');
      await page.locator('textarea').fill('We are here from nine to five, Monday to Friday.');
      await inspect(page, 'settings-replies-writing');
      await page.getByRole('button', { name: 'Save' }).click();
      await toast(page, 'The reply is saved.').waitFor();
      await inspect(page, 'settings-replies');
      await page.getByRole('button', { name: 'Remove Opening hours' }).click();
      await toast(page, 'is removed').getByRole('button', { name: 'Undo' }).click();
      await page.getByText('We are here from nine to five').waitFor();
      await page.setViewportSize({ width: 360, height: 740 });
      await me.go('settings/server');
      const open = page.locator('.tabs [aria-current]');
      await page.waitForFunction(() => document.querySelector('.tabs').scrollLeft > 0);
      const box = await open.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 360, `the open tab is at ${box.x}`);
      await inspect(page, 'settings-server');
    });
  },

  async 'settings: who may not set the shop up finds their account'(stage) {
    const { page, seen, close } = await member(stage, { role: 'staff' });
    await page.waitForLoadState('networkidle');
    await page.locator('.side').getByRole('link', { name: 'Settings' }).click();
    await page.waitForURL('**/settings/account');
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    await page.locator('#palette-field').fill('model');
    await page.getByText('Nothing by that name.').waitFor();
    assert.deepEqual(seen.errors, []);
    await close();
  },
};
