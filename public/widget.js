/*! Vitrine chat loader 1.0.0, Apache-2.0. <script src="https://HOST/widget.js" data-site="SHOP" async></script> */
(() => {
  'use strict';
  var VERSION = '1.0.0';
  var doc = document, win = window, here = doc.currentScript;
  if (!here || win.vitrine) return;
  var set = here.dataset, site = set.site, host = new URL(here.src).origin;
  var lang = set.lang || doc.documentElement.lang || navigator.language || 'en';
  var key = 'vitrine:' + site, label, theme;
  var frame, ready, clicked, asked = [], heard = {}, open = false, opening, unread = 0;

  // Storage may be blocked: then the visitor is new on every page.
  function kept(store, value) {
    try {
      var box = win[store];
      if (value === undefined) return box.getItem(key);
      if (value) box.setItem(key, value); else box.removeItem(key);
    } catch (e) { return null; }
  }

  var root = doc.createElement('vitrine-chat'), shadow = root.attachShadow({ mode: 'open' });
  var style = new CSSStyleSheet();
  shadow.adoptedStyleSheets = [style];

  var button = doc.createElement('button'), text = doc.createElement('span'), badge = doc.createElement('b');
  var NS = 'http://www.w3.org/2000/svg', icon = doc.createElementNS(NS, 'svg'), path = doc.createElementNS(NS, 'path');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.append(path);
  button.type = 'button';
  button.append(icon, text, badge);
  shadow.append(button);

  // What the shop has set; what the page's own tag says goes before it.
  function dress(look) {
    var side = { left: 'left', right: 'right' }[set.position] || look.side, y = look.y;
    label = set.label || look.label;
    theme = set.theme || look.theme;
    text.className = look.icon ? 'no' : '';
    style.replaceSync(':host{all:initial;position:fixed;inset:auto 0 0;z-index:2147483000;color-scheme:' + ({ light: 'light', dark: 'dark' }[theme] || 'light dark') + '}' +
      'button,iframe{position:fixed;' + side + ':' + look.x + 'px;border:0;bottom:' + y + 'px;box-shadow:0 0 0 1px #0001,0 8px 32px -6px #0006}' +
      'button{display:flex;align-items:center;gap:8px;height:52px;padding:0 15px;border-radius:26px;font:500 16px system-ui,sans-serif;cursor:pointer;' + look.paint + '}' +
      'button:hover{' + look.over + '}button:focus-visible{outline:3px solid #4a9fd8;outline-offset:2px}' +
      'svg{width:22px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round}' +
      'b{position:absolute;top:-4px;right:0;min-width:20px;border-radius:10px;background:#b3261e;color:#fff;font:600 12px/20px system-ui;text-align:center}b:empty{display:none}' +
      'iframe{bottom:' + (y + 64) + 'px;width:400px;height:min(680px,100vh - ' + (y + 84) + 'px);border-radius:14px;background:Canvas}' +
      '@media(max-width:640px){iframe{inset:0;width:100%;height:100%;border-radius:0}:host([open]) button{display:none}}' +
      '[hidden],.no{display:none}@media(prefers-reduced-motion:no-preference){iframe{animation:i .22s}@keyframes i{from{opacity:0;translate:0 8px}}}');
    paint();
    (doc.body || doc.documentElement).append(root);
    if (kept('sessionStorage')) {
      // The chat was open on the page before.
      open = true;
      paint();
      load();
    } else if (kept('localStorage')) {
      session().then(got => { unread = got.unread; paint(); }, () => {});
    }
  }

  function paint() {
    text.textContent = label;
    text.hidden = open;
    button.setAttribute('aria-label', unread ? label + ', ' + unread : label);
    path.setAttribute('d', open ? 'M18 6 6 18M6 6l12 12' : 'M7.9 20A9 9 0 1 0 4 16.1L2 22Z');
    button.setAttribute('aria-expanded', open);
    root.toggleAttribute('open', open);
    badge.textContent = open || !unread ? '' : unread > 9 ? '9+' : unread;
    if (frame) {
      frame.hidden = !open;
      frame.title = label;
    }
  }

  function read(answer) {
    if (answer.ok) return answer.json();
    throw new Error(answer.status === 403 ? location.origin + ' is not a site of this shop' : 'status ' + answer.status);
  }

  function fail(error) {
    console.error('Vitrine: ' + error.message);
  }

  function session() {
    return fetch(host + '/widget/session', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site, visitor: kept('localStorage'), page: location.href })
    }).then(read).then(got => {
      kept('localStorage', got.visitor);
      return got;
    });
  }

  function load() {
    return opening = opening || session().then(got => {
      frame = frame || doc.createElement('iframe');
      ready = false;
      frame.src = host + '/chat/' + encodeURIComponent(site) + '?t=' + encodeURIComponent(got.ticket) + '&l=' + encodeURIComponent(lang) +
        '&th=' + theme + '&o=' + encodeURIComponent(location.origin) + '#latest';
      shadow.insertBefore(frame, button);
      paint();
    }).catch(error => {
      opening = null;
      show(false);
      fail(error);
    });
  }

  function tell(type, more) {
    if (frame && ready) frame.contentWindow.postMessage(Object.assign({ vitrine: 1, type }, more), host);
  }

  function show(now) {
    if (open === now) return;
    open = clicked = now;
    kept('sessionStorage', open ? 'open' : '');
    if (open) unread = 0;
    paint();
    if (open) {
      if (frame) frame.focus(); else load();
      tell('shown', { clicked });
    } else {
      tell('hidden');
      button.focus();
    }
    emit(open ? 'open' : 'close');
  }

  function emit(name, detail) {
    (heard[name] || []).forEach(hear => hear(detail));
  }

  // Only the web: an address is data of the shop's catalogue.
  function go(url) {
    var to = new URL(url, location.href);
    if (/^https?:$/.test(to.protocol)) location.assign(to.href);
  }

  win.addEventListener('message', event => {
    var said = event.data;
    if (!frame || event.source !== frame.contentWindow || event.origin !== host || !said || said.vitrine !== 1) return;
    if (said.type === 'ready') {
      ready = true;
      tell(open ? 'shown' : 'hidden', { clicked });
      asked.splice(0).forEach(text => { tell('ask', { text }); });
    } else if (said.type === 'close') show(false);
    else if (said.type === 'unread') { unread = said.count; paint(); emit('unread', unread); }
    else if (said.type === 'reopen') { opening = null; load(); }
    else if (said.type === 'view') go(said.url);
    else if (said.type === 'add_to_cart') {
      var { vitrine, type, id, ...detail } = said;
      if (!win.dispatchEvent(new CustomEvent('vitrine:add_to_cart', { detail: detail, cancelable: true }))) tell('added', { id });
      else if (said.url) go(said.url);
    }
  });
  win.addEventListener('keydown', event => { if (event.key === 'Escape' && open) show(false); });
  button.addEventListener('click', () => { show(!open); });
  button.addEventListener('pointerenter', () => {
    var hint = doc.createElement('link');
    hint.rel = 'preconnect';
    hint.href = host;
    doc.head.append(hint);
  }, { once: true });

  win.vitrine = {
    version: VERSION,
    open: () => { show(true); },
    close: () => { show(false); },
    ask: text => { show(true); if (ready) tell('ask', { text }); else asked.push(text); },
    on: function (name, hear) { (heard[name] = heard[name] || []).push(hear); }
  };

  fetch(host + '/widget/look?site=' + site + '&l=' + lang).then(read).then(dress).catch(fail);
})();
