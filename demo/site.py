#!/usr/bin/env python3
"""Writes site/products.json, what the demo shop's own pages read.

    {"currency", "products": [{"h": handle, "t": title, "v": vendor, "k": type, "c": [category, ...], "d": text,
      "p": [points], "g": [tags the pages sort by], "o": [option names], "i": [[picture, alternative text], ...],
      "n": [[sku, option values ..., price, compare-at price or 0, quantity or null when always there, picture]]}]}

Prices are in cents. With --check it fails when the file is not what products.csv and the goods say.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

import catalogue

HERE = pathlib.Path(__file__).resolve().parent
LARGEST = 200_000
SHOWN_TAGS = ("bestseller", "women", "men", "kids", "unisex")


def cents(price):
    whole, _, part = price.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def one(goods):
    pictures = [file for _, _, file in goods["values"]]
    made = []
    for variant in catalogue.variants(goods):
        values = [catalogue.capital(variant["value"])] if variant["value"] else []
        values += [variant["size"]] if variant["size"] else []
        always = goods["untracked"] or goods["to_order"]
        made.append([variant["sku"], *values, cents(variant["price"]), cents(variant["was"]) if variant["was"] else 0,
                     None if always else variant["quantity"], pictures.index(variant["picture"])])
    options = [goods["option"]] if goods["option"] else []
    options += ["Size"] if goods["sizes"] else []
    return {
        "h": goods["handle"], "t": goods["title"], "v": goods["vendor"], "k": goods["kind"],
        "c": [part.strip() for part in goods["category"].split(">")], "d": " ".join(goods["text"]), "p": goods["points"],
        "g": [tag for tag in goods["tags"] if tag in SHOWN_TAGS], "o": options,
        "i": [[file, catalogue.alt(goods, value, colour)] for value, colour, file in goods["values"]], "n": made,
    }


def main():
    shop = {"currency": "USD", "products": [one(goods) for goods in catalogue.read()]}
    text = json.dumps(shop, ensure_ascii=False, separators=(",", ":")) + "\n"
    if len(text.encode()) > LARGEST:
        sys.exit(f"products.json would have {len(text.encode())} bytes, at most {LARGEST}")
    target = HERE / "site" / "products.json"
    if "--check" in sys.argv:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            sys.exit("site/products.json is not what the goods say; run python3 demo/site.py")
    else:
        target.write_text(text, encoding="utf-8")
        print(f"site/products.json: {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
