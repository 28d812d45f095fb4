"""Paper, light, cloth and patterns: everything a shape needs to be drawn in the colour of its variant.

A picture is 400 by 500. Light comes from the upper left. Ids carry the picture's own name, so that several
pictures can stand in one document.
"""

import re

COLOURS = {
    "black": "#2b2c30", "white": "#f5f2eb", "cream": "#efe6d2", "ecru": "#e6dac1", "oatmeal": "#d8c9b0",
    "natural": "#d5bd90", "sand": "#d3bf9b", "camel": "#bf9563", "tan": "#b87d47", "cognac": "#98552c",
    "chestnut": "#82502f", "brown": "#6b4832", "khaki": "#a4966e", "taupe": "#958672", "nude": "#ddb99c",
    "blush": "#e6bdb0", "pink": "#e3a6ae", "dusty rose": "#c68e8a", "red": "#b83431", "burgundy": "#702536",
    "plum": "#5f3553", "coral": "#e37a62", "neon coral": "#f3674f", "terracotta": "#bf6545", "rust": "#a54f2c",
    "mustard": "#cf9c37", "ochre": "#c78d34", "butter yellow": "#f0de9b", "yellow": "#efc23c",
    "honey": "#dfab52", "gold": "#d0a853", "rose gold": "#d39a86", "silver": "#bcc2c7", "olive": "#646a42",
    "moss": "#71774a", "sage": "#9bab8d", "green": "#518c5b", "emerald": "#1c6d53", "forest": "#2f4e3e",
    "teal": "#317276", "light blue": "#95b5d4", "sky blue": "#82b4dc", "cornflower blue": "#668bd0",
    "blue": "#3b6dac", "indigo": "#30416a", "navy": "#27345a", "midnight": "#1f2747", "lavender": "#aea3d0",
    "grey": "#9b9fa4", "light grey": "#c9cbcc", "charcoal": "#47494e", "champagne": "#e2cfad",
    "oak": "#c99d67", "walnut": "#704933", "wicker": "#c8a069", "tortoiseshell": "#7c4c27", "multi": "#c9705a",
}

# Wall and floor. The dark ones are for goods that would vanish on the light ones.
WALLS = [
    ("#e9eef0", "#dbe3e6"), ("#f0ece8", "#e5ddd7"), ("#ede5d9", "#dfd4c4"), ("#eaefe9", "#dae4da"),
    ("#efeee6", "#e2e0d3"), ("#ecebef", "#dedce3"), ("#f2e8e0", "#e7d9cd"), ("#e6eeec", "#d6e2df"),
]
DEEP_WALLS = [
    ("#cdd6d6", "#bcc8c8"), ("#d8cabb", "#c9b8a6"), ("#c8cfd9", "#b7c0cc"), ("#d6c8c3", "#c8b6af"),
    ("#c9d0c0", "#b8c1ad"),
]

INK, BRASS, STEEL, WOOD, IVORY = "#2d2f33", "#c9a24f", "#a9b0b6", "#b98a55", "#f6f1e6"


def rgb(colour):
    return [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]


def oklab(colour):
    r, g, b = (v / 12.92 if v <= .04045 else ((v + .055) / 1.055) ** 2.4 for v in rgb(colour))
    l = (.4122214708 * r + .5363325363 * g + .0514459929 * b) ** (1 / 3)
    m = (.2119034982 * r + .6806995451 * g + .1073969566 * b) ** (1 / 3)
    s = (.0883024619 * r + .2817188376 * g + .6299787005 * b) ** (1 / 3)
    return (.2104542553 * l + .793617785 * m - .0040720468 * s, 1.9779984951 * l - 2.428592205 * m + .4505937099 * s,
            .0259040371 * l + .7827717662 * m - .808675766 * s)


def hexed(lab):
    L, a, b = lab
    l, m, s = (v ** 3 for v in (L + .3963377774 * a + .2158037573 * b, L - .1055613458 * a - .0638541728 * b,
                                L - .0894841775 * a - 1.291485548 * b))
    out = (4.0767416621 * l - 3.3077115913 * m + .2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s,
           -.0041960863 * l - .7034186147 * m + 1.707614701 * s)
    out = (12.92 * v if v <= .0031308 else 1.055 * v ** (1 / 2.4) - .055 for v in (min(1, max(0, v)) for v in out))
    return "#" + "".join(f"{round(v * 255):02x}" for v in out)


def tone(colour, by):
    """Lighter (`by` > 0) or darker at the same hue; colour thins out a little towards both ends."""
    L, a, b = oklab(colour)
    keep = 1 - abs(by) * .7
    return hexed((min(.985, max(.1, L + by)), a * keep, b * keep))


def mix(one, other, share):
    """`share` of the second colour in the first."""
    return hexed(tuple(x + (y - x) * share for x, y in zip(oklab(one), oklab(other))))


def light(colour):
    return oklab(colour)[0]


def num(value):
    digits = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def steps(d):
    """An absolute path (M L C Q Z) as [(command, [(x, y), ...])]."""
    found = []
    for command, rest in re.findall(r"([MLCQZ])([^MLCQZ]*)", d):
        n = [float(v) for v in re.findall(r"-?[\d.]+", rest)]
        points = list(zip(n[::2], n[1::2]))
        size = {"M": 1, "L": 1, "C": 3, "Q": 2}.get(command)
        if not size:
            found.append((command, []))
        for i in range(0, len(points), size or 1):
            found.append((command, points[i:i + size]))
    return found


def path(parts):
    text = ""
    for command, points in parts:
        text += command + " ".join(f"{num(x)} {num(y)}" for x, y in points)
    return text


def short(d):
    """The same path in fewer letters: relative to the last point, one decimal, no needless spaces."""
    if re.search("[a-bd-z]|c", d):
        return d
    text, at, start = "", (0, 0), (0, 0)
    for command, points in steps(d):
        points = [(round(x, 1), round(y, 1)) for x, y in points]
        if command == "M":
            text += "M" + joined(points)
            at = start = points[0]
        elif command == "Z":
            text += "z"
            at = start
        else:
            text += command.lower() + joined([(x - at[0], y - at[1]) for x, y in points])
            at = points[-1]
    return text


def joined(points):
    text = ""
    for value in (v for point in points for v in point):
        digits = num(value)
        text += digits if not text or digits[0] == "-" else " " + digits
    return text


def flip(d):
    """The same path seen in a mirror that stands at x = 200."""
    return path([(c, [(400 - x, y) for x, y in points]) for c, points in steps(d)])


def sym(d):
    """A right half, drawn from the top of the middle line to its foot, made whole."""
    parts = steps(d.removesuffix("Z"))
    back, end = [], parts[-1][1][-1]
    if end[0] != 200:
        back.append(("L", [(400 - end[0], end[1])]))
    for before, (command, points) in reversed(list(zip(parts, parts[1:]))):
        turned = points[:-1][::-1] + [before[1][-1]]
        back.append((command, [(400 - x, y) for x, y in turned]))
    return path(parts + back) + "Z"


def across(d):
    """An open line from the middle to the right, made to run from left to right."""
    parts = steps(d)
    left, end = [], parts[-1][1][-1]
    for before, (command, points) in reversed(list(zip(parts, parts[1:]))):
        left.append((command, [(400 - x, y) for x, y in points[:-1][::-1] + [before[1][-1]]]))
    return path([("M", [(400 - end[0], end[1])])] + left + parts[1:])


def shifted(d, dx, dy=0, k=1):
    return path([(c, [(x * k + dx, y * k + dy) for x, y in points]) for c, points in steps(d)])


def box(x, y, w, h):
    return f"M{num(x)} {num(y)}L{num(x + w)} {num(y)}L{num(x + w)} {num(y + h)}L{num(x)} {num(y + h)}Z"


class Picture:
    """What has been drawn so far; `c` is the colour of the variant, `has` the details asked for."""

    def __init__(self, name, colour, details, wall):
        self.name, self.c, self.has = name, COLOURS[colour], set(details)
        self.colour = colour
        self.defs, self.parts, self.made = [], [], {}
        self.floor, self.shadow, self.under, self.fit = 456, True, "", ""
        pale = light(self.c) > .86
        self.wall, self.ground = (DEEP_WALLS if pale else WALLS)[wall % (len(DEEP_WALLS) if pale else len(WALLS))]
        self.pattern = None

    # Tones of the cloth itself
    def t(self, by):
        return tone(self.c, by)

    def dark(self, much=1):
        """A shadow tone; on near-black cloth folds are seen as light, not as darker black."""
        return self.t(.09 * much) if light(self.c) < .33 else self.t(-.085 * much)

    def pale(self, much=1):
        return self.t(.075 * much)

    def ref(self, kind, make):
        """One definition of a kind per picture; gives the url to fill with."""
        if kind not in self.made:
            self.made[kind] = f"{self.name}-{len(self.made)}"
            self.defs.append(make(self.made[kind]))
        return f"url(#{self.made[kind]})"

    def slope(self, *stops, turn="x2='.8' y2='1'"):
        """A gradient over the box of what it fills; stops are (place, colour) or (place, colour, opacity)."""
        def make(name):
            inner = ""
            for stop in stops:
                alpha = f" stop-opacity='{num2(stop[2])}'" if len(stop) > 2 else ""
                inner += f"<stop offset='{num2(stop[0])}' stop-color='{stop[1]}'{alpha}/>"
            return f"<linearGradient id='{name}' {turn}>{inner}</linearGradient>"
        return self.ref(("slope", stops, turn), make)

    def volume(self, colour, depth=1):
        """A round thing lit from the left."""
        return self.slope((0, tone(colour, -.02 * depth)), (.28, tone(colour, .055 * depth)), (.6, colour),
                          (1, tone(colour, -.12 * depth)), turn="x2='1' y2='.12'")

    def cloth(self, colour=None):
        colour = colour or self.c
        return self.slope((0, tone(colour, .045)), (.5, colour), (1, tone(colour, -.06)))

    def shade(self):
        return self.slope((0, "#fff", .16), (.45, "#fff", 0), (.55, "#000", 0), (1, "#000", .16))

    # Marks
    def add(self, text):
        self.parts.append(text)

    def fill(self, d, paint, opacity=None):
        o = f" opacity='{num2(opacity)}'" if opacity is not None else ""
        self.add(f"<path fill='{paint}'{o} d='{short(d)}'/>")

    def fab(self, d, back=0):
        """A piece of the cloth; `back` = 1 for a piece that lies behind."""
        if self.pattern:
            self.fill(d, self.pattern)
            self.fill(d, "#10121a" if back else self.shade(), .17 if back else None)
        elif back:
            self.fill(d, self.slope((0, self.t(-.035)), (1, self.t(-.095))))
        else:
            self.fill(d, self.cloth())

    def line(self, d, colour=None, w=2.5, dash=None, opacity=None, cap="round"):
        extra = f" stroke-dasharray='{dash}'" if dash else ""
        extra += f" opacity='{num2(opacity)}'" if opacity is not None else ""
        extra += f" stroke-linecap='{cap}'" if cap != "round" else ""
        self.add(f"<path fill='none' stroke='{colour or self.dark()}' stroke-width='{num(w)}'{extra} d='{short(d)}'/>")

    def fold(self, d, w=3):
        self.line(d, "#fff" if light(self.c) < .33 else self.t(-.16), w, opacity=.13 if light(self.c) < .33 else .42)

    def seam(self, d, colour=None):
        self.line(d, colour or self.dark(1.1), 1.6, dash="5 4")

    def sheen(self, d, opacity=.2):
        self.fill(d, "#fff", opacity)

    def dot(self, x, y, r, paint):
        self.add(f"<circle cx='{num(x)}' cy='{num(y)}' r='{num(r)}' fill='{paint}'/>")

    def oval(self, x, y, rx, ry, paint, opacity=None):
        o = f" opacity='{num2(opacity)}'" if opacity is not None else ""
        self.add(f"<ellipse cx='{num(x)}' cy='{num(y)}' rx='{num(rx)}' ry='{num(ry)}' fill='{paint}'{o}/>")

    def ring(self, x, y, r, colour, w, opacity=None):
        o = f" opacity='{num2(opacity)}'" if opacity is not None else ""
        self.add(f"<circle cx='{num(x)}' cy='{num(y)}' r='{num(r)}' fill='none' stroke='{colour}' stroke-width='{num(w)}'{o}/>")

    def rect(self, x, y, w, h, paint, r=0, opacity=None):
        o = f" opacity='{num2(opacity)}'" if opacity is not None else ""
        o += f" rx='{num(r)}'" if r else ""
        self.add(f"<rect x='{num(x)}' y='{num(y)}' width='{num(w)}' height='{num(h)}' fill='{paint}'{o}/>")

    def buttons(self, points, colour=IVORY, r=4):
        self.line("".join(f"M{num(x)} {num(y)}h.1" for x, y in points), colour, 2 * r)

    def stand(self, x=200, y=430, rx=120, ry=12, floor=None):
        """A contact shadow; the floor begins a little behind it."""
        self.floor = floor or y - 14
        fill = self.ref("stand", lambda n: f"<radialGradient id='{n}'><stop stop-color='#2a241d' stop-opacity='.42'/>"
                        f"<stop offset='.6' stop-color='#2a241d' stop-opacity='.16'/><stop offset='1' stop-color='#2a241d'"
                        " stop-opacity='0'/></radialGradient>")
        self.under += f"<ellipse cx='{num(x + 6)}' cy='{num(y)}' rx='{num(rx)}' ry='{num(ry)}' fill='{fill}'/>"

    def hanger(self, half=58, drop=32, y=62):
        wood = "#8d8377"
        self.line(f"M200 {y}C200 {y - 14} 213 {y - 12} 213 {y - 24}C213 {y - 40} 196 {y - 40} 192 {y - 27}", "#9aa1a6", 3.5)
        self.line(f"M{200 - half} {y + drop}L200 {y}L{200 + half} {y + drop}", wood, 6)

    def pair(self, back="translate(52 -52) scale(.88)", front="translate(-8 8)"):
        """Everything drawn so far, twice: one behind, one in front."""
        name = f"{self.name}-one"
        self.defs.append(f"<g id='{name}'>{''.join(self.parts)}</g>")
        cast = self.ref("cast", cast_shadow)
        self.parts = [f"<g filter='{cast}'><use href='#{name}' transform='{back}'/></g>"
                      f"<g filter='{cast}'><use href='#{name}' transform='{front}'/></g>"]
        self.shadow = False

    # Patterns: `weave` sets the one the rest of the cloth is filled with
    def weave(self, w, h, inner, turn=""):
        self.pattern = self.ref(("weave", inner), lambda n: f"<pattern id='{n}' width='{w}' height='{h}' patternUnits='userSpaceOnUse'{turn}>"
                                f"<path fill='{self.c}' d='M0 0h{w}v{h}H0z'/>{inner}</pattern>")

    def dress_up(self, k=1):
        """The pattern the details ask for, if any."""
        c, has = self.c, self.has
        if "stripe" in has:
            w = num(22 * k)
            self.weave(20, w, f"<path fill='{IVORY}' d='M0 0h20v{num(12 * k)}H0z'/>")
        elif "gingham" in has:
            self.weave(22, 22, f"<path fill='{IVORY}' d='M0 0h22v22H0z'/><path fill='{c}' opacity='.52' d='M0 0h11v22H0z'/>"
                       f"<path fill='{c}' opacity='.52' d='M0 0h22v11H0z'/>")
        elif "check" in has:
            d = tone(c, -.11)
            self.weave(48, 48, f"<path fill='{d}' opacity='.75' d='M0 0h16v48H0zM0 0h48v16H0z'/>"
                       f"<path fill='#eed9b4' opacity='.7' d='M30 0h2.5v48H30zM0 30h48v2.5H0z'/>")
        elif "dots" in has:
            self.weave(26, 26, f"<g fill='{IVORY}'><circle cx='6.5' cy='6.5' r='3'/><circle cx='19.5' cy='19.5' r='3'/></g>")
        elif "floral" in has:
            a, b = mix(c, "#fff4e4", .85), mix(c, "#f2b8a0", .65)
            leaf = mix(c, "#b8c79a", .6)
            petals = lambda x, y, r, f: (f"<path stroke='{f}' stroke-width='{num(r * 1.45)}' d='" + "".join(
                f"M{num(x + dx * r)} {num(y + dy * r)}h.1" for dx, dy in ((0, -1), (.95, -.3), (.6, .8), (-.6, .8), (-.95, -.3)))
                + "'/>")
            self.weave(54, 60, f"<g fill='none' stroke='{leaf}' stroke-width='2.5'>"
                       "<path d='M22 22q8 4 9 12M48 52q-8 0-12-6M12 46q6-6 4-12'/>"
                       + petals(15, 16, 5, a) + petals(41, 42, 4.4, b) + petals(44, 12, 2.4, a) + petals(10, 50, 2.4, b)
                       + "<path stroke='#d8a348' stroke-width='5' d='M15 16h.1M41 42h.1'/></g>")
        elif "eyelet" in has:
            d = tone(c, -.1)
            self.weave(28, 28, f"<g fill='{d}'><circle cx='7' cy='7' r='2.2'/><ellipse cx='7' cy='13.5' rx='1.4' ry='2.5'/>"
                       f"<ellipse cx='13.5' cy='7' rx='2.5' ry='1.4'/><circle cx='21' cy='21' r='2.2'/>"
                       "<ellipse cx='21' cy='27' rx='1.4' ry='2'/><ellipse cx='27' cy='21' rx='2' ry='1.4'/></g>")
        elif "leaf" in has:
            a, b = tone(c, .14), tone(c, -.09)
            blade = "<path d='M{0} {1}q16-22 34-24q-8 20-34 24M{0} {1}q-18-12-20-28q18 6 20 28'/>"
            self.weave(84, 78, f"<g fill='{a}'>{blade.format(28, 40)}</g><g fill='{b}'>{blade.format(56, 78)}</g>")
        elif "pinstripe" in has:
            self.weave(10, 10, f"<path fill='{IVORY}' d='M0 0h6v10H0z'/>")
        elif "knit" in has:
            self.weave(9, 8, f"<path fill='none' stroke='{self.dark(.8)}' stroke-width='1.3' opacity='.6' d='M.5 1l4 5 4-5'/>")
        elif "cable" in has:
            d, l = self.dark(1.1), self.pale(.7)
            self.weave(44, 36, f"<g fill='none'><path stroke='{l}' stroke-width='5' d='M11 0c0 12 11 12 11 18s11 12 11 18M33 0c0 6-3 9-6 12M17 24c-3 3-6 6-6 12'/>"
                       f"<path stroke='{d}' stroke-width='1.8' opacity='.7' d='M7 0c0 14 11 12 11 18s11 10 11 18M15 0c0 10 11 12 11 18s11 8 11 18M37 0c0 8-4 11-8 14M16 21c-4 4-9 6-9 15'/>"
                       f"<path stroke='{d}' stroke-width='1.6' opacity='.55' d='M1 0v36M43 0v36'/></g>")
        elif "rib" in has:
            self.weave(7, 10, f"<path fill='{self.dark(.7)}' opacity='.55' d='M0 0h2v10H0z'/>")
        elif "cord" in has:
            self.weave(6, 10, f"<path fill='{self.dark(.8)}' opacity='.6' d='M0 0h2v10H0z'/>")
        return self

    def svg(self, label):
        wall, ground = self.wall, self.ground
        glow = self.ref("glow", lambda n: f"<radialGradient id='{n}' cx='.3' cy='.22' r='.95'><stop stop-color='#fff' stop-opacity='.55'/>"
                        "<stop offset='1' stop-color='#fff' stop-opacity='0'/></radialGradient>")
        inner = "".join(self.parts)
        if self.fit:
            inner = f"<g transform='{self.fit}'>{inner}</g>"
        if self.shadow:
            inner = f"<g filter='{self.ref('cast', cast_shadow)}'>{inner}</g>"
        label = label.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;")
        text = (f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 500' role='img' aria-label='{label}'"
                f" stroke-linecap='round' stroke-linejoin='round'>"
                f"<defs>{''.join(self.defs)}</defs><path fill='{wall}' d='M0 0h400v500H0z'/>"
                f"<path fill='{ground}' d='M0 {num(self.floor)}h400V500H0z'/>"
                f"<path fill='{glow}' d='M0 0h400v500H0z'/>{self.under}{inner}</svg>\n")
        return text.replace("'", '"')


def cast_shadow(name):
    return (f"<filter id='{name}' x='-.2' y='-.2' width='1.4' height='1.4'><feDropShadow dx='5' dy='8' stdDeviation='7'"
            " flood-color='#2a2118' flood-opacity='.2'/></filter>")


def num2(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")
