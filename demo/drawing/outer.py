"""Jackets, coats, swimwear and nightwear."""

from .dresses import both
from .kit import IVORY, across, box, flip, mix, sym, tone
from .tops import body_light, long_sleeve, rib_hem, shirt_collar


def mirrored(d):
    return d + flip(d)


def pocket_flap(p, x, y, w, h=18):
    p.fill(f"M{x} {y}L{x + w} {y}L{x + w} {y + h - 6}L{x + w / 2} {y + h}L{x} {y + h - 6}Z", p.t(-.055))


def inner(p, d, colour=None):
    p.fill(sym(d), colour or (p.t(-.17) if p.c != "#2b2c30" else "#1b1c1f"))


def field(p):
    long_sleeve(p, shoulder=282, slope=112, pit=206, waist=284, wrist=404, out=346, wide=34, cuff=20)
    p.fab(sym("M200 110C222 104 240 102 258 104L282 110C286 140 282 176 284 206L286 430C250 442 226 443 200 443"))
    cord, dark = "#6f4d30", "#583b23"
    inner(p, "M200 84C214 84 226 82 234 78L230 110L200 130", dark)
    both_c = "M234 74C250 80 260 92 264 108L230 134L201 116L232 96Z"
    p.fill(mirrored(both_c), cord)
    p.line(mirrored("M264 108L230 134L201 116"), dark, 2)
    p.line("M208 122L208 440", p.dark(1.6), 2.4)
    p.line("M224 132L224 438", p.dark(1.2), 1.8, dash="5 4")
    p.buttons([(216, y) for y in (160, 214, 268, 322, 376)], "#cdbb8a", 4.5)
    for x in (126, 232):
        p.fill(box(x, 300, 46, 72), p.t(.03))
        pocket_flap(p, x - 3, 292, 52, 28)
        p.dot(x + 23, 310, 3.6, "#cdbb8a")
        p.line(f"M{x + 2} 186L{x + 44} 182" if x > 200 else f"M{x + 2} 182L{x + 44} 186", p.dark(1.5), 5)
    p.fold("M272 214C258 226 246 232 232 236M128 214C142 226 154 232 168 236", 2.6)
    body_light(p, 122, 200, 290)


def denimjacket(p):
    thread = mix(p.c, "#d8a25c", .6) if p.c != "#2b2c30" else "#6f6a62"
    long_sleeve(p, shoulder=280, slope=114, pit=204, waist=276, wrist=386, out=342, wide=34, cuff=22)
    p.fab(sym("M200 116C220 110 238 104 250 102L280 112C284 146 274 176 276 204L270 384L200 388"))
    inner(p, "M200 88C214 88 226 86 232 80L230 110L200 134")
    shirt_collar(p, 90)
    p.line("M194 128L194 384M208 128L208 384", thread, 1.6, dash="5 3")
    p.line(mirrored("M214 178L274 178"), p.dark(1.5), 2.4)
    p.line(mirrored("M214 183L274 183M214 183L232 372M262 183L236 372"), thread, 1.6, dash="5 3")
    for d in ("M222 178L258 178L258 196L240 206L222 196Z",):
        p.fill(mirrored(d), p.t(-.035))
        p.line(mirrored(d), p.dark(1.5), 2)
    p.fill(sym("M200 370C226 370 250 368 271 366L270 390C248 394 226 394 200 394"), p.t(-.04))
    p.line(across("M200 374C226 374 250 372 270 370"), thread, 1.6, dash="5 3")
    p.buttons([(201, y) for y in (146, 190, 234, 278, 322, 381)] + [(240, 194), (160, 194)], "#b9854a", 4)
    p.fill(mirrored("M218 220C230 260 238 300 240 340C252 300 256 260 258 220Z"), "#fff", .07)
    body_light(p, 132, 214, 366)


def blazer(p):
    double = "double" in p.has
    long_sleeve(p, shoulder=284, slope=110, pit=208, waist=280, wrist=410, out=342, wide=32)
    p.buttons([(328, 392), (326, 402), (72, 392), (74, 402)], p.t(-.2) if double else "#8a6a45", 3)
    inner(p, "M200 88C214 88 226 86 236 80L232 150L200 250", tone(p.c, -.2) if p.c != "#2b2c30" else "#1b1c1f")
    end = 236 if double else 256
    left = f"M164 84L116 110C114 146 124 180 122 208C128 250 124 330 114 430C140 444 180 446 {214 if double else 200} 442L{224 if double else 204} {end + 14}Z"
    p.fab(flip("M236 84L284 110C286 146 276 180 278 208C272 250 276 330 286 430C262 444 226 446 204 442L200 270Z"))
    p.fab("M236 84L284 110C286 146 276 180 278 208C272 250 276 330 286 430C262 446 210 446 176 438L182 270L190 250Z" if double else
          "M236 84L284 110C286 146 276 180 278 208C272 250 276 330 286 430C270 446 236 448 216 436C204 420 196 330 196 262Z")
    lap = f"M236 80C246 84 252 90 256 98L276 142L254 150L264 166L{196 if not double else 190} {end + 4}C206 210 226 140 236 80Z"
    lapL = f"M164 80C154 84 148 90 144 98L124 142L146 150L136 166L{204 if not double else 208} {end + 4}C194 210 174 140 164 80Z"
    p.fill(lapL, p.cloth())
    p.line(lapL, p.dark(1.5), 2)
    p.fill(lap, p.cloth())
    p.line(lap, p.dark(1.5), 2)
    if double:
        horn = "#4a3a2e" if p.c != "#2b2c30" else "#6b6b70"
        p.buttons([(178 + dx, y) for dx in (0, 46) for y in (266, 308, 350)], horn, 5.5)
        p.line("M182 262L178 436", p.dark(1.5), 2)
    else:
        p.buttons([(205, 272), (207, 320)], "#8a6a45", 5.5)
    for x in (130, 228):
        if double:
            pocket_flap(p, x, 326, 42, 16)
        else:
            p.line(f"M{x} 322L{x} 366C{x} 374 {x + 42} 374 {x + 42} 366L{x + 42} 322Z", p.dark(1.3), 2)
    p.line("M236 196L264 192", p.dark(1.5), 4)
    p.fold("M268 214C262 250 262 290 266 320M132 214C138 250 138 290 134 320", 2.6)
    body_light(p, 126, 214, 320)


def quilted(p):
    d = p.dark(1.1)
    p.weave(34, 44, f"<path fill='none' stroke='{d}' stroke-width='2' opacity='.75' d='M0 22C8 14 12 6 17 0C22 6 26 14 34 22C26 30 22 38 17 44C12 38 8 30 0 22'/>"
            f"<path fill='none' stroke='{p.pale(1.2)}' stroke-width='1.5' opacity='.5' d='M2 24C9 16 13 9 17 4'/>")
    long_sleeve(p, shoulder=282, slope=112, pit=206, waist=280, wrist=396, out=344, wide=36)
    inner(p, "M200 88C216 88 228 86 238 80L232 130L200 190", mix(p.c, "#d9b98a", .5))
    p.fab(sym("M200 210L242 84L282 110C284 146 278 180 280 206L282 410L200 416"))
    trim = p.t(-.11) if p.c != "#2b2c30" else p.t(.1)
    p.line("M242 86L202 206L202 412M158 86L198 206", trim, 6)
    p.line(across("M200 415L281 410"), trim, 6)
    p.line("M310 398L343 393M90 398L57 393", trim, 6)
    p.buttons([(208, y) for y in (222, 276, 330, 384)], "#cdbb8a", 4)
    for d in ("M232 316L268 314L268 368L232 370Z",):
        p.line(mirrored(d), trim, 3)


def bomber(p):
    long_sleeve(p, shoulder=284, slope=114, pit=204, waist=284, wrist=384, out=350, wide=42, cuff=26)
    p.fab(sym("M200 116C224 110 240 102 250 100L284 112C290 150 284 180 286 204C290 260 286 330 280 374L200 380"))
    rib = p.t(-.07)
    p.fill(sym("M200 84C216 84 228 82 238 78L252 100C240 116 220 122 200 122"), rib)
    inner(p, "M200 92C212 92 224 90 232 88C224 100 212 104 200 104", "#c26a3c")
    p.line("".join(mirrored(f"M{206 + i * 8} {86 - i * 1.2:.0f}L{208 + i * 10} {118 - i * 4}") for i in range(5)), p.dark(), 1.6, opacity=.6)
    rib_hem(p, 398, 80, 28)
    p.line("M200 110L200 404", p.dark(1.8), 5)
    p.line("M200 112L200 402", "#b7babd", 2, dash="3 3")
    p.rect(197, 122, 6, 18, "#b7babd", 2)
    p.line(mirrored("M262 290L238 350"), p.dark(1.6), 4)
    p.line("M294 192L313 188M304 190L307 214", p.dark(1.5), 2)
    p.fold(mirrored("M278 214C262 226 250 232 238 234M276 250C278 300 272 340 268 366M240 372C236 350 240 330 244 310"), 3)
    p.sheen("M136 130C122 200 122 290 130 364C140 290 140 200 150 134Z", .16)


def puffer(p):
    long_sleeve(p, shoulder=286, slope=118, pit=214, waist=290, wrist=398, out=358, wide=46)
    p.line(mirrored("M290 160C300 158 308 162 315 170M290 206C304 204 312 208 320 216M292 256C312 252 320 256 328 264M294 306C316 302 328 304 337 312M308 354C326 350 336 352 346 359"), p.dark(1.6), 3)
    rows = [(112, 284), (160, 290), (212, 292), (264, 294), (316, 296), (368, 296), (424, 290)]
    for (top, half), (foot, nxt) in zip(rows, rows[1:]):
        p.fab(sym(f"M200 {top}L{half - 4} {top - 2}C{half + 8} {top + 12} {half + 8} {foot - 12} {nxt - 2} {foot - 2}C250 {foot + 6} 226 {foot + 6} 200 {foot + 6}"))
        p.sheen(f"M112 {top + 16}C140 {top + 8} 176 {top + 8} 194 {top + 14}C176 {top + 18} 140 {top + 18} 112 {top + 16}Z", .2)
    p.fab(sym("M200 52C232 52 258 72 260 112C250 128 226 136 200 136"))
    inner(p, "M200 68C222 68 240 82 240 108C230 118 216 122 200 122")
    p.fold(mirrored("M246 84C256 96 256 108 252 116"), 2.4)
    p.fab(sym("M200 104C220 104 238 98 246 92L250 128C236 140 218 144 200 144"))
    p.line("M200 108L200 426", p.dark(1.8), 6)
    p.line("M200 112L200 424", "#b7babd", 2, dash="3 3")
    p.rect(196.5, 122, 7, 18, "#c9ccce", 2)
    p.line(mirrored("M262 300L246 352"), p.dark(1.8), 4)


def rain(p):
    kid = "kid" in p.has
    long_sleeve(p, shoulder=280, slope=120, pit=212, waist=284, wrist=394, out=348, wide=40)
    p.line("M309 388L347 382M91 388L53 382", "#e4e8ea" if kid else p.dark(1.5), 5 if kid else 2)
    p.fab(sym("M200 120L280 118C286 150 282 184 284 212L292 424C256 434 226 436 200 436"))
    p.fab(sym("M200 42C240 42 262 76 258 122C244 142 222 150 200 152"))
    inner(p, "M200 62C226 62 240 84 236 116C226 128 214 134 200 138", mix(p.c, "#f3ead6", .55) if kid else None)
    if kid:
        p.line("".join(f"M168 {y}L232 {y}" for y in (84, 100, 116)), p.c, 4, opacity=.75)
    p.fold(mirrored("M250 82C258 96 256 112 252 124"), 2.4)
    p.line("M190 150L188 434M212 150L214 434", p.dark(1.3), 2)
    p.buttons([(201, y) for y in (172, 226, 280, 334, 388)], "#e9ecec" if not kid else p.t(-.14), 5.5)
    for d in ("M230 314L274 310L276 330L252 338L230 332Z",):
        p.fill(mirrored(d), p.t(-.055))
        p.line(mirrored("M232 332L236 372L272 368L276 330"), p.dark(1.2), 2)
    if kid:
        p.line(across("M200 262C230 262 260 260 287 256"), "#e4e8ea", 7, opacity=.9)
    else:
        p.line(mirrored("M202 196C230 196 258 190 284 182"), p.dark(1.3), 2)
        p.line("M232 224L256 222", p.dark(1.6), 3.5)
        p.line("M180 140L176 176M220 140L224 180", IVORY, 3)
    p.sheen("M138 140C124 230 116 330 112 424C134 330 142 230 146 140Z", .2)
    p.fold(mirrored("M272 226C260 236 250 240 240 242M262 350C268 380 270 404 270 426"), 2.6)


def gown(p, foot=446, flare=292):
    return sym(f"M200 120L242 88L282 110C286 150 276 184 278 212C284 290 288 370 {flare} {foot}L200 {foot + 4}")


def coat(p):
    """A wool coat; belt = wrapped, toggle = duffle."""
    sleeve = dict(shoulder=282, slope=112, pit=208, waist=278, wrist=392, out=342, wide=34)
    long_sleeve(p, **sleeve)
    p.line(mirrored("M307 366L339 360"), p.dark(1.4), 2)
    inner(p, "M200 84C214 84 226 82 236 78L232 130L200 200")
    p.fab(gown(p))
    if "toggle" in p.has:
        p.fab(sym("M200 44C238 44 258 72 256 112C244 130 222 140 200 142"))
        inner(p, "M200 62C224 62 238 80 236 106C226 118 214 122 200 124")
        p.line("M188 142L186 448M216 142L218 448", p.dark(1.3), 2)
        p.line(across("M200 170C230 170 258 164 282 154"), p.dark(1.3), 2.2)
        for y in (190, 246, 302):
            p.line(f"M176 {y}C196 {y - 8} 212 {y - 8} 232 {y}", "#6f4a2c", 3)
            p.rect(190, y - 9, 24, 8, "#d7b57f", 4)
            p.rect(168, y - 6, 11, 12, "#7a5230", 2)
            p.rect(230, y - 6, 11, 12, "#7a5230", 2)
        for x in (122, 228):
            p.fill(box(x, 340, 50, 62), p.t(-.04))
            pocket_flap(p, x - 2, 334, 54, 20)
    elif "belt" in p.has:
        p.line("M158 92C170 150 190 190 206 216L196 448", p.dark(1.3), 2.2)
        lap = "M238 80C256 92 262 112 258 140L206 222C204 190 222 140 238 80Z"
        for d in (flip(lap), lap):
            p.fill(d, p.cloth())
            p.line(d, p.dark(1.3), 2)
        p.fill(sym("M200 236C230 236 258 234 280 230L281 256C258 262 230 263 200 263"), p.t(-.06))
        p.fill("M208 250C222 280 226 330 222 372L200 374C206 330 204 290 196 256ZM200 252C190 284 180 310 172 346L154 340C164 310 176 280 186 252Z", p.t(-.085))
        p.rect(184, 234, 32, 30, p.t(-.03), 7)
        p.line(mirrored("M240 292L262 336"), p.dark(1.5), 4)
        p.fold(mirrored("M250 262C258 320 264 380 266 440M232 264C238 300 242 340 244 380"), 3)
    else:
        p.line("M206 224L204 448", p.dark(1.5), 2.4)
        lap = "M236 80C246 84 252 92 256 100L276 146L252 154L262 170L204 226C204 190 224 140 236 80Z"
        for d in (flip(lap), lap):
            p.fill(d, p.cloth())
            p.line(d, p.dark(1.5), 2)
        p.buttons([(216, y) for y in (240, 292, 344)], "#3e332b" if p.c != "#bf9563" else "#5c4028", 6)
        for x in (128, 226):
            pocket_flap(p, x, 312, 46, 18)
        p.line("M236 204L262 200", p.dark(1.5), 4)
        p.fold(mirrored("M264 226C268 300 272 370 274 440"), 3)
    p.sheen("M132 214C124 290 118 370 116 440C130 370 136 290 140 222Z", .14)


def trench(p):
    horn = "#5f4630"
    long_sleeve(p, shoulder=284, slope=112, pit=208, waist=280, wrist=396, out=344, wide=34)
    p.line("M309 366L341 360M91 366L59 360", p.dark(1.6), 7)
    inner(p, "M200 84C214 84 226 82 236 78L232 130L200 190")
    p.fab(gown(p, 448, 302))
    p.fill("M214 130L284 116C286 150 280 178 279 196C256 204 232 204 212 198Z", p.t(-.04))
    p.line("M214 199C236 205 258 204 279 197", p.dark(1.4), 2)
    lap = "M236 78C250 84 258 94 262 106L270 140L244 146L250 160L190 216C200 180 224 140 236 78Z"
    for d in (flip(lap), lap):
        p.fill(d, p.cloth())
        p.line(d, p.dark(1.5), 2)
    p.line("M176 216L172 448", p.dark(1.5), 2.4)
    p.line(mirrored("M252 102L282 116"), p.dark(1.7), 6)
    p.buttons([(184 + dx, y) for dx in (0, 40) for y in (226, 300, 346)], horn, 5.5)
    p.fill(sym("M200 248C232 248 260 246 281 242L283 266C260 272 232 273 200 273"), p.t(-.06))
    p.add(f"<rect x='190' y='244' width='28' height='32' fill='none' stroke='{horn}' stroke-width='5' rx='4'/>")
    p.fill("M218 252L256 262L250 330L234 334L238 276L218 270Z", p.t(-.1))
    p.line(mirrored("M246 300L266 340"), p.dark(1.5), 5)
    p.fold(mirrored("M256 276C268 330 278 390 282 444M236 340C240 380 242 410 242 444"), 3)
    p.sheen("M130 278C120 330 110 390 106 440C124 390 134 330 140 280Z", .16)


def swimsuit(p):
    p.dress_up(.8)
    p.fit = "translate(-40 -20) scale(1.2)"
    p.fill(sym("M200 190C224 190 236 170 240 110L250 112L240 210L200 220"), p.t(-.17))
    p.fab(sym("M200 176C226 176 238 150 240 96L256 96C256 140 262 166 266 186C270 220 256 250 262 284C270 320 272 340 264 352C240 356 222 384 220 410L200 412"))
    p.line(across("M200 180C230 180 242 152 244 98"), p.dark(1.3), 2)
    p.line(mirrored("M266 350C242 356 226 382 222 408"), p.dark(1.3), 2)
    p.fold(mirrored("M258 214C244 222 236 226 226 228M258 262C246 270 238 274 230 276"), 2.4)
    p.sheen("M142 200C146 240 140 270 138 320C152 280 156 240 150 200Z", .18)
    if "kid" in p.has:
        p.pattern = None
        p.fab(sym("M200 286C230 286 252 282 263 276C276 300 282 316 284 330C256 340 230 342 200 342"))
        p.fold(mirrored("M222 292L226 336M244 290L252 332") + "M200 292L200 340", 2.4)


def bikini(p):
    p.has.add("rib")
    p.dress_up()
    p.fit = "translate(-40 -30) scale(1.2)"
    p.line(mirrored("M226 160C232 130 236 100 222 70"), p.t(-.06), 4)
    p.line("M178 70C190 60 196 74 186 84M222 70C210 60 204 74 214 84", p.t(-.06), 4)
    p.line(across("M200 222C232 222 262 218 288 208"), p.t(-.06), 5)
    both(p, "M226 158C246 176 264 200 270 218C246 226 222 226 204 222C206 200 214 178 226 158Z")
    p.line(mirrored("M226 160C244 178 260 200 266 216"), p.dark(1.2), 2)
    p.fab(sym("M200 296C232 296 258 293 282 288L280 316C252 322 226 352 220 388L200 390"))
    p.line(across("M200 302C232 302 258 299 281 294"), p.dark(1.2), 2)
    for x in (284, 116):
        s = 1 if x > 200 else -1
        p.line(f"M{x} 300C{x + s * 14} 286 {x + s * 22} 300 {x + s * 4} 304M{x} 302C{x + s * 10} 316 {x + s * 8} 330 {x + s * 14} 344M{x} 302C{x + s * 2} 318 {x - s * 2} 330 {x + s * 2} 346", p.t(-.06), 4)
    p.sheen("M132 306C146 318 160 330 172 360C160 322 146 310 132 306Z", .2)


def pyjamas(p):
    pipe = IVORY if p.c != "#f5f2eb" else p.t(-.2)
    p.fit = "translate(-4 -2) scale(1.02)"
    p.fab(sym("M200 250L250 250C262 320 270 390 272 462L214 464L203 330L200 330"), 1)
    p.line("M216 452L271 450M184 452L129 450", pipe, 2.5)
    long_sleeve(p, shoulder=274, slope=110, pit=190, waist=270, wrist=330, out=332, wide=40)
    p.line("M295 322L328 315M105 322L72 315", pipe, 2.5)
    inner(p, "M200 84C214 84 226 82 232 78L228 120L200 160")
    p.fab(sym("M200 168L234 86L274 108C280 140 268 170 270 190L276 330L200 334"))
    lap = "M234 82C248 90 256 102 258 116L226 164L201 166L230 100Z"
    for d in (flip(lap), lap):
        p.fill(d, p.cloth())
        p.line(d, pipe, 2.4)
    p.line("M208 168L208 332", pipe, 2.4)
    p.buttons([(201, y) for y in (190, 230, 270, 308)], pipe, 4)
    for d in (box(222, 184, 36, 40), box(220, 268, 42, 46), flip(box(220, 268, 42, 46))):
        p.fill(d, p.t(-.025))
    p.line("M222 184L258 184M220 268L262 268M138 268L180 268", pipe, 2.4)
    p.fold(mirrored("M262 200C256 220 258 240 256 256") + mirrored("M240 350C248 390 252 420 254 446"), 2.6)
    body_light(p, 136, 200, 322)


def robe(p):
    p.weave(14, 14, f"<path fill='none' stroke='{p.dark(.8)}' stroke-width='1.5' opacity='.55' d='M0 0h14v14M4 4h6v6H4z'/>")
    long_sleeve(p, shoulder=286, slope=112, pit=216, waist=284, wrist=376, out=348, wide=44, cuff=24)
    inner(p, "M200 84C214 84 226 82 236 78L232 140L200 230")
    p.fab(gown(p, 452, 300))
    p.pattern = None
    lap = "M236 78C254 90 258 110 252 140L204 256L192 250C204 200 226 140 236 78Z"
    p.fill(flip(lap), p.t(-.03))
    p.line("M196 252L190 452", p.dark(1.4), 2.4)
    p.fill(lap, p.cloth())
    p.line(lap, p.dark(1.3), 2)
    p.fill(sym("M200 250C232 250 260 247 282 242L283 266C260 272 232 274 200 274"), p.t(-.06))
    p.fill("M206 262C220 296 224 340 222 380L204 382C208 340 204 300 194 266ZM198 262C188 300 180 330 174 366L158 362C166 326 176 296 184 262Z", p.t(-.085))
    p.rect(184, 247, 32, 30, p.t(-.03), 7)
    for x in (122, 232):
        p.line(box(x, 312, 46, 56), p.dark(1.3), 2.4)


SHAPES = {
    "field": field, "denimjacket": denimjacket, "blazer": blazer, "quilted": quilted, "bomber": bomber,
    "puffer": puffer, "rain": rain, "coat": coat, "trench": trench, "swimsuit": swimsuit, "bikini": bikini,
    "pyjamas": pyjamas, "robe": robe,
}
