"""Shirts, tees, knitwear and what is worn over them."""

from .dresses import both, folds
from .kit import INK, IVORY, across, box, flip, mix, sym, tone


def torso(p, neck=34, top=92, deep=34, shoulder=278, slope=116, pit=204, waist=270, foot=424, flare=274, bow=7):
    """Half a body as a path; returns it whole."""
    return sym(f"M200 {top + deep}C{200 + neck * .6:.0f} {top + deep} {200 + neck * .95:.0f} {top + deep * .5:.0f} {200 + neck} {top}"
               f"L{shoulder} {slope}C{shoulder + 2} {slope + 30} {waist} {pit - 20} {waist} {pit}L{flare} {foot}"
               f"C{200 + (flare - 200) * .6:.0f} {foot + bow} {200 + (flare - 200) * .3:.0f} {foot + bow} 200 {foot + bow}")


def long_sleeve(p, shoulder=278, slope=116, pit=204, waist=270, wrist=396, out=336, wide=30, cuff=0, colour=None):
    """A sleeve that hangs; a cuff of `cuff` height."""
    d = (f"M{shoulder - 14} {slope - 7}C{shoulder + 16} {slope + 2} {shoulder + 28} {slope + 34} {shoulder + 35} {slope + 84}"
         f"L{out} {wrist - 4}L{out - wide} {wrist + 2}L{waist + 10} {pit + 46}L{waist - 8} {pit - 4}Z")
    both(p, d, 1)
    p.fold("".join(x + flip(x) for x in (f"M{shoulder + 18} {slope + 96}L{out - 20} {wrist - 50}",)), 3)
    if cuff:
        c = f"M{out - 2} {wrist - 4 - cuff}L{out + 1} {wrist}L{out - wide - 2} {wrist + 6}L{out - wide - 1} {wrist - cuff + 2}Z"
        for side in (c, flip(c)):
            p.fill(side, colour or p.t(-.09))
    return d


def short_sleeve(p, d="M264 109C292 116 306 142 318 194C306 204 290 208 274 206L260 170Z", hem="M281 197L313 185"):
    both(p, d, 1)
    p.line(hem + flip(hem), p.dark(1.2), 1.7, dash="5 4")


def inside(p, neck=34, top=92, deep=14):
    """The back of the neck, seen through the opening."""
    p.fill(sym(f"M200 {top - 4}C{200 + neck * .5:.0f} {top - 4} {200 + neck * .9:.0f} {top - 4} {200 + neck} {top}L{200 + neck * .8:.0f} {top + 44}L200 {top + 50}"), p.t(-.17) if p.c != "#2b2c30" else "#1b1c1f")


def collar_rib(p, neck=34, top=92, deep=34, w=11):
    p.line(across(f"M200 {top + deep + 2}C{200 + neck * .62:.0f} {top + deep + 2} {200 + neck:.0f} {top + deep * .5 + 2:.0f} {200 + neck + 2} {top}"), p.t(-.05), w, cap="butt")
    p.line(across(f"M200 {top + deep + 8}C{200 + neck * .7:.0f} {top + deep + 8} {200 + neck + 6:.0f} {top + deep * .55 + 4:.0f} {200 + neck + 8} {top + 2}"), p.dark(1.1), 1.6)


def body_light(p, x=134, top=200, foot=410):
    mid = (top + foot) / 2
    p.sheen(f"M{x + 8} {top}C{x} {mid - 40:.0f} {x - 2} {mid + 40:.0f} {x - 1} {foot}C{x + 12} {mid + 40:.0f} {x + 14} {mid - 40:.0f} {x + 8} {top}Z", .15)


def body_folds(p, foot=412):
    p.fold(f"M262 222C256 290 262 350 258 {foot}M138 222C146 260 140 300 150 340M270 208C252 218 240 224 226 226M130 208C148 218 156 222 168 224M176 {foot}C172 380 178 350 172 320", 2.6)


def rib_hem(p, foot=424, half=74, h=24):
    p.fill(sym(f"M200 {foot - h + 8}C{200 + half * .5:.0f} {foot - h + 8} {200 + half * .8:.0f} {foot - h + 6} {200 + half} {foot - h}L{200 + half - 3} {foot}C{200 + half * .6:.0f} {foot + 8} {200 + half * .3:.0f} {foot + 8} 200 {foot + 8}"), p.t(-.045))
    p.line("".join(f"M{x} {foot - h + 9}v{h - 8}" for x in range(200 - half + 8, 200 + half - 6, 9)), p.dark(), 1.5, opacity=.55)


def tee(p):
    p.dress_up()
    inside(p)
    short_sleeve(p)
    p.fab(torso(p))
    collar_rib(p)
    body_folds(p)
    p.line("M127 414C160 420 240 420 273 414", p.dark(1.1), 1.7, dash="5 4")
    body_light(p)
    if "sport" in p.has:
        p.line("M262 124C250 150 244 180 246 204M138 124C150 150 156 180 154 204", p.dark(1.3), 2)
        p.fill("M246 206L270 210L273 300L252 360Z" + flip("M246 206L270 210L273 300L252 360Z"), p.t(-.07))
        p.line("M184 166L196 154L208 166", IVORY, 4)
        p.line("M226 396L258 392", "#e9ecee", 3, dash="10 6")
    if "dino" in p.has:
        d = mix(p.c, IVORY, .82)
        p.fill("M142 306C150 298 160 288 166 274C176 250 200 246 220 252C236 256 238 240 238 216C238 200 248 190 262 192C272 194 272 206 262 208C256 208 254 212 255 222C256 250 256 280 240 292L240 316L226 316L224 298C210 302 196 302 186 298L184 316L170 316L170 292C162 300 152 306 142 306Z", d)
        p.dot(260, 198, 2, INK)
        p.fill("M172 262L178 246L188 252L196 240L206 248L216 240L222 252Z", mix(d, p.c, .45))


def longtee(p):
    p.dress_up(.8)
    inside(p, 46, 96)
    long_sleeve(p, wrist=376, out=332)
    p.fab(torso(p, neck=48, top=96, deep=20, foot=412))
    if p.pattern:
        p.fill(sym("M200 116C226 116 242 108 248 96L278 116L276 146C250 150 224 151 200 151"), IVORY)
        p.fold("M262 118C250 130 246 140 246 150M138 118C150 130 154 140 154 150", 2)
    p.line(across("M200 118C228 118 244 108 250 97"), p.dark(1.2), 2.4)
    if not p.pattern:
        p.line("M270 122C256 150 250 190 252 204" + flip("M270 122C256 150 250 190 252 204"), p.dark(1.2), 2)
        p.seam("M128 402C160 408 240 408 272 402")
    body_folds(p, 404)
    body_light(p, 134, 200, 398)


def tank(p):
    p.dress_up()
    p.fill(sym("M200 126C220 126 234 110 238 78L246 78L240 140C232 118 220 112 200 112"), p.t(-.17))
    p.fab(sym("M200 150C226 150 236 120 236 78L260 76C258 130 264 168 272 190C266 260 266 330 268 420C240 427 226 427 200 427"))
    p.line(across("M200 154C230 154 240 122 240 80"), p.dark(1.2), 2)
    p.line("M256 78C254 134 260 172 268 194" + flip("M256 78C254 134 260 172 268 194"), p.dark(1.2), 2)
    p.seam("M134 410C160 416 240 416 266 410")
    p.fold("M252 230C248 300 252 360 250 410M150 250C158 290 152 330 156 380")
    body_light(p, 140, 220, 404)


def polo(p):
    inside(p, 30, 94)
    short_sleeve(p)
    p.line("M279 202L316 188" + flip("M279 202L316 188"), p.t(-.12), 7)
    p.fab(torso(p, neck=30, top=94, deep=30))
    p.fill("M188 118L214 118L214 196L188 196Z", p.t(-.045))
    p.line("M188 122L188 196L214 196L214 122", p.dark(1.2), 1.8)
    both(p, "M226 84C236 88 244 96 248 106L226 138L200 122L222 104Z")
    p.line("M248 106L226 138L200 122" + flip("M248 106L226 138L200 122"), p.dark(1.4), 2)
    p.fill(sym("M200 98C212 98 220 96 226 88L222 82C212 80 206 80 200 80"), p.t(-.11))
    p.buttons([(201, 146), (201, 174)], IVORY, 3.6)
    body_folds(p)
    p.seam("M127 414C160 420 240 420 273 414")
    body_light(p)


def shirt_collar(p, y=84):
    p.fill(sym(f"M200 {y + 2}C212 {y + 2} 222 {y - 2} 228 {y - 8}L232 {y + 4}L200 {y + 38}"), p.t(-.17))
    d = f"M228 {y - 10}C238 {y - 4} 246 {y + 4} 250 {y + 14}L228 {y + 46}L201 {y + 28}L226 {y + 4}Z"
    both(p, d)
    p.line(f"M250 {y + 14}L228 {y + 46}L201 {y + 28}" + flip(f"M250 {y + 14}L228 {y + 46}L201 {y + 28}"), p.dark(1.5), 2)


def shirt(p):
    """A long-sleeved shirt; band = no collar, check and pinstripe are woven."""
    p.dress_up()
    long_sleeve(p, wrist=404, out=338, cuff=30)
    p.fab(sym("M200 112C216 112 228 100 234 90L278 112C280 146 268 180 270 204L274 400C252 434 226 436 200 436"))
    p.line("M190 118L189 434M210 118L211 434", p.dark(1.1), 1.9)
    if "band" in p.has:
        p.fill(sym("M200 84C214 84 224 82 232 78L238 92L200 118"), p.t(-.17))
        band = "M232 78L242 92C232 108 216 118 202 120L202 108C214 106 226 96 232 78Z"
        both(p, band)
        p.line("M242 92C232 108 216 118 202 120" + flip("M242 92C232 108 216 118 202 120"), p.dark(1.4), 2)
        ys = (134, 166, 198, 230, 262)
    else:
        shirt_collar(p)
        ys = (142, 180, 218, 256, 294, 332, 370)
    p.buttons([(200, y) for y in ys], IVORY if p.c not in ("#f5f2eb", "#efe6d2") else "#cbb894", 3.6)
    pocket = "M222 166L256 166L256 204L239 212L222 204Z"
    if "pocket" in p.has or "check" in p.has or not p.has:
        p.fill(pocket, p.t(-.03) if not p.pattern else "#000", None if not p.pattern else .07)
        p.line(pocket, p.dark(1.2), 1.8)
        if "check" in p.has:
            p.fill(flip(pocket), "#000", .07)
            p.line(flip(pocket), p.dark(1.2), 1.8)
    p.fold("M266 220C254 290 262 350 254 410M136 222C146 270 140 320 150 400M270 206C252 216 240 222 226 226M130 206C148 216 158 220 170 224", 2.6)
    p.line("M270 118C262 150 262 180 268 202" + flip("M270 118C262 150 262 180 268 202"), p.dark(1.1), 1.8)
    body_light(p, 134, 208, 388)


def campshirt(p):
    p.dress_up()
    short_sleeve(p, "M264 107C294 114 310 142 324 202C310 212 292 214 274 212L258 170Z", "M281 205L318 193")
    p.fill(sym("M200 92C214 92 226 88 232 82L230 130L200 160"), p.t(-.18))
    p.fab(sym("M200 168L234 88L278 110C280 146 274 180 276 204L280 416C250 422 226 422 200 422"))
    lapel = "M234 84C246 92 252 100 256 112L226 166L201 168L232 100Z"
    both(p, lapel)
    p.line("M256 112L244 128L252 136L201 168" + flip("M256 112L244 128L252 136L201 168"), p.dark(1.6), 2.2)
    p.line("M200 168L200 420", p.dark(1.6), 2)
    p.buttons([(207, y) for y in (196, 240, 284, 328, 372)], "#5c4330", 4)
    pocket = box(228, 194, 34, 40)
    p.line(pocket, p.dark(1.5), 1.8, opacity=.8)
    body_folds(p)
    body_light(p)


def blouse(p):
    """A fluid blouse with a bow at the neck."""
    p.hanger(50, 30, 58)
    long_sleeve(p, shoulder=274, slope=114, out=340, wrist=388, wide=40, cuff=18)
    p.fab(sym("M200 106C214 106 224 100 232 90L274 112C278 146 266 180 268 204L278 404C250 416 226 416 200 416"))
    p.line("M193 150L193 412M207 150L207 412", p.dark(), 1.6)
    p.buttons([(200, y) for y in (214, 252, 290, 328, 366)], p.t(-.06), 4.5)
    p.fill(sym("M200 88C214 88 226 84 232 78L240 94C230 108 216 114 200 114"), p.t(-.06))
    p.fill("M198 118C188 160 178 200 180 250L158 238C160 190 174 150 190 114Z", p.t(-.03))
    p.fill("M204 118C216 150 226 190 226 228L202 242C208 200 204 160 198 120Z", p.t(.015))
    p.fill("M200 116C176 96 148 100 142 118C140 138 168 142 200 122Z", p.cloth())
    p.fill("M200 116C224 96 252 100 258 118C260 138 232 142 200 122Z", p.cloth())
    p.fold("M196 118C180 112 166 112 154 116M204 118C220 112 234 112 246 116M186 140C178 172 172 200 170 230M208 140C214 168 216 196 214 224")
    p.fill("M190 108C196 104 204 104 210 108L211 128C204 132 196 132 189 128Z", p.t(-.06))
    body_folds(p, 396)
    body_light(p, 134, 200, 392)


def sweatshirt(p):
    inside(p)
    long_sleeve(p, cuff=22, out=338, wide=32)
    p.fab(torso(p, foot=408, flare=276, waist=272))
    collar_rib(p, w=13)
    p.line("M188 138L200 154L212 138", p.dark(1.2), 2)
    p.fill("M254 214L271 212L274 402L258 402Z" + flip("M254 214L271 212L274 402L258 402Z"), p.t(-.05))
    rib_hem(p, 426, 75)
    body_folds(p, 392)
    body_light(p, 150, 210, 390)


def hoodie(p):
    long_sleeve(p, cuff=22, out=340, wide=34)
    p.fab(torso(p, neck=40, top=96, deep=30, foot=408, flare=278, waist=274))
    p.fill("M146 118C140 70 170 44 200 44C230 44 260 70 254 118C240 134 222 146 200 158C178 146 160 134 146 118Z", p.cloth())
    p.fill("M164 112C160 80 178 62 200 62C222 62 240 80 236 112C226 126 214 136 200 146C186 136 174 126 164 112Z", p.t(-.17) if p.c != "#2b2c30" else "#1b1c1f")
    p.fold("M150 116C146 84 168 54 200 52C232 54 254 84 250 116", 2)
    p.line("M200 146L200 430", p.dark(1.6), 5)
    p.line("M200 150L200 428", "#c6c9cc", 2, dash="3 3")
    p.rect(196.5, 160, 7, 16, "#c6c9cc", 2)
    p.line("M180 138C178 168 180 186 178 208M220 138C222 168 220 186 222 212", IVORY if p.c != "#efe6d2" else "#cfc2a4", 3.5)
    pocket = "M214 318L262 318L250 352L258 402L206 404L206 326Z"
    p.fill(pocket + flip(pocket), p.t(-.04))
    p.line("M262 318L250 352L258 400" + flip("M262 318L250 352L258 400"), p.dark(1.4), 2.2)
    rib_hem(p, 426, 77)
    p.fold("M266 222C258 250 264 280 258 306M134 222C144 250 138 280 144 306", 2.6)
    body_light(p, 138, 210, 310)


def jumper(p):
    """A crew neck; cable or with a bear's face."""
    bear = "bear" in p.has
    if not p.has:
        p.has.add("knit")
    if bear:
        p.has.add("knit")
    p.dress_up()
    inside(p)
    long_sleeve(p, cuff=26, out=338, wide=34)
    p.fab(torso(p, foot=408, flare=276, waist=272))
    collar_rib(p, w=14)
    rib_hem(p, 426, 75)
    p.line("M270 122C260 150 262 180 268 200" + flip("M270 122C260 150 262 180 268 200"), p.dark(1.2), 2.2, opacity=.8)
    body_folds(p, 392)
    body_light(p, 136, 210, 390)
    if bear:
        f = mix(p.c, "#f3e3c6", .72)
        for x in (160, 240):
            p.dot(x, 214, 22, f)
            p.dot(x, 214, 11, mix(f, p.c, .5))
        p.oval(200, 262, 60, 54, f)
        p.oval(200, 282, 26, 21, mix(f, IVORY, .6))
        p.fill("M188 268C192 264 208 264 212 268C210 276 204 280 200 280C196 280 190 276 188 268Z", INK)
        p.line("M200 280L200 288M190 292C194 298 200 296 200 288C200 296 206 298 210 292", INK, 2.5)
        p.buttons([(176, 250), (224, 250)], INK, 5)


def rollneck(p):
    p.dress_up()
    long_sleeve(p, shoulder=284, slope=118, cuff=28, out=346, wide=40, wrist=404)
    p.fab(torso(p, neck=36, top=98, deep=16, shoulder=284, slope=120, waist=278, foot=404, flare=284))
    p.fill(sym("M200 52C216 52 230 50 240 46C246 66 248 88 246 108C230 118 216 120 200 120"), p.t(-.015))
    p.line("".join(f"M{x} {55 - abs(x - 200) * .12:.0f}L{200 + (x - 200) * 1.12:.0f} {116 - abs(x - 200) * .2:.0f}" for x in range(164, 240, 9)), p.dark(), 2, opacity=.55)
    p.line(across("M200 88C218 88 234 86 246 80"), p.dark(1.5), 3)
    rib_hem(p, 424, 82)
    p.fold("M270 222C262 290 268 340 264 392M132 222C142 270 136 320 144 380", 3)
    body_light(p, 132, 214, 388)


def vneck(p):
    p.has.add("knit")
    p.dress_up()
    p.fill(sym("M200 88C214 88 226 86 236 84L232 130L200 176"), p.t(-.17))
    long_sleeve(p, cuff=22, out=336, wide=30)
    p.fab(sym("M200 186L238 90L278 114C280 146 268 180 270 204L274 408C244 415 222 415 200 415"))
    p.line("M238 88L200 184L162 88", p.t(-.06), 10, cap="butt")
    p.line("M244 92L200 196L156 92", p.dark(1.2), 1.7)
    rib_hem(p, 426, 73)
    body_folds(p, 392)
    body_light(p, 136, 210, 390)


def vest(p):
    """A sleeveless pullover with Fair Isle bands."""
    c = p.c
    a, b, d = mix(c, "#f2e6cf", .8), mix(c, "#c2683f", .7), mix(c, "#7f9a86", .75)
    zig = "M0 {0}l5 -5l5 5l5 -5l5 5"
    p.weave(20, 84, f"<g fill='none' stroke-width='3'><path stroke='{a}' d='M0 8h20M0 46h20M0 54l5-5l5 5l5-5l5 5'/>"
            f"<path stroke='{b}' stroke-dasharray='5 5' d='M0 14h20M2.5 19h20M0 40h20'/><path stroke='{d}' d='M0 28l5-5 5 5 5-5 5 5M0 68l5 5 5-5 5 5 5-5'/>"
            f"<path stroke='{a}' stroke-dasharray='3 7' d='M3.500 34h20M0 78h20M5 62h20'/></g>".replace(".500", ".5"))
    p.fill(sym("M200 84C214 84 226 82 236 80L232 130L200 176"), tone(c, -.17))
    p.fab(sym("M200 188L238 84L268 98C262 140 264 176 274 200L276 402C244 410 222 410 200 410"))
    p.pattern = None
    p.line("M238 84L200 186L162 84", p.t(-.06), 11, cap="butt")
    p.line("M266 100C260 142 262 178 272 202" + flip("M266 100C260 142 262 178 272 202"), p.t(-.06), 9, cap="butt")
    rib_hem(p, 424, 76, 28)
    body_light(p, 140, 214, 384)


def cardigan(p):
    p.has.add("knit")
    p.dress_up()
    p.fill(sym("M200 88C214 88 226 86 236 84L232 140L200 210"), p.t(-.18))
    long_sleeve(p, cuff=24, out=338, wide=32)
    p.fab(sym("M200 224L238 90L278 114C280 146 270 180 272 204L276 408C244 415 222 415 200 415"))
    rib_hem(p, 426, 76)
    p.line("M240 90C232 140 214 190 206 222L206 428M160 90C168 140 186 190 194 222", p.t(-.055), 14, cap="butt")
    p.line("M200 222L200 432M248 92C240 144 222 196 214 226L214 430", p.dark(1.4), 1.8)
    p.buttons([(206, y) for y in (236, 276, 316, 356, 396)], "#6b4a32", 5.5)
    for side in (box(226, 336, 40, 46), flip(box(226, 336, 40, 46))):
        p.line(side, p.dark(1.2), 2, opacity=.7)
    p.fold("M262 222C254 260 260 300 256 326M138 222C148 260 142 300 148 326", 2.6)
    body_light(p, 136, 210, 390)


def trouser_half(kind):
    return {
        "straight": "M200 100L254 98C264 150 270 200 271 250L270 456L220 458L203 232L200 232",
        "taper": "M200 100L254 98C268 150 272 200 270 246L254 456L214 458L203 232L200 232",
        "wide": "M200 100L252 98C268 150 284 230 304 454L216 458L203 232L200 232",
        "shorts": "M200 100L258 98C268 150 278 210 288 296L212 306L203 232L200 232",
    }[kind]


def waist(p, half=54, h=20, loops=True):
    p.fill(sym(f"M200 92C{200 + half * .5:.0f} 92 {200 + half - 6} 91 {200 + half} 88L{200 + half + 2} {88 + h}C{200 + half * .6:.0f} {94 + h} {200 + half * .3:.0f} {95 + h} 200 {95 + h}"), p.t(-.05))
    p.fill(sym(f"M200 88C{200 + half * .5:.0f} 88 {200 + half - 6} 86 {200 + half - 4} 84L{200 + half} 88C{200 + half * .5:.0f} 93 {200 + half * .3:.0f} 93 200 93"), p.t(-.16))
    if loops:
        for x in (166, 234):
            p.rect(x - 3.5, 88, 7, h + 6, p.t(-.1), 1)


def trousers(p):
    """Chinos; pleat = tailored, cord = corduroy."""
    p.dress_up()
    p.fab(sym(trouser_half("taper" if "kid" not in p.has else "straight")))
    waist(p)
    p.line("M200 114L200 188C200 200 192 206 184 208", p.dark(1.4), 2)
    p.line("M246 116C248 138 255 150 262 158" + flip("M246 116C248 138 255 150 262 158"), p.dark(1.4), 2.2)
    p.line("M200 232L203 250M200 232L197 250", p.dark(1.6), 2)
    p.buttons([(200, 103)], "#d8cdb8", 4)
    if "pleat" in p.has:
        p.line("M228 116C236 200 238 320 234 452M172 116C164 200 162 320 166 452", p.dark(1.3), 2)
        p.fold("M234 118L238 176M166 118L162 176", 2.5)
    else:
        p.fold("M252 250C248 300 250 360 240 430M148 250C152 300 150 360 160 430M210 250C224 244 240 240 252 226M190 250C176 244 160 240 148 226", 2.6)
    p.line("M216 446L254 444" + flip("M216 446L254 444"), p.dark(1.2), 1.8, opacity=.7)
    if "kid" in p.has:
        for d in ("M218 310L262 308L262 352L222 354Z",):
            p.line(d + flip(d), p.dark(1.5), 2, opacity=.8)
    p.sheen("M140 160C132 250 140 340 152 440C150 340 142 250 140 160Z", .16)


def wide(p):
    p.fab(sym(trouser_half("wide")))
    waist(p, 52, 18, False)
    p.line("".join(f"M{x} 92v18" for x in range(154, 250, 7)), p.dark(), 1.5, opacity=.5)
    p.line("M192 112C186 140 188 160 184 176M208 112C214 138 212 152 214 164", p.t(-.1), 3.5)
    p.line("M246 114C248 140 256 152 261 158" + flip("M246 114C248 140 256 152 261 158"), p.dark(1.3), 2.2)
    folds(p, "M232 130C246 230 256 340 262 448", "M254 200C266 270 276 340 282 420", "M212 240C224 310 232 380 236 440")
    p.line("M200 232L204 256M200 232L196 256", p.dark(1.6), 2)
    p.seam("M218 446L300 442" + flip("M218 446L300 442"))
    p.sheen("M144 150C126 240 114 340 106 440C122 350 136 250 144 150Z", .2)


def jeans(p):
    kind = "wide" if "wide" in p.has else "taper" if "turnup" in p.has else "straight"
    half = {"wide": "M200 100L254 98C266 150 274 210 286 456L218 458L203 232L200 232"}.get(kind) or trouser_half(kind)
    p.fab(sym(half))
    foot = {"wide": 286, "taper": 254, "straight": 270}[kind]
    p.fill(f"M{foot - 46} 200C{foot - 40} 280 {foot - 46} 350 {foot - 50} 400C{foot - 24} 350 {foot - 18} 280 236 200Z" + flip(f"M{foot - 46} 200C{foot - 40} 280 {foot - 46} 350 {foot - 50} 400C{foot - 24} 350 {foot - 18} 280 236 200Z"), "#fff", .1)
    waist(p)
    thread = mix(p.c, "#dca45c", .62)
    p.line("M199 114L199 186C198 200 190 206 182 208M207 114L207 190", thread, 1.6, dash="5 3")
    p.line("M228 116C230 140 244 152 262 154" + flip("M228 116C230 140 244 152 262 154"), thread, 2, dash="5 3")
    p.line("M226 116C228 143 243 157 262 159" + flip("M226 116C228 143 243 157 262 159"), p.dark(1.6), 2)
    p.line("M200 232L203 252M200 232L197 252", p.dark(1.7), 2.2)
    p.line(f"M{foot - 6} 250L{foot - 6} 440" + flip(f"M{foot - 6} 250L{foot - 6} 440"), p.dark(1.2), 1.6, opacity=.7)
    p.dot(200, 103, 5, "#b9854a")
    p.buttons([(242, 148), (158, 148), (259, 153), (141, 153)], "#b9854a", 2.2)
    p.fold("M212 246C226 240 244 236 258 220M188 246C174 240 156 236 142 220M216 258C230 254 246 248 260 238M184 258C170 254 154 248 140 238", 2.4)
    if "turnup" in p.has:
        d = "M212 432L256 429L255 458L213 460Z"
        p.fill(d + flip(d), mix(p.c, "#dfe3ea", .55))
        p.line("M234 431L234 459M166 431L166 459", "#b2453c", 1.6)
    else:
        p.seam(f"M222 447L{foot - 2} 445" + flip(f"M222 447L{foot - 2} 445"), thread)


def joggers(p):
    p.fab(sym("M200 100L254 98C272 160 276 220 272 280C268 350 258 400 250 432L218 434L203 236L200 236"))
    waist(p, 54, 22, False)
    p.line("".join(f"M{x} 92v20" for x in range(152, 252, 7)), p.dark(), 1.6, opacity=.55)
    p.line("M192 108C188 136 190 150 186 172M208 108C212 136 210 152 214 178", IVORY, 3.5)
    p.line("M250 118C246 150 256 176 268 190" + flip("M250 118C246 150 256 176 268 190"), p.dark(1.5), 2.4)
    for d in ("M217 430L252 427L249 458L221 460Z",):
        p.fill(d + flip(d), p.t(-.06))
        p.line("".join(f"M{x} 432L{x} 458" for x in range(224, 250, 6)) + "".join(f"M{400 - x} 432L{400 - x} 458" for x in range(224, 250, 6)), p.dark(), 1.5, opacity=.6)
    p.line("M200 236L204 258M200 236L196 258", p.dark(1.6), 2)
    p.fold("M256 220C258 290 250 350 240 410M144 220C142 290 150 350 160 410M214 262C228 256 244 250 256 240M186 262C172 256 156 250 144 240", 3)
    p.sheen("M140 160C126 240 134 320 150 412C144 320 138 240 140 160Z", .14)


def shorts(p):
    p.dress_up(1.1)
    p.add("<g transform='translate(-60 44) scale(1.3)'>")
    p.fab(sym(trouser_half("shorts")))
    waist(p, 57, 20, False)
    p.line("".join(f"M{x} 92v20" for x in range(150, 254, 7)), p.dark(), 1.6, opacity=.5)
    if "tie" in p.has:
        p.line("M194 106C182 130 186 150 180 172M206 106C216 128 212 150 220 168", IVORY if "stripe" not in p.has else p.c, 3.5)
    else:
        p.line("M200 114L200 188C200 200 192 206 184 208", p.dark(1.4), 2)
        p.line("M194 108C186 128 188 140 184 152M206 108C212 126 210 138 214 148", p.t(-.1), 3)
    p.line("M252 116C254 140 260 152 266 160" + flip("M252 116C254 140 260 152 266 160"), p.dark(1.4), 2.2)
    p.line("M200 232L206 262M200 232L194 262", p.dark(1.6), 2)
    p.seam("M213 294L286 285" + flip("M213 294L286 285"))
    p.fold("M262 180C264 220 270 250 274 280M230 220C236 250 238 270 240 292M170 220C164 250 162 270 160 292", 2.8)
    p.sheen("M140 140C128 190 120 240 116 284C128 240 138 190 140 140Z", .2)
    p.add("</g>")


def fitted(shape, fit):
    def draw(p):
        p.fit = fit
        shape(p)
    return draw


SHAPES = {
    "tee": tee, "longtee": longtee, "tank": tank, "polo": polo, "shirt": shirt, "campshirt": campshirt,
    "blouse": blouse, "sweatshirt": sweatshirt, "hoodie": hoodie, "jumper": jumper, "rollneck": rollneck,
    "vneck": vneck, "vest": vest, "cardigan": cardigan, "trousers": trousers, "wide": wide, "jeans": jeans,
    "joggers": joggers, "shorts": shorts,
}
LEGS = ("trousers", "wide", "jeans", "joggers")
SHAPES = {name: fitted(shape, "translate(-30 0) scale(1.15 1)" if name in LEGS else
                       "" if name == "shorts" else "translate(-32 8) scale(1.16 1)")
          for name, shape in SHAPES.items()}
