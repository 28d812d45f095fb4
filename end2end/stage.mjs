// The stage of the browser tests: a server of ours on a free port with its own data folder, a shop's page on a second
// origin that embeds it, and a browser.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '..');
const target = path.resolve(root, process.env.CARGO_TARGET_DIR || 'target');
const binary = process.env.VITRINE_BINARY || path.join(target, 'debug', 'vitrine');
export const shots = process.env.VITRINE_SHOTS;
if (shots) fs.mkdirSync(shots, { recursive: true });

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function until(what, check, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (await check().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

/** A server with the demo shop; `settings` are VITRINE_* variables without their prefix. */
export async function serve(hostOrigin, settings = {}) {
  const port = await freePort();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-e2e-'));
  const variables = {
    DATA: data, SERVER_LISTEN: `127.0.0.1:${port}`, SERVER_PUBLIC_URL: `http://localhost:${port}`, SERVER_METRICS_LISTEN: '',
    LIMITS_VISITOR_PER_MINUTE: '600', LIMITS_ADDRESS_PER_MINUTE: '600', EMBEDDING_DOWNLOAD: 'false', ...settings,
  };
  const env = { ...process.env };
  for (const [name, value] of Object.entries(variables)) env[`VITRINE_${name}`] = value;
  const made = spawnSync(binary, ['demo', '--site', hostOrigin], { env, cwd: data, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`vitrine demo failed (${made.error || made.status}): ${made.stderr}`);
  const log = fs.openSync(path.join(data, 'log.txt'), 'w');
  const child = spawn(binary, ['serve'], { env, cwd: data, stdio: ['ignore', log, log] });
  const origin = `http://localhost:${port}`;
  await until('the server to be ready', async () => (await fetch(`${origin}/readyz`)).ok);
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', () => {
        fs.rmSync(data, { recursive: true, force: true });
        resolve();
      });
      child.kill('SIGTERM');
    });
  /** Runs the program with this server's settings; what it printed. */
  const run = (arguments_, input = '') => {
    const ran = spawnSync(binary, arguments_, { env, cwd: data, input, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`vitrine ${arguments_.join(' ')} failed: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  return { origin, stop, run, data, log: () => fs.readFileSync(path.join(data, 'log.txt'), 'utf8') };
}

/** A language model's server, played by the program; `url` is its address. */
export async function model() {
  const child = spawn(binary, ['fake', 'openai', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((resolve) => child.stdout.once('data', (line) => resolve(line.toString().trim())));
  return { url, stop: () => child.kill('SIGTERM') };
}

const KINDS = { html: 'text/html', css: 'text/css', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml' };

/** The demo shop's own pages on another origin, under a strict policy that allows the chat and nothing else of ours. */
export async function host() {
  const port = await freePort();
  const shop = { origin: `http://127.0.0.1:${port}`, vitrine: 'http://localhost:1' };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, shop.origin);
    const page = { '/demo': 'index.html', '/demo/cart': 'cart.html' }[url.pathname] || (url.pathname.startsWith('/demo/products/') ? 'product.html' : null);
    const file = page || url.pathname.replace(/^\/demo\//, '');
    const place = file.startsWith('pictures/') ? path.join(root, 'demo', file) : path.join(root, 'demo/site', file);
    if (!place.startsWith(path.join(root, 'demo')) || !fs.existsSync(place)) return response.writeHead(404).end();
    let body = fs.readFileSync(place);
    if (page) {
      const more = ['lang', 'theme', 'position', 'label'].filter((name) => url.searchParams.has(name)).map((name) => ` data-${name}="${url.searchParams.get(name)}"`).join('');
      body = body.toString().replace('src="/widget.js"', `src="${shop.vitrine}/widget.js"${more}`);
    }
    const policy = `default-src 'none'; script-src 'self' ${shop.vitrine}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ${shop.vitrine}; frame-src ${shop.vitrine}; form-action 'self'; base-uri 'none'`;
    response.writeHead(200, { 'content-type': KINDS[place.split('.').pop()] || 'application/octet-stream', 'content-security-policy': policy });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  shop.stop = () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections());
  return shop;
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** A shopper on the shop's page, in a browser of their own. */
export async function shopper(stage, options = {}, address = '/demo') {
  const context = await stage.browser.newContext({ ...DESKTOP, ...options });
  const page = await context.newPage();
  const seen = { errors: [], console: [] };
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.console.push(message.text()));
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifts += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(stage.shop.origin + address);
  const launcher = page.locator('vitrine-chat button');
  await launcher.waitFor();
  const chat = page.frameLocator('vitrine-chat iframe');
  const me = {
    context, page, chat, launcher, seen,
    frame: () => page.frames().find((frame) => frame.url().startsWith(stage.server.origin + '/chat/')),
    async open() {
      await launcher.click();
      await chat.locator('#message').waitFor();
      await me.awake();
    },
    /** Waits until the wasm has woken the page. */
    awake: () => chat.locator('.panel[data-awake]').waitFor(),
    async ask(text) {
      const before = await me.replies();
      await chat.locator('#message').fill(text);
      await chat.locator('#message').press('Enter');
      await me.answered(before);
    },
    replies: () => chat.locator('.said[data-by=assistant] .bubble').count(),
    /** Waits for another reply, whole. */
    async answered(before) {
      await until('an answer', async () => (await me.replies()) > before && (await chat.locator('.typing').count()) === 0, 15);
      await page.waitForTimeout(350);
    },
    async shot(name) {
      if (!shots) return;
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(shots, `${name}.png`) });
    },
    close: () => context.close(),
  };
  return me;
}

export const PASSWORD = 'pear tree by the lane';
let members = 0;

/** A member of the demo shop, logged in, in a browser of their own, on `page` of the shop. */
export async function member(stage, { role = 'owner', shop = 'demo', page: where = '', email, ...options } = {}) {
  const address = email || `${role}-${(members += 1)}@orchard.example`;
  stage.server.run(['member', 'add', address, '--shop', shop, '--role', role, '--password-stdin'], `${PASSWORD}\n`);
  const context = await stage.browser.newContext({ ...DESKTOP, ...options });
  const page = await context.newPage();
  const seen = { errors: [], console: [] };
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.console.push(message.text()));
  const me = {
    context, page, seen, email: address,
    go: (to) => page.goto(`${stage.server.origin}/s/${shop}${to ? `/${to}` : ''}`),
    async shot(name) {
      if (!shots) return;
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
  const to = `/s/${shop}${where ? `/${where}` : ''}`;
  await page.goto(`${stage.server.origin}/login?to=${encodeURIComponent(to)}`);
  await page.locator('#email').fill(address);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(stage.server.origin + to);
  return me;
}

/** Looks at a page in all widths and both themes: nothing sticks out, and axe finds nothing. */
export async function inspect(page, name) {
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} at ${width} is ${wide} wide`);
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${width}-${theme}.png`), fullPage: true });
      if (width === 768) continue;
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], `${name} ${width} ${theme}`);
    }
  }
  await page.setViewportSize(DESKTOP.viewport);
}

/** A ticket as the loader gets it. */
export async function ticket(stage, site = 'demo') {
  const answer = await fetch(`${stage.server.origin}/widget/session`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: stage.shop.origin }, body: JSON.stringify({ site, visitor: null, page: stage.shop.origin }),
  });
  return (await answer.json()).ticket;
}

export { until };
