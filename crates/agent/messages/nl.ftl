# Dutch: what the assistant says. See en.ftl.

list-and = { $head } en { $last }
list-or = { $head } of { $last }
number-word = { $n }
stock-in = op voorraad
stock-few = op voorraad, nog maar { $left }
stock-out = uitverkocht
row-price = Prijs
row-material = Materiaal
row-sizes = Maten
row-colors = Kleuren
row-stock = Voorraad
row-brand = Merk
row-category = Categorie

limit-under = { " " }tot { $money }
limit-over = { " " }vanaf { $money }
limit-between = { " " }tussen { $low } en { $high }
limit-size = { " " }in maat { $size }
limit-brand = { " " }van { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }in de aanbieding
product = { $n ->
    [one] passend artikel
   *[other] passende artikelen
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Dit komt het dichtst in de buurt{ $limits }.
   *[other] Dit zijn de { $n } beste resultaten{ $limits }.
}
reduced = { $p } is afgeprijsd van { $was } naar { $price }.
range = De prijzen lopen van { $low } tot { $high }.
each = Elk artikel kost { $price }.
popular = Hier zijn een paar favorieten van { $shop }.
newest = Het nieuwste van { $shop }.
cheapest = De laagste prijs is { $price }, voor { $p }.
dearest = De hoogste prijs is { $price }, voor { $p }.
ask-what = Waar ben je naar op zoek?
gift = { $n ->
    [one] Hier is een idee{ $limits }.
   *[other] Hier zijn { $n } ideeën{ $limits }.
}
ask-budget = Wat wil je uitgeven?
ask-gift = Voor wie is het, en wat wil je uitgeven?
none = Zoiets heb ik hier niet gevonden.
none-for = Zoiets heb ik hier niet gevonden.
none-plain = Zoiets heb ik niet gevonden.
none-hint = Wat mag anders zijn: de prijs, de kleur of de maat?
relaxed = Precies dit{ $limits } is er niet.
relaxed-for = Precies dit{ $limits } is er niet.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = Ik heb tot { $money } gezocht.
relaxed-price_min = Ik heb vanaf { $money } gezocht.
relaxed-colors = Ik heb de kleur open gelaten.
relaxed-colors-to = Ik heb een verwante kleur genomen.
relaxed-sizes = Ik heb de maat open gelaten.
relaxed-sizes-to = Deze zijn er in maat { $to }.
relaxed-categories = Ik heb ook in andere categorieën gezocht.
relaxed-brands = Ik heb ook andere merken bekeken.
relaxed-materials = Ik heb het materiaal open gelaten.
relaxed-in_stock = Er is ook bij wat nu niet besteld kan worden.
relaxed-on_sale = Er is ook bij wat niet is afgeprijsd.
relaxed-text = Ik heb je woorden wat vrijer opgevat.
foreign = Ik heb de bedragen gelezen als { $currency }, de munt van deze winkel.

cheaper = { $n ->
    [one] Eentje die minder kost.
   *[other] { $n } die minder kosten.
}
cheaper-none = { $p } voor { $price } is hiervoor al de laagste prijs.
dearer = { $n ->
    [one] Eentje die meer kost.
   *[other] { $n } die meer kosten.
}
dearer-none = Boven { $p } voor { $price } is hiervoor niets.
more = { $n ->
    [one] Nog eentje.
   *[other] Nog { $n }.
}
more-none = Dat is alles wat past.
like = { $n ->
    [one] Dit lijkt het meest op { $p }.
   *[other] Deze lijken het meest op { $p }.
}
pick = { $p } kost { $price } en is { $stock }.
pick-reduced = { $p } is afgeprijsd van { $was } naar { $price } en is { $stock }.
comes-sizes = Maten: { $sizes }.
comes-colors = Kleuren: { $colors }.
take = Goede keuze. Je kunt { $p } hier bestellen: { $link }
take-no-link = Bestel { $p } met „In winkelwagen“ op de kaart.
take-gone = { $p } is { $stock } en kan nu niet besteld worden.

have = Ja, { $p } is er in { $asked } voor { $price }, { $stock }.
have-gone = { $p } bestaat in { $asked }, maar is { $stock }.
have-not = { $p } is er niet in { $asked }.
have-some = In { $asked }: { $names }.
have-none = Geen van deze is er in { $asked }.
sizes = { $p } is er in { $sizes }.
sizes-none = { $p } heeft geen maten om uit te kiezen.
colors = { $p } is er in { $colors }.
colors-none = { $p } heeft geen kleuren om uit te kiezen.
is-stock = { $p } is { $stock }.
material = { $p }: { $value }.
material-unknown = De catalogus zegt niet waarvan { $p } gemaakt is.
attribute = { $p }, { $name }: { $value }.
unknown = Dat weet ik niet van { $p }, en ik gok liever niet.

cost = { $p } kost { $price }.
cost-reduced = { $p } kost { $price }, eerst { $was }. Je bespaart { $saving }.
cost-same = Het is nu niet afgeprijsd.
codes = Ik ken geen kortingscodes.
discount = Ik ken geen kortingscodes, maar ik kan laten zien wat is afgeprijsd.

compare-cheaper = { $p } is goedkoper, { $price }; { $q } kost { $other }.
compare-cheapest = { $p } kost het minst, { $price }.
compare-equal = Ze kosten evenveel, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } bij { $p }
compare-nothing = Verder ziet de catalogus geen verschil.

which = Welke bedoel je?
which-none = Om welk artikel gaat het? Noem de naam of beschrijf het.

greeting = Hallo en welkom bij { $shop }. Waar ben je naar op zoek?
bye = Tot ziens, en bedankt voor je bezoek.
thanks = Graag gedaan. Schrijf gerust als je nog iets nodig hebt.
off-topic = Ik ken alleen { $shop }. Waar ben je naar op zoek?
bot = Ik ben de automatische assistent van { $shop }, geen mens. Ik vind producten en kan iemand voor je roepen.
injection = Ik kan alleen helpen met de producten van { $shop }. Waar ben je naar op zoek?
empty = Er kwamen geen woorden aan. Waar ben je naar op zoek?
unknown-language = Deze taal spreek ik nog niet.
delivery = Ik heb de leveringsvoorwaarden van { $shop } hier niet, en ik gok liever niet. Een medewerker kan het vertellen.
returns = Ik heb de retourvoorwaarden van { $shop } hier niet, en ik gok liever niet. Een medewerker kan het vertellen.
payment = Ik weet niet hoe je bij { $shop } kunt betalen, en ik gok liever niet. Een medewerker kan het vertellen.
general = Dat weet ik niet van { $shop }, en ik gok liever niet. Een medewerker kan het vertellen.
order = Ik kan geen bestellingen inzien. Een medewerker van { $shop } kan dat wel, en ik kan iemand roepen.
support = Dat spijt me. Ik kan bestellingen en retouren niet zelf aanpassen, maar een medewerker van { $shop } kan helpen.
contact = Je bereikt { $shop } via { $contact }.
handoff = Ik heb het team van { $shop } laten weten dat je met een mens wilt praten.
handoff-address = Als je hier je e-mailadres achterlaat, kunnen ze ook antwoorden als je de chat sluit.
handoff-thanks = Bedankt. Het team ziet je adres hier.
handoff-failed = Ik kon het team nu niet bereiken.
trouble = Er ging bij ons iets mis en ik heb nog geen antwoord. Probeer het opnieuw, of praat met een medewerker.

qr-person = Met een mens praten
qr-popular = Bestsellers
qr-sale = Wat is in de aanbieding?
qr-new = Wat is nieuw?
qr-cheaper = Iets goedkopers
qr-more = Laat meer zien
qr-compare = Vergelijk de eerste twee
qr-take = Ik neem het
qr-sizes = Welke maten?
qr-colors = Welke kleuren?
qr-like = Iets vergelijkbaars
qr-any-price = Prijs maakt niet uit
qr-any-color = Kleur maakt niet uit
qr-any-size = Maat maakt niet uit
qr-stock = Is het op voorraad?
qr-show = Laat { $category } zien
qr-for-her = Voor mijn moeder
qr-for-friend = Voor een vriend
starter-show = Laat { $category } zien
starter-gift = Ik zoek een cadeau
