"""Bags, scarves, hats, jewellery and the other small things one wears or carries."""

import math

from .kit import BRASS, INK, IVORY, STEEL, box, mix, num, shifted, tone


def metal(p):
    """A polished slope in the metal's own colour."""
    c = p.c
    return p.slope((0, tone(c, .1)), (.35, c), (.55, tone(c, -.16)), (.75, tone(c, .06)), (1, tone(c, -.1)))


def stitch(p, d, colour=None):
    p.line(d, colour or p.t(.14), 2, dash="7 6")


def shoulderbag(p):
    p.stand(200, 434, 160, 15)
    p.line("M112 240C112 110 152 68 200 68C248 68 288 110 288 240", p.t(-.1), 13)
    p.line("M112 240C112 110 152 68 200 68C248 68 288 110 288 240", p.t(-.18), 2.5)
    p.fill("M72 236L328 236L348 408C350 424 342 434 328 434L72 434C58 434 50 424 52 408Z", p.slope((0, p.t(-.01)), (1, p.t(-.1))))
    p.fab("M66 222L334 222C342 222 346 228 346 235C344 292 322 326 284 340C232 356 168 356 116 340C76 326 56 292 54 235C54 228 60 222 66 222Z")
    stitch(p, "M66 233L334 233C336 285 318 318 280 331C230 346 170 346 120 331C82 318 64 285 66 233")
    p.fill(box(186, 298, 28, 68), p.t(-.1))
    p.rect(179, 338, 42, 27, p.slope((0, tone(BRASS, .1)), (1, tone(BRASS, -.08))), 4)
    p.fill(box(194, 346, 12, 11), p.t(-.16))
    for x in (112, 288):
        p.dot(x, 242, 9, BRASS)
        p.dot(x - 2, 240, 4, tone(BRASS, .12))
    p.sheen("M76 232C72 270 84 300 110 322C92 294 88 262 92 232Z", .16)


def tote(p):
    p.stand(200, 440, 150, 14)
    p.line("M150 190C150 96 176 70 206 70C236 70 262 96 262 190", p.t(-.14), 12)
    p.fab("M76 182L324 182L342 424C343 434 336 440 326 440L74 440C64 440 57 434 58 424Z")
    p.fill("M76 182L324 182L325 196L75 196Z", p.t(-.06))
    p.line("M136 252L138 190C138 104 164 84 196 84C228 84 254 104 254 190L256 252", p.t(-.075), 13)
    stitch(p, "M138 250L140 190C140 106 165 86 196 86C227 86 252 106 252 190L254 250", p.t(.1))
    for x in (137, 255):
        p.rect(x - 11, 240, 22, 42, p.t(-.08), 4)
        p.dot(x, 262, 4, BRASS)
    stitch(p, "M82 204L75 430L325 430L318 204", p.t(.08))
    p.line("M270 190L284 300", p.t(-.14), 3)
    p.rect(268, 300, 34, 52, p.t(-.075), 6)
    p.line("M68 300C110 330 140 340 160 400M330 310C300 330 280 350 270 410", p.t(-.12), 3, opacity=.4)
    p.sheen("M92 206C84 290 80 360 78 420C98 360 104 290 106 206Z", .15)


def crossbody(p):
    p.stand(200, 426, 130, 13)
    p.line("M96 250C70 140 120 60 200 60C280 60 330 140 304 250", p.t(-.1), 8)
    p.line("M96 250C70 140 120 60 200 60C280 60 330 140 304 250", p.t(.06), 1.6, dash="6 6")
    p.fab("M92 236C92 222 102 214 116 214L284 214C298 214 308 222 308 236L312 396C312 414 300 424 284 424L116 424C100 424 88 414 88 396Z")
    p.fill("M92 236C92 222 102 214 116 214L284 214C298 214 308 222 308 236L309 262C300 330 250 350 200 350C150 350 100 330 91 262Z", p.slope((0, p.t(.05)), (1, p.t(-.03))))
    p.line("M91 262C100 330 150 350 200 350C250 350 300 330 309 262", p.t(-.15), 2.4)
    stitch(p, "M101 262C110 322 154 340 200 340C246 340 290 322 299 262")
    p.ring(200, 338, 13, BRASS, 5)
    p.dot(200, 338, 5, BRASS)
    for x in (96, 304):
        p.ring(x, 246, 10, BRASS, 4.5)
    p.sheen("M112 224C106 260 120 296 146 318C130 290 124 256 130 224Z", .18)


def backpack(p):
    leather = "#7d5332"
    p.stand(200, 446, 130, 13)
    p.line("M178 70C178 46 222 46 222 70", leather, 9)
    p.fab("M86 190C84 110 132 66 200 66C268 66 316 110 314 190L322 404C322 430 306 446 284 446L116 446C94 446 78 430 78 404Z")
    p.fill("M86 190C84 110 132 66 200 66C268 66 316 110 314 190L315 222C280 250 120 250 85 222Z", p.slope((0, p.t(.05)), (1, p.t(-.045))))
    p.line("M85 222C120 250 280 250 315 222", p.dark(1.6), 3)
    p.fill("M104 306C104 296 110 290 120 290L280 290C290 290 296 296 296 306L300 416C300 426 292 432 282 432L118 432C108 432 100 426 100 416Z", p.t(-.04))
    p.line("M104 326L296 326", p.dark(1.5), 3)
    stitch(p, "M112 338L110 420L290 420L288 338", p.dark(1))
    for x in (146, 254):
        p.fill(box(x - 9, 196, 18, 128), leather)
        p.rect(x - 13, 262, 26, 24, BRASS, 3)
        p.fill(box(x - 7, 268, 14, 12), leather)
        p.line(f"M{x - 5} 200L{x - 5} 256M{x + 5} 200L{x + 5} 256", tone(leather, .1), 1.4, dash="4 4")
    p.rect(172, 356, 56, 26, leather, 4)
    p.sheen("M104 190C104 140 130 104 166 88C140 120 124 160 122 200Z", .16)


def weekender(p):
    leather = "#7a4f30"
    p.stand(200, 420, 180, 15)
    p.line("M128 246C128 150 160 116 200 116C240 116 272 150 272 246", tone(leather, -.06), 11)
    p.fab("M58 238C90 214 310 214 342 238C360 290 364 350 356 402C354 414 346 420 334 420L66 420C54 420 46 414 44 402C36 350 40 290 58 238Z")
    p.line("M56 244C100 224 300 224 344 244", p.dark(1.7), 4)
    p.line("M60 241C104 222 296 222 340 241", BRASS, 1.6, dash="3 3")
    p.fill("M44 378C140 388 260 388 357 378C357 396 356 420 334 420L66 420C44 420 44 396 44 378Z", leather)
    p.fill("M58 238C66 232 80 228 96 225C84 290 84 350 92 384L42 378C38 330 44 280 58 238ZM342 238C334 232 320 228 304 225C316 290 316 350 308 384L358 378C362 330 356 280 342 238Z", tone(leather, .02))
    p.line("M128 380L128 246C128 160 160 132 200 132C240 132 272 160 272 246L272 380", leather, 13)
    p.line("M124 376L124 246M132 376L132 246M268 376L268 246M276 376L276 246", tone(leather, .12), 1.4, dash="5 4")
    p.rect(180, 124, 40, 18, tone(leather, -.05), 6)
    p.buttons([(128, 262), (272, 262)], BRASS, 5)
    p.sheen("M108 240C98 290 98 340 104 372C112 330 116 280 118 238Z", .15)


def basketbag(p):
    d = p.t(-.13)
    p.stand(200, 432, 150, 14)
    leather = "#8a5a36"
    p.line("M144 226C144 116 168 96 200 96C232 96 256 116 256 226", leather, 11)
    p.weave(26, 18, f"<path fill='none' stroke='{d}' stroke-width='1.8' opacity='.75' d='M0 0l13 9 13-9M0 18L13 9l13 9M13 0v18'/><path fill='{p.t(.06)}' opacity='.7' d='M3 6l8 5v4zM23 6l-8 5v4z'/>")
    p.fab("M52 210C140 226 260 226 348 210C346 290 336 366 318 410C312 424 304 432 288 432L112 432C96 432 88 424 82 410C64 366 54 290 52 210Z")
    p.line("M52 211C140 227 260 227 348 211", p.t(-.08), 10)
    p.line("M54 210C140 226 260 226 346 210", p.t(.05), 2.5, dash="9 7")
    for x in (144, 256):
        p.rect(x - 10, 212, 20, 44, leather, 4)
        p.buttons([(x, 228), (x, 246)], BRASS, 3)


def clutch(p):
    p.stand(200, 384, 165, 14)
    p.line("M84 228C50 150 110 110 170 128C240 148 280 120 300 180", BRASS, 4, dash="1 6")
    p.fab("M70 214C66 206 72 200 82 200L318 200C328 200 334 206 330 214C352 270 362 320 352 362C346 378 336 382 322 382L78 382C64 382 54 378 48 362C38 320 48 270 70 214Z")
    for i in range(-5, 6):
        x, foot = 200 + i * 20, 200 + i * 27
        p.line(f"M{x} 216C{x + i * 2} 270 {foot} 320 {foot} 376", p.t(-.13) if p.c != "#2b2c30" else "#4b4c52", 2.6, opacity=.7)
        p.sheen(f"M{x + 4} 218C{x + i * 2 + 6} 270 {foot + 6} 320 {foot + 6} 370C{foot + 10} 320 {x + i * 2 + 12} 270 {x + 8} 218Z", .12)
    p.rect(66, 196, 268, 16, p.slope((0, tone(BRASS, .12)), (.5, BRASS), (1, tone(BRASS, -.1))), 8)
    p.dot(192, 192, 9, BRASS)
    p.dot(208, 192, 9, tone(BRASS, -.05))
    p.dot(190, 190, 3.5, tone(BRASS, .14))


def scarf(p):
    p.dress_up()
    d = p.t(-.16) if p.c != "#2b2c30" else "#1b1c1f"
    p.fill("M128 128C114 92 138 58 200 58C262 58 286 92 272 128C260 154 236 164 200 164C164 164 140 154 128 128Z", d)
    p.fill("M160 116C160 94 174 84 200 84C226 84 240 94 240 116C230 130 220 136 200 136C180 136 170 130 160 116Z", p.wall)
    fringe = lambda xs, y, k: "".join(f"M{x} {y - i * k:.0f}l{-2 + i * .8:.1f} 30" for i, x in enumerate(xs))
    p.line(fringe(range(234, 312, 8), 416, .8), p.t(-.03), 4)
    p.fab("M214 160L286 146C308 216 316 298 312 404L228 412C236 320 232 236 214 160Z")
    p.line(fringe(range(106, 190, 8), 366, -.8), p.t(-.06), 4)
    p.fab("M120 112C116 134 128 152 154 164C194 182 234 176 270 152C284 142 288 128 282 112C270 130 246 142 202 142C162 142 132 132 120 112Z")
    p.fab("M128 152C148 146 178 146 202 160C188 222 184 290 188 372L100 364C96 280 106 208 128 152Z")
    p.fill("M202 160C188 222 184 290 188 372L176 371C173 290 178 222 190 156Z", "#1c120c", .22)
    if not p.pattern:
        p.fold("M132 176C122 240 118 300 118 356M158 160C146 230 142 300 144 362M236 172C256 250 262 330 256 400M266 166C284 250 290 330 288 396M146 150C180 164 226 164 262 142", 3)
        p.sheen("M142 168C130 230 126 300 128 356C140 300 144 230 152 166Z", .16)


def snood(p):
    """A loop hung on a peg."""
    def loop(k):
        d = "M200 92C118 92 84 190 92 280C100 372 140 412 200 412C260 412 300 372 308 280C316 190 282 92 200 92"
        return shifted(d, 200 - 200 * k, 252 - 252 * k, k)
    p.fit = "translate(22 36) scale(.89)"
    p.line(loop(1), p.t(-.1), 96, cap="butt")
    p.line(loop(.995), p.slope((0, p.t(.06)), (.5, p.c), (1, p.t(-.05))), 88, cap="butt")
    p.line("".join(loop(k) for k in (.79, .86, .93, 1, 1.07, 1.14, 1.21)), p.dark(1.2), 3, opacity=.6)
    p.fill("M108 330C140 300 186 330 214 366C236 394 270 408 296 396C262 448 190 460 150 434C124 416 104 370 108 330Z", p.slope((0, p.t(.05)), (1, p.t(-.04))))
    p.line("M118 342C150 322 186 352 210 380C232 406 258 416 284 410M124 364C150 346 178 372 200 396C220 418 246 426 268 424M132 388C152 374 174 394 192 412C208 428 228 436 248 436", p.dark(1.2), 3, opacity=.7)
    p.line("M108 330C140 300 186 330 214 366C236 394 270 408 296 396", p.t(-.16), 3, opacity=.6)


def silksquare(p):
    a, b, leaf = mix(p.c, "#fff4e4", .85), mix(p.c, "#f0b58a", .7), mix(p.c, "#c3cfa4", .7)
    p.fit = "rotate(-8 200 250) translate(0 -4)"
    p.fab("M70 112L330 112L332 372C240 378 160 378 68 372Z")
    p.line("M86 128L314 128L315 358C240 363 160 363 85 358Z", a, 3)
    p.line("M96 138L304 138L305 348C240 352 160 352 95 348Z", b, 6)
    for x, y in ((124, 166), (276, 166), (124, 320), (276, 320)):
        s = 1 if x < 200 else -1
        p.line(f"M{x} {y}C{x + s * 26} {y - 4} {x + s * 44} {y + 6} {x + s * 56} {y + 2}", leaf, 3)
        p.dot(x, y, 15, b)
        p.dot(x + s * 30, y + 12, 9, a)
        p.fill(f"M{x + s * 16} {y - 4}C{x + s * 24} {y - 20} {x + s * 40} {y - 18} {x + s * 44} {y - 6}C{x + s * 36} {y + 2} {x + s * 26} {y + 2} {x + s * 16} {y - 4}Z", leaf)
    p.ring(200, 243, 46, leaf, 3)
    p.buttons([(200 + 46 * dx, 243 + 46 * dy) for dx, dy in ((1, 0), (.5, .87), (-.5, .87), (-1, 0), (-.5, -.87), (.5, -.87))], b, 10)
    p.buttons([(200 + 46 * dx, 243 + 46 * dy) for dx, dy in ((.87, .5), (0, 1), (-.87, .5), (-.87, -.5), (0, -1), (.87, -.5))], a, 6)
    p.fill("M332 372C300 340 262 318 214 322C256 336 280 352 300 375Z", p.t(-.1))
    p.fill("M70 112C110 180 150 200 190 206C140 186 110 150 98 112Z", "#fff", .13)
    p.fold("M130 374C150 320 190 280 260 250M330 180C290 200 260 220 240 250", 4)


def beanie(p):
    p.stand(200, 394, 140, 14, 372)
    p.fit = "translate(-10 10) scale(1.05)"
    p.fab("M92 300C84 190 130 108 200 108C270 108 316 190 308 300Z")
    p.line("".join(f"M200 112C{200 + i * 14} 128 {200 + i * 17} 200 {200 + i * 17} 296" for i in range(-5, 6)), p.dark(1.1), 3, opacity=.75)
    p.fab("M82 296C82 282 90 276 100 276C160 288 240 288 300 276C310 276 318 282 318 296L322 346C322 360 314 366 304 367C240 376 160 376 96 367C86 366 78 360 78 346Z")
    p.line("".join(f"M{200 + i * 12} {284 - abs(i) * .8:.0f}L{200 + i * 12.4:.0f} {372 - abs(i) * .8:.0f}" for i in range(-9, 10)), p.dark(1.1), 2.6, opacity=.7)
    p.rect(236, 308, 36, 26, "#efe6d2", 2)
    p.line("M244 321L264 321", "#8d8377", 2)
    p.sheen("M110 280C108 210 130 150 164 128C140 170 130 220 130 284Z", .14)


def sunhat(p):
    d = p.t(-.11)
    ribbon = "#3a3f4a" if p.c != "#f5f2eb" else "#b87d47"
    p.stand(200, 350, 190, 18, 330)
    p.weave(16, 8, f"<path fill='none' stroke='{d}' stroke-width='1.4' opacity='.7' d='M0 2q4 4 8 0t8 0M0 6q4-4 8 0t8 0'/>")
    p.fab("M28 304C40 274 120 256 200 256C280 256 360 274 372 304C380 330 300 350 200 350C100 350 20 330 28 304Z")
    p.fill("M104 290C120 312 280 312 296 290L300 300C276 326 124 326 100 300Z", "#000", .13)
    p.fab("M112 288C110 210 134 160 200 160C266 160 290 210 288 288C260 306 140 306 112 288Z")
    p.fill("M111 262C140 282 260 282 289 262L288 290C260 308 140 308 112 290Z", ribbon)
    p.fill("M262 276L300 268L316 300L288 296L276 316Z", tone(ribbon, -.04))
    p.line("M46 312C90 336 310 336 354 312M64 296C80 286 100 280 112 278M336 296C320 286 300 280 288 278", d, 2, opacity=.6)
    p.sheen("M126 258C128 214 144 184 172 172C152 196 146 230 148 264Z", .22)


def cap(p):
    p.stand(196, 352, 160, 14, 330)
    p.fab("M84 300C76 210 120 138 196 138C266 138 306 196 306 290C240 280 150 284 84 300Z")
    p.line("M196 138C160 180 146 236 150 286M196 138C232 180 246 232 246 283", p.dark(1.2), 2)
    p.line("M189 137h14", p.t(-.1), 9)
    p.buttons([(170, 196), (232, 194), (118, 208)], p.dark(1.4), 3)
    p.fill("M82 296C150 280 240 276 308 288C346 296 374 318 378 338C330 350 290 338 240 330C190 322 130 320 96 328C84 322 80 310 82 296Z", p.slope((0, p.t(.03)), (1, p.t(-.085))))
    p.line("M90 312C160 300 250 300 364 334M92 320C160 310 240 312 340 336", p.dark(1.1), 1.6, dash="5 4")
    p.line("M82 298C150 282 240 278 307 289", p.t(-.13), 3)
    p.sheen("M104 280C102 220 126 176 162 158C138 190 126 234 128 276Z", .16)


def belt(p):
    p.fit = "rotate(-4 200 250)"
    coil = "M318 276C318 168 92 168 92 262C92 350 300 350 300 268C300 200 128 204 128 262C128 318 262 318 262 266"
    p.line(coil, p.t(-.16) if p.c != "#2b2c30" else "#1a1b1e", 34, cap="butt")
    p.line(shifted(coil, -1, -4), p.slope((0, p.t(.07)), (.5, p.c), (1, p.t(-.05))), 30, cap="butt")
    p.line(shifted(coil, -1, -4), p.t(.13), 1.6, dash="6 5", opacity=.7)
    p.line("M317 272L318 404", p.t(-.14) if p.c != "#2b2c30" else "#1a1b1e", 34, cap="butt")
    p.line("M315 270L316 402", p.cloth(), 30, cap="butt")
    p.add(f"<rect x='290' y='372' width='52' height='54' fill='none' stroke='{BRASS}' stroke-width='8' rx='8'/>")
    p.line("M316 372L316 424", tone(BRASS, -.08), 6)
    p.rect(296, 322, 40, 15, p.t(-.07), 3)


def watch(p):
    mesh = "mesh" in p.has
    case = p.c if mesh else "#c4cace"
    face = "#f6f1ea" if not mesh else "#fbf8f2"
    if mesh:
        p.weave(8, 8, f"<path fill='none' stroke='{p.t(-.18)}' stroke-width='1.2' opacity='.8' d='M0 0l8 8M8 0L0 8'/><path stroke='{p.t(.12)}' opacity='.7' d='M4 0v8'/>")
    p.floor = 500
    p.fab("M162 24L238 24L244 160L156 160Z")
    p.fab("M156 340L244 340L238 476L162 476Z")
    if not mesh:
        p.line("M168 30L163 150M232 30L237 150M163 350L168 470M237 350L232 470", p.t(.12) if p.c == "#2b2c30" else p.t(.1), 1.8, dash="6 5")
        p.buttons([(200, y) for y in (400, 424, 448)], tone(p.c, -.2) if p.c != "#2b2c30" else "#121316", 4)
    else:
        p.rect(158, 404, 84, 20, p.t(-.04), 3)
    p.sheen("M166 28L182 28L178 156L160 156ZM162 344L178 344L182 472L168 472Z", .12)
    p.rect(300, 238, 16, 24, tone(case, -.1), 4)
    p.fill("M150 168L160 140L240 140L250 168ZM150 332L160 360L240 360L250 332Z", tone(case, -.08))
    p.dot(200, 250, 108, p.slope((0, tone(case, .09)), (.5, case), (1, tone(case, -.17))))
    p.dot(200, 250, 96, tone(case, .03))
    p.dot(200, 250, 88, p.slope((0, "#fffdf8"), (1, tone(face, -.035))))
    marks = [(math.sin(math.radians(a)), -math.cos(math.radians(a)), a) for a in range(0, 360, 90 if mesh else 30)]
    p.line("".join(f"M{200 + 78 * x:.1f} {250 + 78 * y:.1f}L{200 + (62 if a % 90 == 0 else 70) * x:.1f} {250 + (62 if a % 90 == 0 else 70) * y:.1f}" for x, y, a in marks), INK if not mesh else p.t(-.2), 3.5)
    p.line("M200 250L160 222", INK, 7)
    p.line("M200 250L226 196", INK, 4.5)
    if not mesh:
        p.line("M198 272L203 178", "#c0452e", 2)
        p.dot(200, 250, 6, "#c0452e")
    else:
        p.dot(200, 250, 5, INK)
    p.fill("M128 214C146 184 176 168 210 168C180 182 150 210 136 250C130 238 126 226 128 214Z", "#fff", .35)


def velvet(p):
    """The ground jewellery lies on: a soft card."""
    card = "#f7f4ee" if p.c in ("#d0a853", "#702536", "#d39a86") else mix(p.wall, "#3d4a50", .82)
    p.floor = 500
    p.rect(84, 82, 232, 336, card, 10)
    return card


def hoops(p):
    velvet(p)
    for x in (144, 256):
        p.ring(x, 268, 44, tone(p.c, -.12), 12)
        p.add(f"<circle cx='{x}' cy='268' r='44' fill='none' stroke='{metal(p)}' stroke-width='9'/>")
        p.line(f"M{x - 36} 240C{x - 26} 228 {x - 12} 223 {x} 223", "#fff", 3, opacity=.75)
        p.line(f"M{x} 224L{x} 210C{x} 202 {x + 10} 202 {x + 10} 212", tone(p.c, -.08), 3)
    p.line("M130 150h140", "#000", 1.5, opacity=.12)


def drops(p):
    velvet(p)
    for x in (146, 254):
        s = 1 if x > 200 else -1
        p.line(f"M{x} 196C{x - 22} 180 {x - 16} 148 {x} 148C{x + 10} 148 {x + 12} 160 {x + 8} 166", tone(p.c, -.06), 3.5)
        p.ring(x, 203, 6, p.t(-.06), 3)
        leaf = f"M{x} 210C{x + 44} 240 {x + 40} 300 {x + s * 4} 344C{x - 40} 300 {x - 44} 240 {x} 210Z"
        p.fill(leaf, metal(p))
        p.line(f"M{x} 212L{x + s * 4} 340" + "".join(f"M{x} {y}L{x - 22} {y - 14}M{x} {y}L{x + 22} {y - 14}" for y in (256, 280, 304)), tone(p.c, -.17), 2)
        p.line(f"M{x - 22} 256C{x - 18} 240 {x - 12} 230 {x - 4} 222", "#fff", 3, opacity=.7)


def pearls(p):
    velvet(p)
    pearl = p.ref("pearl", lambda n: f"<radialGradient id='{n}' cx='.35' cy='.3' r='.8'><stop stop-color='#fffdfa'/><stop offset='.5' stop-color='#f1e9df'/><stop offset='1' stop-color='#c2b2a4'/></radialGradient>")
    for x in (146, 254):
        p.line(f"M{x + 10} 262L{x + 40} 292", tone(p.c, -.05), 4)
        p.dot(x + 40, 292, 8, metal(p))
        p.dot(x, 250, 37, metal(p))
        p.dot(x, 250, 33, pearl)
        p.oval(x - 11, 237, 8, 6, "#fff", .85)


def necklace(p):
    card = velvet(p)
    chain = "M112 100C116 220 160 290 200 304C240 290 284 220 288 100"
    p.line(chain, p.t(-.1), 3.4)
    p.line(chain, p.t(.1), 1.8, dash="2 4")
    p.ring(200, 309, 6, p.c, 3)
    p.dot(200, 338, 25, metal(p))
    p.line("M186 328L194 334M204 326L212 330M190 346L198 350M208 344L214 350M198 338L204 340", tone(p.c, -.1), 2.4, opacity=.7)
    p.line("M180 332C182 322 190 316 198 316", "#fff", 2.6, opacity=.7)


def beads(p):
    velvet(p)
    stone = p.ref("stone", lambda n: f"<radialGradient id='{n}' cx='.35' cy='.3' r='.85'><stop stop-color='{p.t(.22)}'/><stop offset='.45' stop-color='{p.c}'/><stop offset='1' stop-color='{p.t(-.14)}'/></radialGradient>")
    p.line("M178 128C190 118 210 118 222 128", STEEL, 5)
    for i in range(25):
        a = math.radians(26 + i * (308 / 24))
        x, y = 200 + 92 * math.sin(a), 258 - 118 * math.cos(a)
        p.dot(x, y, 13.5, stone)
    p.line("".join(f"M{200 + 92 * math.sin(math.radians(26 + i * 308 / 24)) - 4:.0f} {258 - 118 * math.cos(math.radians(26 + i * 308 / 24)) - 4:.0f}h.1" for i in range(25)), "#fff", 3.4, opacity=.65)


def ring(p):
    velvet(p)
    p.add(f"<ellipse cx='200' cy='278' rx='72' ry='76' fill='none' stroke='{tone(p.c, -.16)}' stroke-width='20'/>")
    p.add(f"<ellipse cx='200' cy='276' rx='72' ry='76' fill='none' stroke='{metal(p)}' stroke-width='15'/>")
    p.fill("M158 214C150 178 174 158 200 158C226 158 250 178 242 214C230 236 170 236 158 214Z", tone(p.c, -.1))
    p.oval(200, 192, 42, 33, metal(p))
    p.oval(200, 191, 33, 25, tone(p.c, .03))
    p.line("M172 184C178 172 190 168 202 168M134 262C136 240 146 226 158 216", "#fff", 4, opacity=.65)


def bracelet(p):
    velvet(p)
    n = 15
    for i in range(n):
        a = 360 / n * i
        x, y = 200 + 84 * math.sin(math.radians(a)), 254 - 100 * math.cos(math.radians(a))
        turn = math.degrees(math.atan2(100 * math.sin(math.radians(a)), 84 * math.cos(math.radians(a))))
        p.add(f"<rect x='{num(x - 22)}' y='{num(y - 7)}' width='44' height='14' rx='7' fill='none' stroke='{p.c if i % 2 else p.t(-.1)}' stroke-width='4.5' transform='rotate({num(turn)} {num(x)} {num(y)})'/>")
    p.ring(200, 362, 13, p.t(.04), 5)
    p.line("M176 374L224 382", p.t(-.06), 6)


def sunglasses(p):
    p.stand(200, 322, 165, 12, 300)
    shell = p.cloth()
    if p.colour == "tortoiseshell":
        p.weave(46, 40, "<path fill='#3d2415' opacity='.75' d='M4 6c8-6 14 2 10 9s-14 4-10-9M26 22c10-4 16 6 8 12s-16-6-8-12M30 2c4-2 8 2 5 6s-9-3-5-6'/><path fill='#c98b45' opacity='.7' d='M14 26c6-4 8 6 3 9s-9-6-3-9M38 12c5-1 5 6 1 7s-5-6-1-7'/>")
        shell = p.pattern
    p.line("M56 220C70 190 110 176 150 178M344 220C330 190 290 176 250 178", p.t(-.1), 9)
    lens = p.slope((0, "#3b4642"), (1, "#84908a"), turn="x2='0' y2='1'")
    for x in (118, 282):
        p.dot(x, 252, 66, shell)
        p.dot(x, 252, 53, lens)
        p.fill(f"M{x - 40} 232C{x - 30} 212 {x - 8} 204 {x + 10} 206C{x - 12} 216 {x - 28} 236 {x - 34} 256Z", "#fff", .22)
    p.fill("M172 236C184 218 216 218 228 236L222 250C212 238 188 238 178 250Z", shell)
    p.fill("M54 222L40 214L46 240L56 244ZM346 222L360 214L354 240L344 244Z", shell)
    p.buttons([(50, 227), (350, 227)], STEEL, 2.6)


def wallet(p):
    p.stand(200, 372, 150, 13)
    p.fill("M84 168L320 160C330 160 334 166 334 174L336 350L96 364Z", p.t(-.1))
    p.rect(150, 152, 150, 60, "#efe7d8", 4)
    p.rect(142, 164, 156, 60, mix("#efe7d8", p.c, .35), 4)
    p.fab("M76 184C76 176 82 172 90 172L310 172C318 172 324 176 324 184L326 356C326 366 320 370 312 370L90 370C80 370 76 366 76 356Z")
    stitch(p, "M86 182L314 182L316 360L86 360Z", p.t(.12))
    p.line("M270 172L270 370", p.t(-.12), 2.4, opacity=.6)
    p.line("M96 340h30", p.t(-.1), 3)
    p.sheen("M90 186L140 186C112 230 100 290 98 356L88 356Z", .12)


def gloves(p):
    p.fit = "translate(8 6) scale(.9)"
    hand = "M150 440C130 444 104 442 92 436C90 390 84 350 80 316C60 296 40 262 30 232C28 220 42 212 50 222C62 240 74 256 86 266C84 220 80 170 80 128C80 112 100 110 102 126L108 220L112 220L112 98C112 82 134 82 135 98L138 220L142 220L148 110C150 94 170 96 170 112L166 226L170 228L182 150C186 136 204 140 202 156C198 220 190 280 178 330C170 366 156 400 150 440Z"
    p.fab(hand)
    p.line("M108 222L110 262M140 222L140 264M168 230L164 266M86 268C96 284 98 300 94 320", p.dark(1.3), 2.4)
    p.line("M112 276L112 310M138 278L138 312M162 276L160 310", p.dark(1.1), 2, opacity=.7)
    p.fill("M92 420C110 428 140 428 153 424L150 440C130 444 104 442 92 436Z", mix(p.c, "#e8d9bf", .5))
    p.sheen("M118 104C116 140 116 180 118 214C124 180 126 140 124 104Z", .25)
    p.pair("translate(196 -6) rotate(8 120 300)", "translate(24 26) rotate(-6 120 300)")


def mittens(p):
    p.line("M104 420C60 470 150 478 200 462C250 446 330 470 300 420", p.t(-.1), 5)
    one = list(p.parts)
    p.parts = []
    p.has.add("knit")
    p.dress_up()
    p.fab("M80 330C60 310 34 280 36 250C40 232 60 234 68 248L82 268C76 210 80 140 126 136C176 134 186 210 178 330Z")
    p.pattern = None
    p.fill("M72 326C104 334 150 334 184 326L182 396C150 402 106 402 76 396Z", p.t(-.06))
    p.line("".join(f"M{x} 332L{x} 398" for x in range(82, 182, 10)), p.dark(1.1), 2.4, opacity=.6)
    p.line("M84 208L176 208M84 228L178 228", IVORY, 5, dash="5 7")
    p.fold("M82 268C92 284 94 300 92 318", 3)
    p.pair("translate(396 6) scale(-1 1)", "translate(2 8)")
    p.parts = one + p.parts


def socks(p):
    p.dress_up()
    d = "M120 60L220 60C222 130 214 200 216 262C218 290 240 306 270 328C300 350 300 400 262 404C220 408 160 380 132 340C112 310 118 250 120 200Z"
    p.fab(d)
    p.fill("M118 60L222 60L221 116L119 116Z", p.t(-.05))
    p.line("".join(f"M{x} 64L{x} 114" for x in range(128, 220, 9)), p.dark(1.1), 2.2, opacity=.6)
    flecks = "".join(f"M{128 + (i * 37) % 84} {136 + (i * 23) % 150}l3 4" for i in range(26))
    p.line(flecks, IVORY if p.c != "#d8c9b0" else "#8b7a60", 2.2, opacity=.7)
    p.fill("M214 236C176 240 140 262 126 312C128 330 134 344 142 352C160 320 180 290 217 270Z", p.t(-.06))
    p.fill("M286 344C300 364 296 400 262 404C250 405 236 403 222 398C230 372 254 348 286 344Z", p.t(-.06))
    p.sheen("M136 124C132 200 132 250 134 290C146 240 148 180 146 122Z", .12)
    p.pair("translate(84 -18) rotate(4 200 250) scale(.94)", "translate(-26 22)")


def umbrella(p):
    p.stand(200, 400, 160, 14, 380)
    p.line("M200 90L200 372C200 400 240 400 240 376", "#5a4331", 8)
    p.line("M200 60L200 92", "#8d8377", 5)
    p.fab("M40 262C44 160 110 88 200 88C290 88 356 160 360 262C340 240 300 240 280 262C262 240 222 240 200 262C178 240 138 240 120 262C100 240 60 240 40 262Z")
    p.fill("M200 88C240 110 276 170 280 262C262 240 222 240 200 262Z", "#000", .09)
    p.fill("M200 88C290 88 356 160 360 262C340 240 300 240 280 262C276 170 240 110 200 88Z", "#000", .16)
    p.fill("M200 88C160 110 124 170 120 262C138 240 178 240 200 262Z", "#fff", .06)
    p.line("M200 88C160 110 124 170 120 262M200 88C240 110 276 170 280 262M200 88L200 260", p.dark(1.4), 2)
    p.sheen("M62 232C74 176 110 130 150 110C116 146 94 190 88 240Z", .17)


def tie(p):
    p.weave(8, 8, f"<path fill='none' stroke='{p.dark(1)}' stroke-width='1.5' opacity='.7' d='M0 4l4-4 4 4M0 8l4-4 4 4'/>")
    p.line("M188 130C118 98 130 40 200 40C270 40 282 98 212 130", p.pattern, 20, cap="butt")
    p.line("M192 122C134 92 142 52 200 52C258 52 266 92 208 122", p.t(-.16), 2.4, opacity=.6)
    p.fab("M212 150C228 220 236 300 236 396L206 398C208 310 208 230 200 152Z", 1)
    p.fab("M182 150L218 150C228 240 232 330 232 446L164 446C164 330 172 240 182 150Z")
    p.fab("M174 116C190 108 210 108 226 116L218 158C206 162 194 162 182 158Z")
    p.line("M182 158C194 162 206 162 218 158", p.t(-.2), 3, opacity=.7)
    p.fold("M200 164C202 190 204 206 206 222", 3)
    p.line("M165 438L231 438", p.dark(1.3), 2)


SHAPES = {
    "shoulderbag": shoulderbag, "tote": tote, "crossbody": crossbody, "backpack": backpack, "weekender": weekender,
    "basketbag": basketbag, "clutch": clutch, "scarf": scarf, "snood": snood, "silksquare": silksquare,
    "beanie": beanie, "sunhat": sunhat, "cap": cap, "belt": belt, "watch": watch, "hoops": hoops, "drops": drops,
    "pearls": pearls, "necklace": necklace, "beads": beads, "ring": ring, "bracelet": bracelet,
    "sunglasses": sunglasses, "wallet": wallet, "gloves": gloves, "mittens": mittens, "socks": socks,
    "umbrella": umbrella, "tie": tie,
}
