// The inbox: a member sees what a shopper writes as it happens, takes over, writes, hands back.
import assert from 'node:assert/strict';
import AxeBuilder from '@axe-core/playwright';
import { PHONE, member, shopper, until } from '../stage.mjs';

/** Opens the newest conversation of the list, once the page is awake. */
async function openNewest(me) {
  await me.page.locator('.desk[data-awake] .lines a').first().click();
  await me.page.waitForURL(/conversations\/cnv_/);
  await me.page.locator('.reel .said').first().waitFor();
}

const words = (text) => text.replace(/\s+/g, ' ').trim();

export default {
  async 'a person takes over by typing, and both see each other at once'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('show me mugs');
    const me = await member(stage, { page: 'conversations', role: 'staff' });
    await openNewest(me);
    const thread = me.page.locator('.thread');
    assert.equal(await thread.locator('.product').count(), await she.chat.locator('.product').count(), 'the cards the shopper saw');
    assert.equal(await thread.locator('.product button').count(), 0, 'which nobody can buy here');
    await me.shot('inbox-thread');
    await me.page.locator('#reply').press('H');
    await thread.getByText('You have the floor').waitFor();
    await me.page.locator('#reply').pressSequentially('ello from the shop');
    await me.page.locator('#reply').press('Enter');
    await she.chat.locator('.said[data-by=member] .bubble', { hasText: 'Hello from the shop' }).waitFor();
    await thread.locator('.said[data-by=us] .way', { hasText: 'seen' }).last().waitFor();
    await she.chat.locator('#message').fill('is it dishwasher safe?');
    await she.chat.locator('#message').press('Enter');
    await thread.locator('.said[data-by=customer] .bubble', { hasText: 'dishwasher' }).waitFor();
    assert.equal(await she.chat.locator('.typing').count(), 0, 'the assistant is quiet');
    await me.page.locator('.nav .count').first().waitFor();
    await me.shot('inbox-taken');
    await thread.getByRole('button', { name: 'Hand back' }).first().click();
    await thread.getByText('The assistant answers').waitFor();
    await she.ask('show me scarves');
    await thread.locator('.said[data-by=assistant]').nth(1).waitFor();
    assert.deepEqual(me.seen.errors, []);
    assert.deepEqual(she.seen.errors, []);
  },

  async 'notes, labels and canned replies'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('show me bags');
    const me = await member(stage, { page: 'settings/replies', role: 'staff' });
    await until('the form', async () => {
      await me.page.getByRole('button', { name: 'Add a reply' }).click({ timeout: 1_000 }).catch(() => {});
      return (await me.page.getByLabel('Name').count()) > 0;
    });
    await me.page.getByLabel('Name').fill('Opening hours');
    await me.page.getByLabel('Text').fill('{shop} is open from nine to five.');
    await me.page.getByRole('button', { name: 'Save' }).click();
    await me.page.getByText('Opening hours').first().waitFor();
    await me.shot('replies');
    await me.go('conversations');
    await openNewest(me);
    await me.page.locator('#reply').pressSequentially('/open');
    await me.page.getByRole('option', { name: /Opening hours/ }).waitFor();
    await me.shot('inbox-canned');
    await me.page.locator('#reply').press('Enter');
    assert.equal(await me.page.locator('#reply').inputValue(), 'Orchard Lane is open from nine to five.');
    await me.page.locator('#reply').press('Enter');
    await she.chat.locator('.said[data-by=member]', { hasText: 'nine to five' }).waitFor();
    await me.page.getByRole('button', { name: 'Write a note instead' }).click();
    await me.page.locator('#reply').fill('Ask Tom about this one');
    await me.page.locator('#reply').press('Enter');
    await me.page.locator('.bubble[data-kind=note]', { hasText: 'Ask Tom' }).waitFor();
    await me.page.getByLabel('A label').fill('Wholesale');
    await me.page.getByRole('button', { name: 'Add', exact: true }).click();
    await me.page.locator('.labels .tag', { hasText: 'wholesale' }).waitFor();
    assert.ok(!words(await she.chat.locator('.talk').innerText()).match(/Ask Tom|wholesale/i), 'which stays in the house');
    await me.page.locator('.thread header').getByRole('button', { name: 'Close' }).click();
    await me.page.getByText('Conversation closed').waitFor();
    await me.page.getByRole('button', { name: 'Undo' }).click();
    await me.page.getByText('opened it again').waitFor();
    assert.deepEqual(me.seen.errors, []);
  },

  async 'the inbox by keyboard, and drafts that stay'(stage) {
    for (const text of ['show me mugs', 'show me bags']) {
      const she = await shopper(stage);
      await she.open();
      await she.ask(text);
    }
    const me = await member(stage, { page: 'conversations', role: 'staff' });
    await me.page.locator('.desk[data-awake] .lines a').first().waitFor();
    await me.page.keyboard.press('j');
    await me.page.waitForURL(/cnv_/);
    const first = me.page.url();
    await me.page.locator('#reply').waitFor();
    await me.page.keyboard.press('r');
    await until('the composer to have the focus', () => me.page.evaluate(() => document.activeElement.id === 'reply'));
    await me.page.locator('#reply').pressSequentially('/draft');
    await me.page.keyboard.press('Escape');
    await me.page.locator('#reply').fill('half a sen');
    await me.page.keyboard.press('Escape');
    await me.page.keyboard.press('j');
    await until('the next one', async () => me.page.url() !== first);
    await until('an empty composer', async () => (await me.page.locator('#reply').inputValue()) === '');
    await me.page.keyboard.press('k');
    await until('the first one', async () => me.page.url() === first);
    await until('the draft', async () => (await me.page.locator('#reply').inputValue()) === 'half a sen');
    assert.deepEqual(me.seen.errors, []);
  },

  async 'what is typed before the page is awake stays'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('show me mugs');
    const me = await member(stage, { page: 'conversations', role: 'staff' });
    await openNewest(me);
    let wake;
    const held = new Promise((resolve) => (wake = resolve));
    await me.page.route('**/*.wasm', async (route) => {
      await held;
      await route.continue();
    });
    await me.page.reload({ waitUntil: 'domcontentloaded' });
    const send = me.page.getByRole('button', { name: 'Send' });
    await me.page.locator('#reply').fill('I am here early');
    assert.ok(await send.isDisabled(), 'nothing can be sent yet');
    assert.ok(await me.page.locator('.thread header').getByRole('button', { name: 'Take over' }).isDisabled());
    assert.ok(await me.page.locator('.reel').evaluate((reel) => Math.abs(reel.scrollTop) < 1), 'the end of the thread is in sight');
    wake();
    await until('the page to be awake', async () => !(await send.isDisabled()));
    assert.equal(await me.page.locator('#reply').inputValue(), 'I am here early');
    await send.click();
    await she.chat.locator('.said[data-by=member]', { hasText: 'I am here early' }).waitFor();
    assert.deepEqual(me.seen.errors, []);
  },

  async 'a thumb of the shopper stands beside the reply at once'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('show me mugs');
    const me = await member(stage, { page: 'conversations', role: 'analyst' });
    await openNewest(me);
    await she.chat.locator('button.thumbs').last().click();
    await me.page.locator('.said .way', { hasText: 'not liked' }).waitFor();
    await me.page.reload();
    await me.page.locator('.said .way', { hasText: 'not liked' }).waitFor();
    assert.deepEqual(me.seen.errors, []);
  },

  async 'a phone is enough to take over'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('can I talk to a person?');
    const me = await member(stage, { page: 'conversations', role: 'staff', ...PHONE });
    await me.shot('inbox-phone-list');
    await openNewest(me);
    await me.shot('inbox-phone-thread');
    await me.page.locator('.thread header').getByRole('button', { name: 'Take over' }).click();
    await me.page.locator('.thread').getByText('You have the floor').waitFor();
    await me.page.locator('#reply').fill('I am here');
    await me.page.getByRole('button', { name: 'Send' }).click();
    await she.chat.locator('.said[data-by=member]', { hasText: 'I am here' }).waitFor();
    await me.page.getByRole('button', { name: 'About this conversation' }).click();
    await me.page.locator('.look h2', { hasText: 'About' }).waitFor();
    await me.shot('inbox-phone-about');
    assert.ok(await me.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out');
    await me.page.locator('.look').getByRole('button', { name: 'Close' }).click();
    await me.page.getByRole('link', { name: 'All conversations' }).click();
    await me.page.locator('.inbox .lines a').first().waitFor();
    assert.deepEqual(me.seen.errors, []);
  },

  async 'nothing in the inbox for axe to complain about'(stage) {
    const she = await shopper(stage);
    await she.open();
    await she.ask('compare two mugs');
    for (const colorScheme of ['light', 'dark']) {
      for (const size of [{}, PHONE]) {
        const me = await member(stage, { page: 'conversations', role: 'staff', colorScheme, ...size });
        await me.page.waitForTimeout(400);
        const look = async (where) => {
          const { violations } = await new AxeBuilder({ page: me.page }).analyze();
          assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' | ')}`), [], `${where} ${colorScheme}`);
        };
        await look('list');
        await openNewest(me);
        await me.page.waitForTimeout(400);
        await look('thread');
        await me.go('settings/replies');
        await me.page.waitForTimeout(400);
        await look('replies');
        await me.close();
      }
    }
  },
};
