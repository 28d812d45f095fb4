# German: what the assistant says. See en.ftl.

list-and = { $head } und { $last }
list-or = { $head } oder { $last }
number-word = { $n ->
    [1] Ein
    [2] Zwei
    [3] Drei
    [4] Vier
    [5] Fünf
    [6] Sechs
    [7] Sieben
    [8] Acht
    [9] Neun
    [10] Zehn
   *[other] { $n }
}
stock-in = auf Lager
stock-few = auf Lager, nur noch { $left } Stück
stock-out = ausverkauft
row-price = Preis
row-material = Material
row-sizes = Größen
row-colors = Farben
row-stock = Bestand
row-brand = Marke
row-category = Kategorie

limit-under = { " " }bis { $money }
limit-over = { " " }ab { $money }
limit-between = { " " }zwischen { $low } und { $high }
limit-size = { " " }in Größe { $size }
limit-brand = { " " }von { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }im Angebot
product = { $n ->
    [one] passender Artikel
   *[other] passende Artikel
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Das kommt am nächsten{ $limits }.
   *[other] Hier sind die { $n } besten Treffer{ $limits }.
}
reduced = { $p } ist von { $was } auf { $price } reduziert.
range = Die Preise liegen zwischen { $low } und { $high }.
each = Jeder Artikel kostet { $price }.
popular = Hier sind einige Lieblingsstücke von { $shop }.
newest = Das Neueste bei { $shop }.
cheapest = Der niedrigste Preis ist { $price }, für { $p }.
dearest = Der höchste Preis ist { $price }, für { $p }.
ask-what = Wonach suchst du?
gift = { $n ->
    [one] Hier ist eine Idee{ $limits }.
   *[other] Hier sind { $n } Ideen{ $limits }.
}
ask-budget = Wie viel möchtest du ausgeben?
ask-gift = Für wen ist es, und wie viel möchtest du ausgeben?
none = Dazu habe ich hier nichts gefunden.
none-for = Dazu habe ich hier nichts gefunden.
none-plain = Dazu habe ich nichts gefunden.
none-hint = Was darf anders sein: Preis, Farbe oder Größe?
relaxed = Genau so{ $limits } gibt es hier leider nichts.
relaxed-for = Genau so{ $limits } gibt es hier leider nichts.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = Ich habe stattdessen bis { $money } gesucht.
relaxed-price_min = Ich habe stattdessen ab { $money } gesucht.
relaxed-colors = Die Farbe habe ich offen gelassen.
relaxed-colors-to = Ich habe eine verwandte Farbe genommen.
relaxed-sizes = Die Größe habe ich offen gelassen.
relaxed-sizes-to = Stattdessen in Größe { $to }.
relaxed-categories = Ich habe auch in anderen Kategorien gesucht.
relaxed-brands = Ich habe auch andere Marken genommen.
relaxed-materials = Das Material habe ich offen gelassen.
relaxed-in_stock = Es ist auch dabei, was gerade nicht bestellt werden kann.
relaxed-on_sale = Es ist auch dabei, was nicht reduziert ist.
relaxed-text = Ich habe deine Worte etwas freier verstanden.
foreign = Die Beträge habe ich in { $currency } verstanden, der Währung dieses Shops.

cheaper = { $n ->
    [one] Ein Artikel, der weniger kostet.
   *[other] { $words } Artikel, die weniger kosten.
}
cheaper-none = { $p } für { $price } ist dafür schon der niedrigste Preis.
dearer = { $n ->
    [one] Ein Artikel, der mehr kostet.
   *[other] { $words } Artikel, die mehr kosten.
}
dearer-none = Über { $p } für { $price } gibt es dazu nichts.
more = { $n ->
    [one] Noch ein Artikel.
   *[other] { $words } weitere.
}
more-none = Das ist alles, was passt.
like = { $n ->
    [one] Das kommt { $p } am nächsten.
   *[other] Diese kommen { $p } am nächsten.
}
pick = { $p } kostet { $price } und ist { $stock }.
pick-reduced = { $p } ist von { $was } auf { $price } reduziert und { $stock }.
comes-sizes = Es gibt: { $sizes }.
comes-colors = Farben: { $colors }.
take = Gute Wahl. Hier kannst du { $p } bestellen: { $link }
take-no-link = { $p } kannst du mit „In den Warenkorb“ auf der Karte bestellen.
take-gone = { $p } ist { $stock } und kann gerade nicht bestellt werden.

have = Ja, { $p } gibt es in { $asked } für { $price }, { $stock }.
have-gone = { $p } gibt es in { $asked }, aber gerade { $stock }.
have-not = { $p } gibt es nicht in { $asked }.
have-some = In { $asked }: { $names }.
have-none = Davon gibt es nichts in { $asked }.
sizes = { $p } gibt es in { $sizes }.
sizes-none = Bei { $p } gibt es keine Größen zur Wahl.
colors = { $p } gibt es in { $colors }.
colors-none = Bei { $p } gibt es keine Farben zur Wahl.
is-stock = { $p } ist { $stock }.
material = { $p }: { $value }.
material-unknown = Woraus { $p } besteht, steht nicht im Katalog.
attribute = { $p }, { $name }: { $value }.
unknown = Das weiß ich über { $p } nicht, und raten möchte ich nicht.

cost = { $p } kostet { $price }.
cost-reduced = { $p } kostet { $price }, reduziert von { $was }. Du sparst { $saving }.
cost-same = Es ist zurzeit nicht reduziert.
codes = Rabattcodes kenne ich keine.
discount = Rabattcodes kenne ich keine, aber ich kann dir zeigen, was reduziert ist.

compare-cheaper = { $p } ist mit { $price } günstiger, { $q } kostet { $other }.
compare-cheapest = { $p } kostet am wenigsten, { $price }.
compare-equal = Sie kosten gleich viel, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } bei { $p }
compare-nothing = In allem anderen, was der Katalog weiß, gleichen sie sich.

which = Welchen Artikel meinst du?
which-none = Um welchen Artikel geht es? Nenn mir den Namen oder beschreib ihn.

greeting = Hallo und willkommen bei { $shop }. Wonach suchst du?
bye = Auf Wiedersehen, und danke für deinen Besuch.
thanks = Gern geschehen. Schreib einfach, wenn du noch etwas brauchst.
off-topic = Ich kenne mich nur bei { $shop } aus. Wonach suchst du?
bot = Ich bin der automatische Assistent von { $shop }, kein Mensch. Ich finde Produkte und kann jemanden für dich rufen.
injection = Ich kann nur mit den Produkten von { $shop } helfen. Wonach suchst du?
empty = Da kamen keine Wörter an. Wonach suchst du?
unknown-language = Diese Sprache spreche ich noch nicht.
delivery = Die Lieferbedingungen von { $shop } liegen mir nicht vor, und raten möchte ich nicht. Ein Mensch kann es dir sagen.
returns = Die Rückgabebedingungen von { $shop } liegen mir nicht vor, und raten möchte ich nicht. Ein Mensch kann es dir sagen.
payment = Welche Zahlungsarten { $shop } anbietet, weiß ich nicht, und raten möchte ich nicht. Ein Mensch kann es dir sagen.
general = Das weiß ich über { $shop } nicht, und raten möchte ich nicht. Ein Mensch kann es dir sagen.
order = Bestellungen kann ich nicht einsehen. Ein Mensch bei { $shop } kann das, und ich kann ihn für dich rufen.
support = Das tut mir leid. Bestellungen und Rückgaben kann ich nicht selbst ändern, aber ein Mensch bei { $shop } hilft dir.
contact = Du erreichst { $shop } unter { $contact }.
handoff = Ich habe dem Team von { $shop } gesagt, dass du mit einem Menschen sprechen möchtest.
handoff-address = Wenn du deine E-Mail-Adresse hier lässt, kann das Team auch antworten, wenn du den Chat schließt.
handoff-thanks = Danke. Das Team sieht deine Adresse hier.
handoff-failed = Ich konnte das Team gerade nicht erreichen.
trouble = Bei uns ist etwas schiefgegangen, und ich habe noch keine Antwort. Versuch es bitte noch einmal oder sprich mit einem Menschen.

qr-person = Mit einem Menschen sprechen
qr-popular = Bestseller
qr-sale = Was ist im Angebot?
qr-new = Was ist neu?
qr-cheaper = Etwas Günstigeres
qr-more = Zeig mir mehr
qr-compare = Vergleiche die ersten beiden
qr-take = Ich nehme es
qr-sizes = Welche Größen?
qr-colors = Welche Farben?
qr-like = Ähnliche zeigen
qr-any-price = Preis egal
qr-any-color = Farbe egal
qr-any-size = Größe egal
qr-stock = Ist das auf Lager?
qr-show = Zeig mir { $category }
qr-for-her = Für meine Mutter
qr-for-friend = Für einen Freund
starter-show = Zeig mir { $category }
starter-gift = Ich brauche ein Geschenk
