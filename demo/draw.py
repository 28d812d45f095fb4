#!/usr/bin/env python3
"""Draws the demo shop's pictures: one SVG for every colour of every product.

    draw.py                    write demo/pictures/*.svg
    draw.py --check            fail when they differ from what would be drawn, or when the table names a missing one
    draw.py --sheet FILE.html  all pictures on one page, to look at; [--only WORD] for some of them
"""

import argparse
import csv
import pathlib
import sys

sys.dont_write_bytecode = True

import catalogue
from drawing import shapes
from drawing.kit import Picture

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
LARGEST = 4096


def draw_all():
    """File name to (text, handle) for the whole shop, in the order of the catalogue."""
    drawn = {}
    for goods in catalogue.read():
        shape, *details = goods["draw"]
        for value, colour, file in goods["values"]:
            wall = catalogue.steady("wall", goods["handle"], colour)
            picture = Picture(file.removesuffix(".svg"), colour, details, wall)
            shapes.SHAPES[shape](picture)
            drawn[file] = picture.svg(catalogue.alt(goods, value, colour))
    return drawn


def check(drawn):
    wrong = [f"{name}: {len(text.encode())} bytes, at most {LARGEST}" for name, text in drawn.items()
             if len(text.encode()) > LARGEST]
    there = {file.name: file.read_text(encoding="utf-8") for file in PICTURES.glob("*.svg")}
    wrong += [f"{name}: not drawn" for name in drawn.keys() - there.keys()]
    wrong += [f"{name}: belongs to no product" for name in there.keys() - drawn.keys()]
    wrong += [f"{name}: differs" for name in drawn.keys() & there.keys() if drawn[name] != there[name]]
    with open(HERE / "products.csv", encoding="utf-8", newline="") as table:
        for number, row in enumerate(csv.DictReader(table), 2):
            for column in ("Image Src", "Variant Image"):
                if row[column] and row[column].removeprefix("/demo/pictures/") not in there:
                    wrong.append(f"products.csv row {number}: no file for {row[column]}")
    return sorted(wrong)


def sheet(drawn, only):
    cells = "".join(f"<figure>{text}<figcaption>{name} {len(text)}</figcaption></figure>"
                    for name, text in drawn.items() if not only or any(word in name for word in only.split(",")))
    return ("<!doctype html><meta charset=utf-8><style>body{display:grid;grid-template-columns:repeat(auto-fill,180px);gap:12px;"
            "font:10px sans-serif;margin:12px}figure{margin:0}svg{display:block}</style>" + cells)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    options.add_argument("--sheet", type=pathlib.Path)
    options.add_argument("--only", default="")
    asked = options.parse_args()
    drawn = draw_all()
    if asked.check:
        wrong = check(drawn)
        print("\n".join(wrong) or f"{len(drawn)} pictures are as drawn", file=sys.stderr if wrong else sys.stdout)
        sys.exit(1 if wrong else 0)
    if asked.sheet:
        asked.sheet.write_text(sheet(drawn, asked.only), encoding="utf-8")
        return
    PICTURES.mkdir(exist_ok=True)
    for file in PICTURES.glob("*.svg"):
        if file.name not in drawn:
            file.unlink()
    for name, text in drawn.items():
        (PICTURES / name).write_text(text, encoding="utf-8")
    sizes = [len(text.encode()) for text in drawn.values()]
    print(f"{len(drawn)} pictures, {sum(sizes) // 1024} kB, largest {max(sizes)} bytes")


if __name__ == "__main__":
    main()
