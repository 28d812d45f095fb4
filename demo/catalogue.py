#!/usr/bin/env python3
"""Reads the demo shop's hand-written goods (goods/*.txt) and writes products.csv in Shopify's format.

A product in goods/*.txt is a block:

    == handle | Title | Vendor | Type | Category > Path
    64.00 was 80.00 | blue, white | XS-XL | shape and details for draw.py
    tags women, summer
    stock blue/M=6, white/L=0          (optional; the rest gets a steady made-up quantity)
    Sentences of one paragraph, a line each or more.
    - points of a list

Line two: price, `was` old price, `on a, b` when only some colours are reduced; then the colours (`=oak` is a
colour without a choice, `Scent: fig=plum` an option of another name with the colour of each value); then the
sizes (`one`, `XS-XL`, `36-41` or a list). Further lines: `stock none`, `untracked`, `made to order`,
`price a=1.00, b=2.00`.
"""

import csv
import hashlib
import io
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILES = ["clothing", "shoes", "accessories", "home", "gifts"]
LETTERS = ["XS", "S", "M", "L", "XL", "XXL"]

# Short name in the SKU and weight in grams of one piece, by type.
KINDS = {
    "Dress": ("DRS", 340), "Shirt": ("SHT", 260), "Blouse": ("BLS", 190), "T-Shirt": ("TEE", 200),
    "Top": ("TOP", 210), "Polo": ("POL", 260), "Sweatshirt": ("SWT", 480), "Hoodie": ("HOD", 620),
    "Jumper": ("JMP", 540), "Cardigan": ("CRD", 520), "Vest": ("VST", 280), "Trousers": ("TRS", 430),
    "Jeans": ("JNS", 620), "Skirt": ("SKT", 320), "Shorts": ("SRT", 240), "Jacket": ("JKT", 820),
    "Coat": ("COT", 1450), "Swimsuit": ("SWM", 160), "Bikini": ("BIK", 120), "Swim shorts": ("SWS", 180),
    "Pyjamas": ("PYJ", 460), "Robe": ("ROB", 900), "Sneakers": ("SNK", 760), "Boots": ("BOT", 1300),
    "Sandals": ("SND", 520), "Heels": ("HEL", 560), "Flats": ("FLT", 360), "Loafers": ("LOF", 820),
    "Slippers": ("SLP", 480), "Bag": ("BAG", 780), "Scarf": ("SCF", 190), "Hat": ("HAT", 110),
    "Belt": ("BLT", 220), "Watch": ("WCH", 90), "Earrings": ("EAR", 12), "Necklace": ("NCK", 18),
    "Ring": ("RNG", 10), "Bracelet": ("BRC", 16), "Sunglasses": ("SUN", 60), "Wallet": ("WAL", 130),
    "Gloves": ("GLV", 110), "Socks": ("SOX", 150), "Umbrella": ("UMB", 380), "Tie": ("TIE", 80),
    "Lamp": ("LMP", 2600), "Vase": ("VAS", 980), "Mug": ("MUG", 380), "Teapot": ("TPT", 1050),
    "Cutting board": ("BRD", 1250), "Apron": ("APR", 340), "Candle": ("CND", 520), "Cushion": ("CSH", 420),
    "Throw": ("THR", 1500), "Towel": ("TWL", 480), "Clock": ("CLK", 900), "Print": ("PRT", 1400),
    "Planter": ("PLT", 1700), "Basket": ("BSK", 1100), "Gift set": ("SET", 1200), "Notebook": ("NTB", 320),
    "Cards": ("CRS", 160), "Pen": ("PEN", 60), "Puzzle": ("PZL", 650), "Toy": ("TOY", 480),
    "Tea": ("TEA", 170), "Chocolates": ("CHO", 240), "Card holder": ("CHD", 40), "Gift card": ("GFT", 0),
    "Key ring": ("KEY", 30),
}

COLUMNS = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published",
    "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy", "Variant Price",
    "Variant Compare At Price", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text",
    "Variant Image", "Status",
]


def steady(*parts):
    """A number that depends on the words alone, so that the file comes out the same everywhere."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:6], "big")


def comma(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def pairs(text):
    return {key.strip(): value.strip() for key, value in (part.split("=") for part in comma(text))}


def sizes(text):
    """`XS-XL`, `36-41` and `26 28 30` as a list; `one` is none."""
    if text == "one":
        return []
    first, dash, last = text.partition("-")
    if not dash:
        return text.split()
    if first in LETTERS:
        return LETTERS[LETTERS.index(first):LETTERS.index(last) + 1]
    return [str(number) for number in range(int(first), int(last) + 1)]


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def capital(text):
    return " ".join(word[:1].upper() + word[1:] for word in text.split())


def code(colour):
    words = re.sub(r"[^a-z0-9 ]", "", colour).upper().split()
    return words[0][:3] if len(words) == 1 else words[0][0] + words[1][:2]


def barcode(*parts):
    """EAN-13 in the range kept for a shop's own use (29), so that it is nobody's real product."""
    digits = "29" + f"{steady('ean', *parts) % 10**10:010d}"
    check = -sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10
    return digits + str(check)


def parse(block):
    """One block as a dict; `values` are (value, colour to draw, file of the picture) of the first option."""
    lines = [line for line in block.strip().split("\n") if line.strip()]
    handle, title, vendor, kind, category = (part.strip() for part in lines[0].split("|"))
    price, colours, size, shape = (part.strip() for part in lines[1].split("|"))
    goods = dict(handle=handle, title=title, vendor=vendor, kind=kind, category=category, draw=shape.split(),
                 sizes=sizes(size), tags=[], stock={}, prices={}, untracked=False, to_order=False, text=[], points=[])
    reduced = re.fullmatch(r"([\d.]+)(?: was ([\d.]+)(?: on (.+))?)?", price)
    if not reduced:
        raise SystemExit(f"{handle}: cannot read the price {price!r}")
    goods["price"], goods["was"], only = reduced[1], reduced[2], reduced[3]
    goods["only"] = comma(only) if only else None
    goods["option"], named, values = "Color", None, colours
    if ":" in colours:
        goods["option"], values = (part.strip() for part in colours.split(":"))
        named = pairs(values)
    if colours.startswith("="):
        goods["option"], goods["values"] = None, [(None, colours[1:], f"{handle}.svg")]
    else:
        goods["values"] = [(value, named[value] if named else value, f"{handle}-{slug(value)}.svg")
                           for value in (named or comma(values))]
    for line in lines[2:]:
        word, _, rest = line.partition(" ")
        if word == "tags":
            goods["tags"] = comma(rest)
        elif line == "stock none":
            goods["stock"] = None
        elif word == "stock":
            goods["stock"] = {key: int(value) for key, value in pairs(rest).items()}
        elif word == "price":
            goods["prices"] = pairs(rest)
        elif line == "untracked":
            goods["untracked"] = True
        elif line == "made to order":
            goods["to_order"] = True
        elif word == "-":
            goods["points"].append(rest)
        else:
            goods["text"].append(line)
    return goods


def quantity(goods, value, size):
    """What the block says, else a steady quantity: about one in twenty gone, one in ten nearly."""
    if goods["stock"] is None or goods["to_order"]:
        return 0
    key = "/".join(part for part in (value, size) if part)
    if key in goods["stock"]:
        return goods["stock"][key]
    roll = steady("stock", goods["handle"], key)
    if size and roll % 100 < 6:
        return 0
    if roll % 100 < 16:
        return 1 + roll // 100 % 3
    return 4 + roll // 100 % 22


def variants(goods):
    """Every buyable choice: value of the first option, size, SKU, price, compare-at price, quantity, picture."""
    made = []
    number = 1000 + steady("sku", goods["handle"]) % 9000
    for value, _, picture in goods["values"]:
        price = goods["prices"].get(value, goods["price"])
        was = goods["was"]
        if was and goods["only"] is not None and value not in goods["only"]:
            price, was = was, None
        for size in goods["sizes"] or [None]:
            parts = [KINDS[goods["kind"]][0], str(number)]
            parts += [code(value)] if value else []
            parts += [size] if size else []
            made.append(dict(value=value, size=size, sku="-".join(parts), price=price, was=was, picture=picture,
                             quantity=quantity(goods, value, size)))
    return made


def body(goods):
    html = f"<p>{' '.join(goods['text'])}</p>"
    if goods["points"]:
        html += "<ul>" + "".join(f"<li>{point}</li>" for point in goods["points"]) + "</ul>"
    return html.replace("&", "&amp;")


def alt(goods, value, colour):
    if goods["option"] == "Color":
        return f"{goods['title']} in {value}"
    return f"{goods['title']}, {value}" if value else goods["title"]


def read():
    """All goods, checked: known type, tags, sentences; unique handles."""
    shop = []
    for name in FILES:
        text = (HERE / "goods" / f"{name}.txt").read_text(encoding="utf-8")
        shop += [parse(block) for block in re.split(r"(?m)^== ", text) if block.strip()]
    seen = set()
    for goods in shop:
        for wrong, why in [
            (goods["handle"] in seen, "handle twice"), (goods["kind"] not in KINDS, "unknown type"),
            (not goods["tags"], "no tags"), (not goods["text"], "no text"),
            (goods["category"].count(">") > 2, "category too deep"),
        ]:
            if wrong:
                raise SystemExit(f"{goods['handle']}: {why}")
        keys = {"/".join(p for p in (v["value"], v["size"]) if p) for v in variants(goods)}
        for key in goods["stock"] or {}:
            if key not in keys:
                raise SystemExit(f"{goods['handle']}: stock names {key!r}, which is no variant")
        seen.add(goods["handle"])
    return shop


def rows(shop):
    """Records of the CSV, one per variant; a picture stands on the first row of its colour."""
    skus, codes = set(), set()
    for goods in shop:
        alts = {picture: alt(goods, value, colour) for value, colour, picture in goods["values"]}
        shown = []
        barcoded = steady("coded", goods["handle"]) % 100 >= 12
        for index, variant in enumerate(variants(goods)):
            row = dict.fromkeys(COLUMNS, "")
            row["Handle"] = goods["handle"]
            if index == 0:
                row.update({
                    "Title": goods["title"], "Body (HTML)": body(goods), "Vendor": goods["vendor"],
                    "Product Category": goods["category"], "Type": goods["kind"],
                    "Tags": ", ".join(goods["tags"]), "Published": "true", "Status": "active",
                })
            options = [(goods["option"], capital(variant["value"]))] if variant["value"] else []
            options += [("Size", variant["size"])] if variant["size"] else []
            for place, (name, value) in enumerate(options or [("Title", "Default Title")], 1):
                # A later row leaves the names out, as Shopify's own export does.
                row[f"Option{place} Name"] = name if index == 0 else ""
                row[f"Option{place} Value"] = value
            picture = f"/demo/pictures/{variant['picture']}"
            row.update({
                "Variant SKU": variant["sku"], "Variant Grams": str(KINDS[goods["kind"]][1]),
                "Variant Inventory Tracker": "" if goods["untracked"] else "shopify",
                "Variant Inventory Qty": "" if goods["untracked"] else str(variant["quantity"]),
                "Variant Inventory Policy": "continue" if goods["to_order"] else "deny",
                "Variant Price": variant["price"], "Variant Compare At Price": variant["was"] or "",
                "Variant Barcode": barcode(variant["sku"]) if barcoded else "", "Variant Image": picture,
            })
            if picture not in shown:
                shown.append(picture)
                row.update({"Image Src": picture, "Image Position": str(len(shown)),
                            "Image Alt Text": alts[variant["picture"]]})
            if variant["sku"] in skus or (barcoded and row["Variant Barcode"] in codes):
                raise SystemExit(f"{variant['sku']}: SKU or barcode twice")
            skus.add(variant["sku"])
            codes.add(row["Variant Barcode"])
            yield row


def table(shop):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(shop))
    return text.getvalue()


if __name__ == "__main__":
    target = HERE / "products.csv"
    made = table(read())
    if "--check" in sys.argv:
        if not target.exists() or target.read_text(encoding="utf-8") != made:
            sys.exit("products.csv is not what goods/*.txt says; run python3 demo/catalogue.py")
    else:
        target.write_text(made, encoding="utf-8")
        print(f"products.csv: {made.count(chr(10)) - 1} rows")
