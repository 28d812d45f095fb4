# Italian: what the assistant says. See en.ftl.

list-and = { $head } e { $last }
list-or = { $head } o { $last }
number-word = { $n }
stock-in = disponibile
stock-few = disponibile, ne restano { $left }
stock-out = esaurito
row-price = Prezzo
row-material = Materiale
row-sizes = Taglie
row-colors = Colori
row-stock = Disponibilità
row-brand = Marca
row-category = Categoria

limit-under = { " " }fino a { $money }
limit-over = { " " }da { $money }
limit-between = { " " }tra { $low } e { $high }
limit-size = { " " }in taglia { $size }
limit-brand = { " " }di { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }in offerta
product = { $n ->
    [one] articolo adatto
   *[other] articoli adatti
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Questo è il più vicino{ $limits }.
   *[other] Ecco i { $n } più vicini{ $limits }.
}
reduced = { $p } scende da { $was } a { $price }.
range = I prezzi vanno da { $low } a { $high }.
each = Ognuno costa { $price }.
popular = Ecco alcuni preferiti di { $shop }.
newest = Le novità di { $shop }.
cheapest = Il prezzo più basso è { $price }, per { $p }.
dearest = Il prezzo più alto è { $price }, per { $p }.
ask-what = Che cosa stai cercando?
gift = { $n ->
    [one] Ecco un'idea{ $limits }.
   *[other] Ecco { $n } idee{ $limits }.
}
ask-budget = Quanto vorresti spendere?
ask-gift = Per chi è, e quanto vorresti spendere?
none = Non ho trovato niente del genere.
none-for = Non ho trovato niente del genere.
none-plain = Non ho trovato niente del genere.
none-hint = Che cosa può cambiare: il prezzo, il colore o la taglia?
relaxed = Niente corrisponde esattamente{ $limits }.
relaxed-for = Niente corrisponde esattamente{ $limits }.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = Ho cercato fino a { $money }.
relaxed-price_min = Ho cercato da { $money }.
relaxed-colors = Ho lasciato libero il colore.
relaxed-colors-to = Ho preso un colore simile.
relaxed-sizes = Ho lasciato libera la taglia.
relaxed-sizes-to = Questi ci sono in taglia { $to }.
relaxed-categories = Ho cercato anche in altre categorie.
relaxed-brands = Ho guardato anche altre marche.
relaxed-materials = Ho lasciato libero il materiale.
relaxed-in_stock = Ho incluso anche ciò che ora non si può ordinare.
relaxed-on_sale = Ho incluso anche ciò che non è in offerta.
relaxed-text = Ho inteso le tue parole con più libertà.
foreign = Ho letto gli importi in { $currency }, la valuta di questo negozio.

cheaper = { $n ->
    [one] Uno che costa meno.
   *[other] { $n } che costano meno.
}
cheaper-none = { $p } a { $price } è già il prezzo più basso.
dearer = { $n ->
    [one] Uno che costa di più.
   *[other] { $n } che costano di più.
}
dearer-none = Non c'è niente sopra { $p } a { $price }.
more = { $n ->
    [one] Un altro.
   *[other] Altri { $n }.
}
more-none = È tutto quello che corrisponde.
like = { $n ->
    [one] Questo è il più simile a { $p }.
   *[other] Questi sono i più simili a { $p }.
}
pick = { $p } costa { $price }: { $stock }.
pick-reduced = { $p } scende da { $was } a { $price }: { $stock }.
comes-sizes = Taglie: { $sizes }.
comes-colors = Colori: { $colors }.
take = Ottima scelta. Puoi ordinare { $p } qui: { $link }
take-no-link = Per ordinare { $p } usa «Aggiungi al carrello» sulla scheda.
take-gone = { $p }: { $stock }, ora non si può ordinare.

have = Sì, { $p } c'è in { $asked } a { $price }, { $stock }.
have-gone = { $p } esiste in { $asked }, ma: { $stock }.
have-not = { $p } non c'è in { $asked }.
have-some = In { $asked }: { $names }.
have-none = Nessuno di questi c'è in { $asked }.
sizes = { $p } c'è in { $sizes }.
sizes-none = { $p } non ha taglie da scegliere.
colors = { $p } c'è in { $colors }.
colors-none = { $p } non ha colori da scegliere.
is-stock = { $p }: { $stock }.
material = { $p }: { $value }.
material-unknown = Il catalogo non dice di che cosa è fatto { $p }.
attribute = { $p }, { $name }: { $value }.
unknown = Questo non lo so di { $p }, e preferisco non indovinare.

cost = { $p } costa { $price }.
cost-reduced = { $p } costa { $price }, prima { $was }. Risparmi { $saving }.
cost-same = Al momento non è scontato.
codes = Non conosco codici sconto.
discount = Non conosco codici sconto, ma posso mostrarti che cosa è in offerta.

compare-cheaper = { $p } costa meno, { $price }; { $q } costa { $other }.
compare-cheapest = { $p } costa meno di tutti, { $price }.
compare-equal = Costano uguale, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } per { $p }
compare-nothing = Per il resto, il catalogo non vede differenze.

which = Quale intendi?
which-none = Di quale articolo si tratta? Dimmi il nome o com'è fatto.

greeting = Ciao e ti diamo il benvenuto da { $shop }. Che cosa stai cercando?
bye = Arrivederci, e grazie della visita.
thanks = Prego. Scrivimi se ti serve altro.
off-topic = Io conosco solo { $shop }. Che cosa stai cercando?
bot = Sono l'assistente automatico di { $shop }, non una persona. Trovo articoli e posso chiamare una persona.
injection = Posso aiutarti solo con gli articoli di { $shop }. Che cosa stai cercando?
empty = Non mi è arrivata nessuna parola. Che cosa stai cercando?
unknown-language = Non parlo ancora questa lingua.
delivery = Non ho qui le condizioni di consegna di { $shop } e preferisco non indovinare. Una persona può dirtelo.
returns = Non ho qui le condizioni di reso di { $shop } e preferisco non indovinare. Una persona può dirtelo.
payment = Non so quali pagamenti accetta { $shop } e preferisco non indovinare. Una persona può dirtelo.
general = Questo non lo so di { $shop } e preferisco non indovinare. Una persona può dirtelo.
order = Non posso vedere gli ordini. Una persona di { $shop } può farlo, e posso chiamarla.
support = Mi dispiace. Non posso cambiare ordini o resi, ma una persona di { $shop } può aiutarti.
contact = Puoi contattare { $shop } qui: { $contact }.
handoff = Ho avvisato il team di { $shop } che vuoi parlare con una persona.
handoff-address = Se lasci qui la tua e-mail, potranno risponderti anche dopo aver chiuso la chat.
handoff-thanks = Grazie. Il team vede qui il tuo indirizzo.
handoff-failed = Ora non sono riuscito ad avvisare il team.
trouble = Qualcosa non ha funzionato da parte nostra e non ho ancora una risposta. Riprova, o parla con una persona.

qr-person = Parlare con una persona
qr-popular = I più venduti
qr-sale = Che cosa è in offerta?
qr-new = Novità
qr-cheaper = Qualcosa di più economico
qr-more = Mostrami altri
qr-compare = Confronta i primi due
qr-take = Lo prendo
qr-sizes = Che taglie ci sono?
qr-colors = Che colori ci sono?
qr-like = Qualcosa di simile
qr-any-price = Qualsiasi prezzo
qr-any-color = Qualsiasi colore
qr-any-size = Qualsiasi taglia
qr-stock = È disponibile?
qr-show = Mostrami { $category }
qr-for-her = Per mia madre
qr-for-friend = Per un amico
starter-show = Mostrami { $category }
starter-gift = Cerco un regalo
