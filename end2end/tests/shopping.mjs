// The main job: ask, see, refine, take.
import assert from 'node:assert/strict';
import { PHONE, shopper, until } from '../stage.mjs';

const QUESTION = 'blue summer dress under $80, size M';

export default {
  async 'a shopper asks and puts a dress in the cart'(stage) {
    const me = await shopper(stage);
    await me.shot('desktop-closed');
    await me.open();
    assert.ok((await me.chat.locator('.next .chip').count()) >= 2, 'starters are offered');
    await me.shot('desktop-starters');
    await me.ask(QUESTION);
    const cards = me.chat.locator('.product');
    assert.ok((await cards.count()) >= 1, 'cards are shown');
    assert.match(await cards.first().locator('.price').innerText(), /\$\d/);
    assert.equal(await cards.first().locator('.chip[aria-pressed=true]', { hasText: /^m$/i }).count(), 1, 'the size asked for is marked');
    await until('pictures', () => cards.first().locator('img').evaluate((img) => img.complete && img.naturalWidth > 0));
    assert.match(await me.chat.locator('.said[data-by=assistant] .bubble').last().innerText(), /\w+/);
    await me.shot('desktop-answer');
    const count = me.page.locator('[data-cart-count]').first();
    const before = Number(await count.innerText());
    await cards.first().getByRole('button', { name: /^Add to cart/ }).click();
    await until('the cart to count', async () => Number(await count.innerText()) === before + 1);
    await me.chat.getByText('Added').first().waitFor();
    await me.shot('desktop-added');
    assert.deepEqual(await me.context.cookies(), [], 'no cookie');
    assert.equal(await me.page.evaluate(() => window.shifts), 0, 'nothing on the page moved');
    assert.deepEqual(me.seen.errors, []);
    assert.deepEqual(me.seen.console, []);
  },

  async 'the thread goes on: cheaper, another colour, the second one, a comparison'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask(QUESTION);
    await me.ask('something cheaper');
    assert.equal(await me.chat.locator('.said[data-by=customer]').count(), 2);
    await me.shot('desktop-cheaper');
    const quick = me.chat.locator('.next .chip').first();
    const text = await quick.innerText();
    const before = await me.replies();
    await quick.click();
    await me.answered(before);
    assert.equal((await me.chat.locator('.said[data-by=customer] .bubble').last().innerText()).trim(), text.trim());
    await me.ask('summer dresses');
    await me.ask('compare the first two');
    await me.chat.locator('.compare').first().waitFor();
    assert.ok((await me.chat.locator('.compare tbody tr').count()) >= 1);
    await me.shot('desktop-comparison');
    await me.ask("I'll take the first");
    await me.shot('desktop-take');
    assert.deepEqual(me.seen.errors, []);
  },

  async 'View opens the product on the shop'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask(QUESTION);
    await me.chat.locator('.product .act a').first().click();
    await me.page.waitForURL(/\/demo\/products\//);
  },

  async 'without a listener Add opens the product'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask(QUESTION);
    await me.page.evaluate(() => window.addEventListener('vitrine:add_to_cart', (event) => event.stopImmediatePropagation(), true));
    await me.page.evaluate(() => { Event.prototype.preventDefault = () => {}; });
    await me.chat.locator('.product').first().getByRole('button', { name: /^Add to cart/ }).click();
    await me.page.waitForURL(/\/demo\/products\//);
  },

  async 'history stays over pages and reloads, without doubles'(stage) {
    const me = await shopper(stage);
    await me.open();
    await me.ask('a warm scarf');
    const said = await me.chat.locator('.said').count();
    await me.page.goto(stage.shop.origin + '/demo/cart');
    await me.chat.locator('.said').first().waitFor();
    assert.equal(await me.launcher.getAttribute('aria-expanded'), 'true', 'it is still open');
    assert.equal(await me.chat.locator('.said').count(), said);
    await me.awake();
    await me.ask('in red?');
    const more = await me.chat.locator('.said').count();
    await me.page.reload();
    await me.chat.locator('.said').first().waitFor();
    assert.equal(await me.chat.locator('.said').count(), more);
    assert.deepEqual(me.seen.errors, []);
  },

  async 'a phone shows it on the whole screen'(stage) {
    const me = await shopper(stage, PHONE);
    await me.shot('phone-closed');
    await me.open();
    await me.shot('phone-starters');
    const box = await me.page.locator('vitrine-chat iframe').boundingBox();
    assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 360, 740]);
    await me.ask(QUESTION);
    assert.equal(await me.frame().evaluate(() => document.documentElement.scrollWidth), 360, 'nothing sticks out');
    const small = await me.frame().evaluate(() => [...document.querySelectorAll('header button, .act .button, .composer button')].filter((b) => b.getBoundingClientRect().height < 44).map((b) => b.outerHTML.slice(0, 80)));
    assert.deepEqual(small, [], 'fingers fit');
    await me.shot('phone-answer');
    await me.ask('compare the first two');
    await me.shot('phone-comparison');
  },

  async 'dark follows the system, and the shop when it says so'(stage) {
    const dark = await shopper(stage, { colorScheme: 'dark' });
    await dark.open();
    await dark.ask(QUESTION);
    const ground = (me) => me.frame().evaluate(() => getComputedStyle(document.querySelector('.panel')).backgroundColor);
    const before = await ground(dark);
    await dark.shot('desktop-dark');
    const light = await shopper(stage, { colorScheme: 'dark' }, '/demo?theme=light');
    await light.open();
    assert.notEqual(await ground(light), before);
    const phone = await shopper(stage, { ...PHONE, colorScheme: 'dark' });
    await phone.open();
    await phone.ask(QUESTION);
    await phone.shot('phone-dark');
  },

  async 'right to left'(stage) {
    const me = await shopper(stage, {}, '/demo?lang=ar');
    await me.open();
    await me.shot('desktop-rtl-starters');
    await me.ask(QUESTION);
    assert.equal(await me.frame().evaluate(() => document.documentElement.dir), 'rtl');
    await me.shot('desktop-rtl');
    const phone = await shopper(stage, PHONE, '/demo?lang=he');
    await phone.open();
    await phone.ask(QUESTION);
    await phone.shot('phone-rtl');
  },

  async 'German words are longer'(stage) {
    const me = await shopper(stage, PHONE, '/demo?lang=de');
    await me.open();
    await me.ask('blaues Sommerkleid unter 80, Größe M');
    await me.shot('phone-german');
    assert.equal(await me.frame().evaluate(() => document.documentElement.scrollWidth), 360);
  },
};
