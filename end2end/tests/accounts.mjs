// Members at the doors and among themselves, on a server of their own.
import assert from 'node:assert/strict';
import { DESKTOP, PASSWORD, inspect, member, serve } from '../stage.mjs';

/** A browser of its own at a server, where nobody is logged in. */
async function stranger(stage, server = stage.server) {
  const context = await stage.browser.newContext(DESKTOP);
  const page = await context.newPage();
  page.go = (to) => page.goto(server.origin + to);
  return page;
}

async function logIn(page, email, password) {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

export default {
  async 'the first owner signs up with the code of the start'(stage) {
    // Reached by others than the operator, as far as the settings tell: so the code is asked for.
    const server = await serve(stage.shop.origin, { SERVER_TRUSTED_PROXIES: '1' });
    try {
      const page = await stranger(stage, server);
      await page.go('/signup');
      await page.locator('#code').fill('000000');
      await page.locator('#name').fill('Ines Moreau');
      await page.locator('#email').fill('ines@orchard.example');
      await page.locator('#password').fill(PASSWORD);
      await page.locator('#shop').fill('Moreau & Daughters');
      await page.locator('#currency').selectOption('EUR');
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.getByText('This is not the code.').waitFor();
      assert.equal(await page.locator('#name').inputValue(), 'Ines Moreau');
      assert.equal(await page.locator('#currency').inputValue(), 'EUR');
      await inspect(page, 'signup-wrong-code');
      const code = server.log().match(/with this code: (\w+)/)[1];
      await page.locator('#code').fill(code);
      await page.locator('#password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.waitForURL(`${server.origin}/s/moreau-daughters`);
      const other = await stranger(stage, server);
      await other.go('/signup');
      await other.getByRole('heading', { name: 'By invitation' }).waitFor();
    } finally {
      await server.stop();
    }
  },

  async 'a member logs in, is told kindly when the password is wrong, and waits after five tries'(stage) {
    const email = 'login@orchard.example';
    stage.server.run(['member', 'add', email, '--shop', 'demo', '--role', 'staff', '--password-stdin'], `${PASSWORD}\n`);
    const page = await stranger(stage);
    await page.go('/s/demo/products?q=lamp');
    await page.waitForURL(/\/login\?to=/);
    await inspect(page, 'login');
    await logIn(page, email, 'not it at all');
    await page.getByRole('alert').getByText('do not match').waitFor();
    assert.equal(await page.locator('#email').inputValue(), email);
    await inspect(page, 'login-wrong');
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/s/demo/products?q=lamp');
    const again = await stranger(stage);
    await again.go('/login');
    for (let tries = 0; tries < 5; tries += 1) await logIn(again, email, `wrong ${tries}`);
    await logIn(again, email, PASSWORD);
    await again.getByText('Too many tries.').waitFor();
  },

  async 'a printed link sets a new password'(stage) {
    const email = 'forgetful@orchard.example';
    stage.server.run(['member', 'add', email, '--shop', 'demo', '--role', 'staff', '--password-stdin'], `${PASSWORD}\n`);
    const page = await stranger(stage);
    await page.go('/login');
    await page.getByRole('link', { name: 'Forgotten?' }).click();
    await page.getByText('This server sends no mail.').waitFor();
    await inspect(page, 'forgot');
    await page.goto(stage.server.run(['member', 'password', email]));
    await page.locator('#password').fill('12345678');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('one of those most used').waitFor();
    await inspect(page, 'reset');
    await page.locator('#password').fill('a sentence that is new');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    await logIn(page, email, 'a sentence that is new');
    await page.waitForURL('**/s/demo');
  },

  async 'somebody is invited, joins, and sees what the role allows'(stage) {
    const ines = await member(stage, { role: 'owner', page: 'settings/members' });
    await ines.page.locator('#email').fill('aiko@orchard.example');
    await ines.page.locator('#role').selectOption('analyst');
    await ines.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await ines.page.locator('#link').inputValue();
    await inspect(ines.page, 'members-invited');
    const page = await stranger(stage);
    await page.goto(link);
    await inspect(page, 'invite');
    await page.locator('#name').fill('Aiko Kimura');
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.waitForURL('**/s/demo');
    await page.go('/s/demo/settings/account');
    assert.equal(await page.getByRole('link', { name: 'Members' }).count(), 0);
    await page.go('/s/demo/settings/members');
    await page.getByText('Not for your role').waitFor();

    // Removed, and back.
    await ines.go('settings/members');
    await inspect(ines.page, 'members');
    await ines.page.waitForLoadState('networkidle');
    await ines.page.getByRole('button', { name: 'Remove Aiko Kimura' }).click();
    await ines.page.locator('.toast', { hasText: 'works for this shop no more' }).waitFor();
    await ines.page.getByText('Aiko Kimura', { exact: true }).waitFor({ state: 'detached' });
    await page.go('/s/demo');
    await page.getByText('There is nothing here').waitFor();
    await ines.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await ines.page.getByText('Aiko Kimura', { exact: true }).waitFor();
    await page.go('/s/demo/settings/account');
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    assert.deepEqual(ines.seen.errors, []);
  },

  async 'a member is removed and back without a script too'(stage) {
    const email = 'tom@orchard.example';
    stage.server.run(['member', 'add', email, '--shop', 'demo', '--role', 'staff', '--name', 'Tom Reyes', '--password-stdin'], `${PASSWORD}\n`);
    const { page } = await member(stage, { role: 'owner', page: 'settings/members', javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Remove Tom Reyes' }).click();
    await page.getByText('works for this shop no more').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('They are back.').waitFor();
    await page.getByText('Tom Reyes', { exact: true }).waitFor();
  },

  async 'sessions are seen and ended'(stage) {
    const me = await member(stage, { role: 'staff', page: 'settings/account' });
    const phone = await stranger(stage);
    await phone.go('/login');
    await logIn(phone, me.email, PASSWORD);
    await phone.waitForURL('**/s/demo');
    await me.page.reload();
    await me.page.getByText('This browser').waitFor();
    await inspect(me.page, 'account');
    await me.page.getByRole('button', { name: /End the session/ }).click();
    await me.page.getByText('The session has ended.').waitFor();
    await phone.go('/s/demo');
    await phone.waitForURL(/\/login/);
    await me.page.locator('.switcher summary').click();
    await me.page.getByRole('button', { name: 'Log out' }).click();
    await me.page.waitForURL('**/login');
  },

  async 'the audit log says who did what'(stage) {
    const me = await member(stage, { role: 'owner', page: 'settings/audit' });
    await me.page.locator('tbody').getByText('logged in').first().waitFor();
    await inspect(me.page, 'audit');
    await me.page.locator('#act').selectOption('member.added');
    await me.page.getByRole('button', { name: 'Show' }).click();
    await me.page.waitForURL(/act=member\.added/);
    await me.page.locator('tbody').getByText('added a member').first().waitFor();
    assert.equal(await me.page.locator('tbody').getByText('logged in').count(), 0);
    const [file] = await Promise.all([me.page.waitForEvent('download'), me.page.getByRole('link', { name: 'CSV' }).click()]);
    assert.equal(file.suggestedFilename(), 'audit-demo.csv');
    await me.page.goto(`${stage.server.origin}/s/demo/settings/audit?until=2001-01-01`);
    await me.page.getByText('Nothing was done').waitFor();
    await inspect(me.page, 'audit-empty');
  },
};
