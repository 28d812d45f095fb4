// Orchard Lane: draws the shelves, keeps the cart, and puts in it what the chat asks for. No framework, no build.
"use strict";

const CART = "orchard-lane-cart";
const MOST = 10;
const page = document.body.dataset.page;
const shop = fetch("/demo/products.json").then((answer) => {
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}).then(unfold);

// ---- the catalogue

function unfold(file) {
  const products = file.products.map((p) => ({
    handle: p.h, title: p.t, vendor: p.v, kind: p.k, category: p.c, text: p.d, points: p.p, tags: p.g, options: p.o,
    pictures: p.i.map(([file, alt]) => ({ src: "/demo/pictures/" + file, alt })),
    variants: p.n.map((n) => {
      const [price, was, quantity, picture] = n.slice(-4);
      return { sku: n[0], values: n.slice(1, -4), price, was, quantity, picture };
    }),
  }));
  const bySku = new Map();
  for (const product of products) for (const variant of product.variants) bySku.set(variant.sku, { product, variant });
  return { products, bySku, currency: file.currency };
}

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const there = (variant) => variant.quantity === null || variant.quantity > 0;
const money = (cents, currency = "USD") =>
  new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);

// ---- small builders; text never becomes markup

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const img = (picture, alt = picture.alt, loading = "lazy") =>
  el("img", { src: picture.src, alt, width: 400, height: 500, loading });

function priceOf(variants) {
  const low = variants.reduce((a, b) => (b.price < a.price ? b : a));
  const spread = variants.some((v) => v.price !== low.price);
  return el("span", { class: "price" }, spread ? "from " : "",
    el("span", { class: low.was ? "now" : "" }, money(low.price)),
    low.was ? el("s", {}, el("span", { class: "unseen" }, "was "), money(low.was)) : null);
}

// ---- the cart: [{sku, quantity}], in this browser only

function cart() {
  try {
    const kept = JSON.parse(localStorage.getItem(CART) || "[]");
    return Array.isArray(kept) ? kept.filter((line) => line && typeof line.sku === "string" && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

function keep(lines) {
  try {
    localStorage.setItem(CART, JSON.stringify(lines));
  } catch {
    say("Your browser does not let us keep a cart.");
  }
  count();
}

function count() {
  const pieces = cart().reduce((sum, line) => sum + line.quantity, 0);
  for (const node of document.querySelectorAll("[data-cart-count]")) {
    node.textContent = String(pieces);
    node.toggleAttribute("data-none", pieces === 0);
  }
}

let fading;
function say(text, link) {
  const node = document.querySelector("[data-said]");
  node.replaceChildren(text, ...(link ? [" ", el("a", { href: link.href }, link.text)] : []));
  clearTimeout(fading);
  fading = setTimeout(function hush() {
    if (node.matches(":hover, :focus-within")) fading = setTimeout(hush, 2000);
    else node.replaceChildren();
  }, 6000);
}

function add({ product, variant }, quantity) {
  const lines = cart();
  const line = lines.find((l) => l.sku === variant.sku);
  const had = line ? line.quantity : 0;
  const most = Math.min(MOST, variant.quantity === null ? MOST : variant.quantity);
  const now = Math.min(most, had + quantity);
  const name = [product.title, ...variant.values].join(", ");
  if (now === had) {
    say(most === 0 ? `${name} is sold out.` : `${name}: there are no more than ${most}.`,
      most === 0 ? null : { href: "/demo/cart", text: "See the cart" });
    return;
  }
  if (line) line.quantity = now;
  else lines.push({ sku: variant.sku, quantity: now });
  keep(lines);
  say(`${name} is in your cart.`, { href: "/demo/cart", text: "See the cart" });
  if (page === "cart") drawCart();
}

// ---- the chat asks us to put something in the cart

window.addEventListener("vitrine:add_to_cart", (event) => {
  event.preventDefault(); // tells the chat that this page has taken it
  const asked = event.detail || {};
  const quantity = Number.isInteger(asked.quantity) && asked.quantity > 0 ? asked.quantity : 1;
  shop.then(({ products, bySku }) => {
    let found = bySku.get(asked.sku);
    if (!found) {
      const product = products.find((p) => p.handle === asked.handle);
      const variant = product && (product.variants.find(there) || product.variants[0]);
      found = variant && { product, variant };
    }
    if (found) add(found, quantity);
    else say("We could not find that on our shelves.");
  }).catch(() => say("The shelves did not load, so nothing was added. Please try again."));
});

// ---- shelves

function card(product) {
  const first = product.variants.find(there);
  const sale = product.variants.some((v) => v.was);
  const colours = product.pictures.length;
  return el("li", { class: first ? "" : "gone" },
    el("a", { href: "/demo/products/" + product.handle },
      el("div", { class: "plate" }, img(product.pictures[first ? first.picture : 0], ""),
        !first ? el("span", { class: "flag" }, "Sold out") : sale ? el("span", { class: "flag", "data-sale": true }, "Sale") : null),
      el("span", { class: "name" }, product.title),
      el("span", { class: "maker" }, product.vendor, colours > 1 && product.options[0] === "Color" ? `, ${colours} colours` : ""),
      priceOf(product.variants)));
}

const grid = (products) => el("ul", { class: "grid", role: "list" }, products.map(card));

// A few from all over a long list
const some = (list, most) => list.length <= most ? list :
  Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]);

function shelf(title, products, more, level = "h2") {
  return el("section", { class: "shelf" },
    el("header", {}, el(level, { tabindex: "-1" }, title), more ? el("a", { href: more.href }, more.text) : null),
    grid(products));
}

function drawShelves({ products }, moved) {
  const main = document.querySelector("[data-shelves]");
  const [top, kind] = decodeURIComponent(location.hash).replace(/^#\/?/, "").split("/");
  const tops = [...new Set(products.map((p) => p.category[0]))];
  const chosen = tops.find((t) => slug(t) === top);
  const hero = document.querySelector("[data-hero]");
  hero.hidden = Boolean(chosen) || top === "sale";
  for (const link of document.querySelectorAll(".kinds a")) {
    if (link.hash && link.hash === "#/" + top) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (chosen) {
    const here = products.filter((p) => p.category[0] === chosen);
    const kinds = [...new Set(here.map((p) => p.category[1]))];
    const one = kinds.find((k) => slug(k) === kind);
    const chip = (text, href, on) => el("li", {}, el("a", { href, "aria-current": on ? "true" : null }, text));
    const list = el("ul", { class: "kinds-of", role: "list", "aria-label": "Kinds of " + chosen.toLowerCase() },
      chip("All", "#/" + top, !one), kinds.map((k) => chip(k, `#/${top}/${slug(k)}`, k === one)));
    const shown = one ? here.filter((p) => p.category[1] === one) : here;
    const section = shelf(one || chosen, shown, null, "h1");
    section.querySelector("header").append(el("span", {}, shown.length === 1 ? "1 product" : `${shown.length} products`));
    section.querySelector("header").after(list);
    main.replaceChildren(section);
    document.title = `${one || chosen} · Orchard Lane`;
  } else if (top === "sale") {
    const shown = products.filter((p) => p.variants.some((v) => v.was && there(v)));
    const section = shelf("Sale", shown, null, "h1");
    section.querySelector("header").append(el("span", {}, `${shown.length} products`));
    main.replaceChildren(section);
    document.title = "Sale · Orchard Lane";
  } else {
    const loved = some(products.filter((p) => p.tags.includes("bestseller")), 8);
    main.replaceChildren(shelf("What people come back for", loved), ...tops.map((t) => {
      const here = products.filter((p) => p.category[0] === t && p.variants.some(there) && !loved.includes(p));
      return shelf(t, some(here, 4), { href: "#/" + slug(t), text: `All ${t.toLowerCase()}` });
    }));
    document.title = "Orchard Lane";
  }
  main.removeAttribute("aria-busy");
  if (moved) {
    window.scrollTo(0, 0);
    (main.querySelector("h1") || document.querySelector("main")).focus({ preventScroll: true });
  }
}

// ---- one product

function drawProduct({ products }) {
  const main = document.querySelector("[data-product]");
  const handle = decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop());
  const product = products.find((p) => p.handle === handle);
  main.removeAttribute("aria-busy");
  if (!product) {
    document.title = "Not on our shelves · Orchard Lane";
    main.replaceChildren(el("div", { class: "empty" }, el("h1", {}, "That is not on our shelves"),
      el("p", {}, "It may have sold out for good, or the address has a slip in it."),
      el("p", {}, el("a", { class: "button", href: "/demo" }, "Back to the shop"))));
    return;
  }
  document.title = `${product.title} · Orchard Lane`;
  const wanted = new URLSearchParams(location.search).get("sku");
  let now = product.variants.find((v) => v.sku === wanted) || product.variants.find(there) || product.variants[0];

  const large = el("div", {});
  const price = el("div", {});
  const stock = el("p", { class: "stock" });
  const button = el("button", { class: "button", type: "submit" });
  const [top, kind] = product.category;
  const values = (place) => [...new Set(product.variants.map((v) => v.values[place]))];
  const selects = product.options.map((name, place) => {
    const select = el("select", { id: "option-" + place, name: slug(name), onchange: choose },
      values(place).map((value) => el("option", { value }, value)));
    return { name, select };
  });
  const thumbs = product.pictures.length > 1 ? el("ul", { class: "thumbs", role: "list" }, product.pictures.map((picture, i) =>
    el("li", {}, el("button", { type: "button", onclick: () => turn(i) }, img(picture))))) : null;

  function choose(event) {
    const asked = selects.map(({ select }) => select.value);
    const exact = product.variants.find((v) => v.values.every((value, i) => value === asked[i]));
    now = exact || now;
    show(Boolean(event));
  }
  function turn(picture) {
    const size = now.values[1];
    now = product.variants.find((v) => v.picture === picture && v.values[1] === size) ||
      product.variants.find((v) => v.picture === picture);
    show(true);
  }
  function show(changed) {
    selects.forEach(({ select }, place) => {
      select.value = now.values[place];
      if (place === 0) return;
      for (const option of select.options) {
        const v = product.variants.find((one) => one.values[0] === now.values[0] && one.values[place] === option.value);
        option.textContent = option.value + (v && there(v) ? "" : ", sold out");
      }
    });
    const picture = product.pictures[now.picture];
    if (large.firstChild?.getAttribute("src") !== picture.src) large.replaceChildren(img(picture, picture.alt, "eager"));
    price.replaceChildren(priceOf([now]));
    const few = now.quantity !== null && now.quantity > 0 && now.quantity <= 3;
    stock.textContent = !there(now) ? "Sold out" : few ? `Only ${now.quantity} left` : "In stock";
    stock.toggleAttribute("data-few", few);
    button.textContent = there(now) ? "Add to cart" : "Sold out";
    button.disabled = !there(now);
    if (thumbs) [...thumbs.querySelectorAll("button")].forEach((b, i) => b.setAttribute("aria-pressed", String(i === now.picture)));
    if (changed) history.replaceState(null, "", `?sku=${encodeURIComponent(now.sku)}`);
  }

  const near = products.filter((p) => p !== product && p.category[0] === top && p.variants.some(there))
    .sort((a, b) => near_to(b) - near_to(a)).slice(0, 4);
  function near_to(other) {
    return (other.category[1] === kind ? 2 : 0) + (other.category[2] === product.category[2] ? 1 : 0) +
      (other.tags.some((t) => t !== "bestseller" && product.tags.includes(t)) ? 1 : 0);
  }

  main.replaceChildren(
    el("nav", { class: "path", "aria-label": "You are here" }, el("ol", {},
      el("li", {}, el("a", { href: "/demo" }, "Shop")), el("li", {}, el("a", { href: "/demo#/" + slug(top) }, top)),
      el("li", {}, el("a", { href: `/demo#/${slug(top)}/${slug(kind)}` }, kind)))),
    el("article", { class: "product" },
      el("div", {}, large, thumbs),
      el("div", {},
        el("p", { class: "maker" }, product.vendor), el("h1", {}, product.title), price,
        el("form", { class: "buy", onsubmit: (event) => { event.preventDefault(); add({ product, variant: now }, 1); } },
          selects.map(({ name, select }) => el("div", {}, el("label", { for: select.id }, name === "Color" ? "Colour" : name), select)),
          stock, button),
        el("div", { class: "about" }, el("p", {}, product.text),
          product.points.length ? el("ul", {}, product.points.map((point) => el("li", {}, point))) : null))),
    near.length ? shelf("Near it on the shelf", near, { href: `/demo#/${slug(top)}/${slug(kind)}`, text: `All ${kind.toLowerCase()}` }) : "");
  show(false);
}

// ---- the cart's page

function drawCart() {
  const main = document.querySelector("[data-cart]");
  return shop.then(({ bySku, currency }) => {
    const lines = cart().map((line) => ({ ...line, ...bySku.get(line.sku) })).filter((line) => line.variant);
    main.removeAttribute("aria-busy");
    if (!lines.length) {
      main.replaceChildren(el("div", { class: "empty" }, el("p", {}, "There is nothing in it yet."),
        el("p", {}, el("a", { class: "button", href: "/demo" }, "Look around"))));
      return;
    }
    const set = (sku, quantity) => {
      keep(cart().map((l) => (l.sku === sku ? { ...l, quantity } : l)).filter((l) => l.quantity > 0));
      drawCart().then(() => document.querySelector(quantity ? `#quantity-${CSS.escape(sku)}` : "main").focus());
    };
    const total = lines.reduce((sum, { variant, quantity }) => sum + variant.price * quantity, 0);
    main.replaceChildren(
      el("ul", { class: "lines", role: "list" }, lines.map(({ product, variant, quantity }) => {
        const most = Math.min(MOST, variant.quantity === null ? MOST : Math.max(variant.quantity, quantity));
        const id = "quantity-" + variant.sku;
        return el("li", { class: "line" },
          img(product.pictures[variant.picture], ""),
          el("div", { class: "what" },
            el("a", { class: "name", href: `/demo/products/${product.handle}?sku=${encodeURIComponent(variant.sku)}` }, product.title),
            el("span", { class: "maker" }, [...variant.values, money(variant.price, currency)].join(", ")),
            el("div", { class: "tools" },
              el("div", {}, el("label", { for: id }, "Quantity", el("span", { class: "unseen" }, " of " + product.title)),
                el("select", { id, onchange: (event) => set(variant.sku, Number(event.target.value)) },
                  Array.from({ length: most }, (_, i) => el("option", { value: i + 1, selected: i + 1 === quantity }, String(i + 1))))),
              el("button", { class: "quiet", type: "button", onclick: () => { set(variant.sku, 0); say(`${product.title} is out of your cart.`); } },
                "Remove", el("span", { class: "unseen" }, " " + product.title)))),
          el("span", { class: "sum" }, money(variant.price * quantity, currency)));
      })),
      el("p", { class: "total" }, el("span", {}, "Total"), el("span", {}, money(total, currency))),
      el("p", {}, el("button", { class: "button", type: "button", onclick: () => say("Orchard Lane is an invented shop, so there is no checkout. Nothing was charged.") }, "Go to checkout"),
        el("a", { class: "plain", href: "/demo" }, "Keep looking")));
  });
}

// ---- begin

count();
window.addEventListener("storage", (event) => {
  if (event.key !== CART) return;
  count();
  if (page === "cart") drawCart();
});
const draw = { home: (s) => drawShelves(s, false), product: drawProduct, cart: () => drawCart() }[page];
shop.then((s) => {
  const known = cart().filter((line) => s.bySku.has(line.sku));
  if (known.length !== cart().length) keep(known); // what has left the shop leaves the cart
  return draw(s);
}).catch(() => {
  const main = document.querySelector("main");
  main.append(el("p", { class: "empty", role: "alert" }, "The shelves did not load. Please load the page again."));
  for (const node of document.querySelectorAll("[aria-busy]")) node.removeAttribute("aria-busy");
});
if (page === "home") window.addEventListener("hashchange", () => {
  if (location.hash === "#main") return;
  shop.then((s) => drawShelves(s, true)).catch(() => {});
});
