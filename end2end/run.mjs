// Browser tests of Vitrine.  node run.mjs [WORD]  runs those whose name has WORD in it.
// VITRINE_BINARY: the program; VITRINE_SHOTS: a folder for screenshots; CHROMIUM: the browser.
import fs from 'node:fs';
import path from 'node:path';
import { host, launch, serve } from './stage.mjs';

const word = process.argv[2] || '';
const folder = path.join(import.meta.dirname, 'tests');
const tests = [];
for (const file of fs.readdirSync(folder).sort()) {
  const found = await import(path.join(folder, file));
  for (const [name, test] of Object.entries(found.default)) if (name.includes(word)) tests.push([name, test]);
}

const shop = await host();
const server = await serve(shop.origin);
shop.vitrine = server.origin;
const browser = await launch();
const stage = { shop, server, browser };
let passed = 0;
let failed = 0;
for (const [name, test] of tests) {
  const begun = Date.now();
  try {
    let end;
    const late = new Promise((_, reject) => (end = setTimeout(() => reject(new Error('took longer than two minutes')), 120_000)));
    await Promise.race([test(stage), late]);
    clearTimeout(end);
    passed += 1;
    console.log(`ok    ${name} (${Date.now() - begun} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.stack || error).split('\n').slice(0, 12).join('\n      ')}`);
  }
  await Promise.all(browser.contexts().map((context) => context.close()));
}
await browser.close();
await server.stop();
await shop.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
