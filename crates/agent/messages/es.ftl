# Spanish: what the assistant says. See en.ftl.

list-and = { $head } y { $last }
list-or = { $head } o { $last }
number-word = { $n }
stock-in = en stock
stock-few = en stock, solo quedan { $left }
stock-out = agotado
row-price = Precio
row-material = Material
row-sizes = Tallas
row-colors = Colores
row-stock = Existencias
row-brand = Marca
row-category = Categoría

limit-under = { " " }hasta { $money }
limit-over = { " " }desde { $money }
limit-between = { " " }entre { $low } y { $high }
limit-size = { " " }en talla { $size }
limit-brand = { " " }de { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }rebajados
product = { $n ->
    [one] artículo que encaja
   *[other] artículos que encajan
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Esto es lo más parecido{ $limits }.
   *[other] Estos son los { $n } más parecidos{ $limits }.
}
reduced = { $p } baja de { $was } a { $price }.
range = Los precios van de { $low } a { $high }.
each = Cada uno cuesta { $price }.
popular = Aquí tienes algunos favoritos de { $shop }.
newest = Lo más nuevo de { $shop }.
cheapest = El precio más bajo es { $price }, de { $p }.
dearest = El precio más alto es { $price }, de { $p }.
ask-what = ¿Qué estás buscando?
gift = { $n ->
    [one] Aquí tienes una idea{ $limits }.
   *[other] Aquí tienes { $n } ideas{ $limits }.
}
ask-budget = ¿Cuánto quieres gastar?
ask-gift = ¿Para quién es y cuánto quieres gastar?
none = No he encontrado nada así.
none-for = No he encontrado nada así.
none-plain = No he encontrado nada así.
none-hint = ¿Qué puede cambiar: el precio, el color o la talla?
relaxed = No hay nada exactamente así{ $limits }.
relaxed-for = No hay nada exactamente así{ $limits }.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = He buscado hasta { $money }.
relaxed-price_min = He buscado desde { $money }.
relaxed-colors = He dejado el color abierto.
relaxed-colors-to = He tomado un color parecido.
relaxed-sizes = He dejado la talla abierta.
relaxed-sizes-to = Estos vienen en talla { $to }.
relaxed-categories = También he mirado en otras categorías.
relaxed-brands = También he mirado otras marcas.
relaxed-materials = He dejado el material abierto.
relaxed-in_stock = He incluido lo que ahora no se puede pedir.
relaxed-on_sale = He incluido lo que no está rebajado.
relaxed-text = He entendido tus palabras con más libertad.
foreign = He tomado las cantidades en { $currency }, la moneda de esta tienda.

cheaper = { $n ->
    [one] Uno que cuesta menos.
   *[other] { $n } que cuestan menos.
}
cheaper-none = { $p } por { $price } ya es el precio más bajo.
dearer = { $n ->
    [one] Uno que cuesta más.
   *[other] { $n } que cuestan más.
}
dearer-none = No hay nada por encima de { $p } por { $price }.
more = { $n ->
    [one] Uno más.
   *[other] { $n } más.
}
more-none = Eso es todo lo que encaja.
like = { $n ->
    [one] Esto es lo más parecido a { $p }.
   *[other] Estos son los más parecidos a { $p }.
}
pick = { $p } cuesta { $price }: { $stock }.
pick-reduced = { $p } baja de { $was } a { $price }: { $stock }.
comes-sizes = Tallas: { $sizes }.
comes-colors = Colores: { $colors }.
take = Buena elección. Puedes pedir { $p } aquí: { $link }
take-no-link = Para pedir { $p }, usa «Añadir al carrito» en la ficha.
take-gone = { $p }: { $stock }, ahora no se puede pedir.

have = Sí, { $p } viene en { $asked } por { $price }, { $stock }.
have-gone = { $p } viene en { $asked }, pero: { $stock }.
have-not = { $p } no viene en { $asked }.
have-some = En { $asked }: { $names }.
have-none = Ninguno de estos viene en { $asked }.
sizes = { $p } viene en { $sizes }.
sizes-none = { $p } no tiene tallas para elegir.
colors = { $p } viene en { $colors }.
colors-none = { $p } no tiene colores para elegir.
is-stock = { $p }: { $stock }.
material = { $p }: { $value }.
material-unknown = El catálogo no dice de qué está hecho { $p }.
attribute = { $p }, { $name }: { $value }.
unknown = No sé eso de { $p } y prefiero no adivinar.

cost = { $p } cuesta { $price }.
cost-reduced = { $p } cuesta { $price }, antes { $was }. Ahorras { $saving }.
cost-same = Ahora mismo no está rebajado.
codes = No conozco ningún código de descuento.
discount = No conozco ningún código de descuento, pero puedo enseñarte lo que está rebajado.

compare-cheaper = { $p } es más barato, { $price }; { $q } cuesta { $other }.
compare-cheapest = { $p } es lo que menos cuesta, { $price }.
compare-equal = Cuestan lo mismo, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } en { $p }
compare-nothing = En lo demás, el catálogo no ve diferencias.

which = ¿Cuál quieres decir?
which-none = ¿De qué artículo se trata? Dime su nombre o cómo es.

greeting = Hola, te damos la bienvenida a { $shop }. ¿Qué estás buscando?
bye = Hasta pronto, y gracias por tu visita.
thanks = De nada. Escríbeme si necesitas algo más.
off-topic = Yo solo conozco { $shop }. ¿Qué estás buscando?
bot = Soy el asistente automático de { $shop }, no una persona. Encuentro artículos y puedo llamar a una persona.
injection = Solo puedo ayudarte con los artículos de { $shop }. ¿Qué estás buscando?
empty = No me ha llegado ninguna palabra. ¿Qué estás buscando?
unknown-language = Todavía no hablo este idioma.
delivery = No tengo aquí las condiciones de envío de { $shop } y prefiero no adivinar. Una persona puede decírtelo.
returns = No tengo aquí las condiciones de devolución de { $shop } y prefiero no adivinar. Una persona puede decírtelo.
payment = No sé qué formas de pago acepta { $shop } y prefiero no adivinar. Una persona puede decírtelo.
general = No sé eso de { $shop } y prefiero no adivinar. Una persona puede decírtelo.
order = No puedo consultar pedidos. Una persona de { $shop } sí puede, y puedo llamarla.
support = Lo siento. No puedo cambiar pedidos ni devoluciones, pero una persona de { $shop } puede ayudarte.
contact = Puedes contactar con { $shop } aquí: { $contact }.
handoff = He avisado al equipo de { $shop } de que quieres hablar con una persona.
handoff-address = Si dejas aquí tu correo electrónico, podrán responderte aunque cierres el chat.
handoff-thanks = Gracias. El equipo ve tu dirección aquí.
handoff-failed = Ahora mismo no he podido avisar al equipo.
trouble = Algo ha fallado por nuestra parte y aún no tengo respuesta. Inténtalo de nuevo o habla con una persona.

qr-person = Hablar con una persona
qr-popular = Los más vendidos
qr-sale = ¿Qué está en oferta?
qr-new = Novedades
qr-cheaper = Algo más barato
qr-more = Ver más opciones
qr-compare = Compara los dos primeros
qr-take = Me lo llevo
qr-sizes = ¿Qué tallas hay?
qr-colors = ¿Qué colores hay?
qr-like = Algo parecido
qr-any-price = Cualquier precio
qr-any-color = Cualquier color
qr-any-size = Cualquier talla
qr-stock = ¿Está disponible?
qr-show = Muéstrame { $category }
qr-for-her = Para mi madre
qr-for-friend = Para un amigo
starter-show = Muéstrame { $category }
starter-gift = Busco un regalo
