// What goes wrong, who cannot use a mouse, and what the page around it is promised.
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { PHONE, host, serve, shopper, ticket, until } from '../stage.mjs';

/** What axe says of the loader's part of the shop's page. */
async function violations(me) {
  const { violations } = await new AxeBuilder({ page: me.page }).include('vitrine-chat').analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

/** The chat page by itself: axe sees all of it. */
async function alone(stage, options = {}, query = '') {
  const context = await stage.browser.newContext({ viewport: { width: 400, height: 680 }, ...options });
  const page = await context.newPage();
  await page.goto(`${stage.server.origin}/chat/demo?t=${await ticket(stage)}${query}`);
  return { context, page };
}

export default {
  async 'the loader is small, and says its version'(stage) {
    const answer = await fetch(`${stage.server.origin}/widget.js`, { headers: { 'accept-encoding': 'identity' } });
    const text = Buffer.from(await answer.arrayBuffer());
    const size = zlib.gzipSync(text, { level: 9 }).length;
    assert.ok(size <= 3000, `${size} bytes`);
    assert.match(text.toString(), /VERSION = '\d+\.\d+\.\d+'/);
    assert.ok(answer.headers.get('etag'));
  },

  async 'a shopper downloads little, and nothing of the dashboard'(stage) {
    const page = await (await fetch(`${stage.server.origin}/chat/demo?t=${await ticket(stage)}`)).text();
    const wasm = page.match(/\/pkg\/chat_bg[^"]*\.wasm/)[0];
    const bytes = Buffer.from(await (await fetch(stage.server.origin + wasm, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer());
    const size = zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    console.log(`      chat: ${size} bytes of wasm`);
    assert.ok(size <= 150_000, `${size} bytes`);
    assert.ok(!bytes.includes('Vitrine is running'), 'no page of the dashboard is in it');
  },

  async 'the chat is usable soon after the click'(stage) {
    const me = await shopper(stage);
    const begun = Date.now();
    await me.launcher.click();
    await me.chat.locator('#message').waitFor();
    const form = Date.now() - begun;
    await me.awake();
    console.log(`      form after ${form} ms, awake after ${Date.now() - begun} ms`);
    assert.ok(form < 1500, `${form} ms`);
  },

  async 'a message goes out before the wasm comes, by a plain form'(stage) {
    const { page } = await alone(stage, { javaScriptEnabled: false });
    await page.locator('#message').fill('a blue scarf');
    await page.locator('.composer button').click();
    assert.match(page.url(), /\/chat\/demo\?t=/);
    assert.equal(await page.locator('.said[data-by=customer]').count(), 1);
    assert.ok((await page.locator('.said[data-by=assistant] .bubble').count()) >= 1, 'the reply is there');
    assert.equal(await page.locator('.product .act button').first().isVisible(), false, 'what needs a script is not offered');
    if (process.env.VITRINE_SHOTS) await page.screenshot({ path: `${process.env.VITRINE_SHOTS}/no-script.png` });
    if (await page.locator('.next .chip').count()) {
      await page.locator('.next .chip').first().click();
      assert.equal(await page.locator('.said[data-by=customer]').count(), 2, 'a quick reply is a form too');
    }
    await page.locator('.person').click();
    await page.locator('#email').fill('shopper@example.com');
    await page.locator('.contact button').click();
    assert.equal(await page.locator('.contact').count(), 0);
  },

  async 'offline: what was written is kept and goes out by itself'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask('a lamp');
    const before = await me.replies();
    await me.context.setOffline(true);
    await me.chat.locator('#message').fill('something for the kitchen');
    await me.chat.locator('#message').press('Enter');
    await me.chat.getByText('Waiting to be sent').waitFor();
    await me.chat.getByText('You are offline.').waitFor();
    await me.shot('desktop-offline');
    await me.context.setOffline(false);
    await me.answered(before);
    await until('the note to go', async () => (await me.chat.locator('.note').count()) === 0);
    assert.equal(await me.chat.locator('.said[data-by=customer]').count(), 2);
  },

  async 'a person is asked for, and an address left'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask('hello');
    await me.chat.getByRole('button', { name: 'Talk to a person' }).click();
    const email = me.chat.locator('#email');
    await email.waitFor();
    await me.page.reload();
    await email.waitFor();
    await me.awake();
    await me.chat.getByRole('button', { name: 'Person asked' }).waitFor();
    await me.shot('desktop-person');
    await email.fill('shopper@example.com');
    await email.press('Enter');
    await me.chat.getByText('They will write to you.').waitFor();
    await me.shot('desktop-contact');
    assert.deepEqual(me.seen.errors, []);
  },

  async 'the keyboard is enough'(stage) {
    const me = await shopper(stage);
    await me.launcher.focus();
    await me.page.keyboard.press('Enter');
    await me.chat.locator('#message').waitFor();
    await me.awake();
    await until('the composer to have the focus', () => me.frame().evaluate(() => document.activeElement.id === 'message'));
    const before = await me.replies();
    await me.page.keyboard.type('a warm jumper');
    await me.page.keyboard.press('Shift+Enter');
    await me.page.keyboard.type('in wool');
    await me.page.keyboard.press('Enter');
    await me.answered(before);
    assert.match(await me.chat.locator('.said[data-by=customer] .bubble').innerText(), /jumper\nin wool/);
    const reached = new Set();
    for (let step = 0; step < 60; step += 1) {
      await me.page.keyboard.press('Shift+Tab');
      const at = await me.frame().evaluate(() => (document.activeElement.closest('.act') ? 'act' : document.activeElement.matches('.cards') ? 'cards' : document.activeElement.matches('.chip') ? 'chip' : ''));
      if (at) reached.add(at);
      if (reached.size === 3) break;
    }
    assert.deepEqual([...reached].sort(), ['act', 'cards', 'chip']);
    await me.page.keyboard.press('Escape');
    await until('the chat to close', async () => (await me.launcher.getAttribute('aria-expanded')) === 'false');
    assert.equal(await me.page.evaluate(() => document.activeElement.localName), 'vitrine-chat', 'the focus is back');
  },

  async 'nothing for axe to complain about'(stage) {
    for (const [name, options, query] of [['light', {}, ''], ['dark', { colorScheme: 'dark' }, ''], ['rtl', {}, '&l=ar'], ['phone', PHONE, '']]) {
      const { page } = await alone(stage, options, query);
      const check = async (moment) => {
        await page.waitForTimeout(600);
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(violations.map((v) => `${name}, ${moment}, ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`), []);
      };
      await check('empty');
      await page.locator('#message').fill('blue summer dress under $80, size M');
      await page.locator('#message').press('Enter');
      await page.locator('.product').first().waitFor();
      await check('cards');
      await page.locator('#message').fill('compare the first two');
      await page.locator('#message').press('Enter');
      await page.locator('.person').click();
      await page.locator('#email').waitFor();
      await check('comparison and person');
      await page.context().close();
    }
  },

  async 'nor on the page around it'(stage) {
    const me = await shopper(stage);
    assert.deepEqual(await violations(me), []);
    await me.open();
    await me.ask('a gift for my mother');
    assert.deepEqual(await violations(me), []);
  },

  async 'a page that is not on the list gets no chat, and its developer a reason'(stage) {
    const stranger = await host();
    stranger.vitrine = stage.server.origin;
    const me = await shopper({ ...stage, shop: stranger });
    await me.launcher.click();
    await until('a message', async () => me.seen.console.some((text) => text.includes('is not a site of this shop')));
    assert.equal(await me.page.locator('vitrine-chat iframe').count(), 0);
    assert.equal(await me.launcher.getAttribute('aria-expanded'), 'false');
    await me.close();
    await stranger.stop();
  },

  async 'a limit is said kindly, and the message goes out afterwards'(stage) {
    const server = await serve(stage.shop.origin, { LIMITS_VISITOR_PER_MINUTE: '2' });
    const before = stage.shop.vitrine;
    stage.shop.vitrine = server.origin;
    try {
      const me = await shopper({ ...stage, server });
      await me.open();
      await me.ask('one');
      await me.ask('two');
      await me.chat.locator('#message').fill('three');
      await me.chat.locator('#message').press('Enter');
      await me.chat.getByText('A moment, please.').waitFor();
      assert.match(await me.chat.locator('.note').innerText(), /again in \d+ seconds/);
      await me.chat.getByText('Waiting to be sent').waitFor();
      await me.shot('desktop-limited');
      await me.close();
    } finally {
      stage.shop.vitrine = before;
      await server.stop();
    }
  },

  async 'what is written stays text, however long or strange'(stage) {
    const me = await shopper(stage);
    await me.open();
    const strange = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> https://evil.example 👗 فستان';
    await me.ask(strange);
    assert.equal(await me.chat.locator('.said[data-by=customer] .bubble').innerText(), strange);
    assert.equal(await me.chat.locator('.said[data-by=customer] .bubble :is(img, script, a)').count(), 0);
    assert.equal(await me.frame().evaluate(() => window.hacked), undefined);
    await me.chat.locator('#message').fill('x'.repeat(3700));
    await me.chat.getByText('300 characters left').waitFor();
    await me.chat.locator('#message').fill('x'.repeat(4001));
    await me.chat.getByText('1 characters too many').waitFor();
    await me.chat.locator('#message').press('Enter');
    assert.equal(await me.chat.locator('.said[data-by=customer]').count(), 1, 'too long is not sent');
    assert.deepEqual(me.seen.errors, []);
  },

  async 'it works where storage is blocked'(stage) {
    const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });
    });
    await page.goto(stage.shop.origin + '/demo');
    await page.locator('vitrine-chat button').click();
    const chat = page.frameLocator('vitrine-chat iframe');
    await chat.locator('#message').waitFor();
    await page.waitForTimeout(800);
    await chat.locator('#message').fill('a vase');
    await chat.locator('#message').press('Enter');
    await chat.locator('.said[data-by=assistant] .bubble').first().waitFor();
  },

  async 'the page can open it and ask, and sees what came while it was closed'(stage) {
    const me = await shopper(stage);
    await me.page.evaluate(() => {
      window.told = [];
      for (const name of ['open', 'close', 'unread']) window.vitrine.on(name, (value) => window.told.push([name, value]));
      window.vitrine.ask('a leather bag');
    });
    await me.chat.locator('.said[data-by=customer]').first().waitFor();
    await until('an answer', async () => (await me.replies()) > 0);
    await me.page.waitForTimeout(500);
    await me.page.evaluate(() => { window.vitrine.ask('in black?'); window.vitrine.close(); });
    await until('the badge', async () => (await me.page.locator('vitrine-chat b').textContent()) === '1');
    await me.shot('desktop-unread');
    assert.ok(await me.page.evaluate(() => window.told.some(([name]) => name === 'unread')));
    await me.launcher.click();
    await until('the badge to go', async () => (await me.page.locator('vitrine-chat b').textContent()) === '');
  },
};
