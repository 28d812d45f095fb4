# Portuguese: what the assistant says. See en.ftl.

list-and = { $head } e { $last }
list-or = { $head } ou { $last }
number-word = { $n }
stock-in = em estoque
stock-few = em estoque, só restam { $left }
stock-out = esgotado
row-price = Preço
row-material = Material
row-sizes = Tamanhos
row-colors = Cores
row-stock = Estoque
row-brand = Marca
row-category = Categoria

limit-under = { " " }até { $money }
limit-over = { " " }a partir de { $money }
limit-between = { " " }entre { $low } e { $high }
limit-size = { " " }no tamanho { $size }
limit-brand = { " " }de { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }em promoção
product = { $n ->
    [one] produto que combina
   *[other] produtos que combinam
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Este é o mais próximo{ $limits }.
   *[other] Aqui estão os { $n } mais próximos{ $limits }.
}
reduced = { $p } baixou de { $was } para { $price }.
range = Os preços vão de { $low } a { $high }.
each = Cada um custa { $price }.
popular = Aqui estão alguns favoritos de { $shop }.
newest = As novidades de { $shop }.
cheapest = O preço mais baixo é { $price }, de { $p }.
dearest = O preço mais alto é { $price }, de { $p }.
ask-what = O que você procura?
gift = { $n ->
    [one] Aqui está uma ideia{ $limits }.
   *[other] Aqui estão { $n } ideias{ $limits }.
}
ask-budget = Quanto você quer gastar?
ask-gift = Para quem é, e quanto você quer gastar?
none = Não encontrei nada assim aqui.
none-for = Não encontrei nada assim aqui.
none-plain = Não encontrei nada assim.
none-hint = O que pode mudar: o preço, a cor ou o tamanho?
relaxed = Nada corresponde exatamente{ $limits }.
relaxed-for = Nada corresponde exatamente{ $limits }.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = Procurei até { $money }.
relaxed-price_min = Procurei a partir de { $money }.
relaxed-colors = Deixei a cor em aberto.
relaxed-colors-to = Peguei uma cor parecida.
relaxed-sizes = Deixei o tamanho em aberto.
relaxed-sizes-to = Estes vêm no tamanho { $to }.
relaxed-categories = Procurei também em outras categorias.
relaxed-brands = Procurei também outras marcas.
relaxed-materials = Deixei o material em aberto.
relaxed-in_stock = Incluí o que não pode ser pedido agora.
relaxed-on_sale = Incluí o que não está em promoção.
relaxed-text = Entendi suas palavras com mais liberdade.
foreign = Li os valores em { $currency }, a moeda desta loja.

cheaper = { $n ->
    [one] Um que custa menos.
   *[other] { $n } que custam menos.
}
cheaper-none = { $p } por { $price } já é o preço mais baixo.
dearer = { $n ->
    [one] Um que custa mais.
   *[other] { $n } que custam mais.
}
dearer-none = Não há nada acima de { $p } por { $price }.
more = { $n ->
    [one] Mais um.
   *[other] Mais { $n }.
}
more-none = Isso é tudo o que combina.
like = { $n ->
    [one] Este é o mais parecido com { $p }.
   *[other] Estes são os mais parecidos com { $p }.
}
pick = { $p } custa { $price }: { $stock }.
pick-reduced = { $p } baixou de { $was } para { $price }: { $stock }.
comes-sizes = Tamanhos: { $sizes }.
comes-colors = Cores: { $colors }.
take = Boa escolha. Você pode pedir { $p } aqui: { $link }
take-no-link = Para pedir { $p }, use «Adicionar ao carrinho» no cartão.
take-gone = { $p }: { $stock }, não pode ser pedido agora.

have = Sim, { $p } vem em { $asked } por { $price }, { $stock }.
have-gone = { $p } vem em { $asked }, mas: { $stock }.
have-not = { $p } não vem em { $asked }.
have-some = Em { $asked }: { $names }.
have-none = Nenhum destes vem em { $asked }.
sizes = { $p } vem em { $sizes }.
sizes-none = { $p } não tem tamanhos para escolher.
colors = { $p } vem em { $colors }.
colors-none = { $p } não tem cores para escolher.
is-stock = { $p }: { $stock }.
material = { $p }: { $value }.
material-unknown = O catálogo não diz de que { $p } é feito.
attribute = { $p }, { $name }: { $value }.
unknown = Isso eu não sei sobre { $p }, e prefiro não adivinhar.

cost = { $p } custa { $price }.
cost-reduced = { $p } custa { $price }, antes { $was }. Você economiza { $saving }.
cost-same = No momento não está em promoção.
codes = Não conheço códigos de desconto.
discount = Não conheço códigos de desconto, mas posso mostrar o que está em promoção.

compare-cheaper = { $p } custa menos, { $price }; { $q } custa { $other }.
compare-cheapest = { $p } é o que custa menos, { $price }.
compare-equal = Custam o mesmo, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } em { $p }
compare-nothing = No resto, o catálogo não vê diferenças.

which = Qual você quer dizer?
which-none = De qual produto se trata? Diga o nome ou como ele é.

greeting = Olá, que bom ter você na { $shop }. O que você procura?
bye = Até logo, e obrigado pela visita.
thanks = De nada. Escreva se precisar de mais alguma coisa.
off-topic = Eu só conheço a { $shop }. O que você procura?
bot = Sou o assistente automático da { $shop }, não uma pessoa. Encontro produtos e posso chamar uma pessoa.
injection = Só posso ajudar com os produtos da { $shop }. O que você procura?
empty = Não recebi nenhuma palavra. O que você procura?
unknown-language = Ainda não falo este idioma.
delivery = Não tenho aqui as condições de entrega da { $shop } e prefiro não adivinhar. Uma pessoa pode responder.
returns = Não tenho aqui as condições de devolução da { $shop } e prefiro não adivinhar. Uma pessoa pode responder.
payment = Não sei quais pagamentos a { $shop } aceita e prefiro não adivinhar. Uma pessoa pode responder.
general = Isso eu não sei sobre a { $shop } e prefiro não adivinhar. Uma pessoa pode responder.
order = Não consigo ver pedidos. Uma pessoa da { $shop } consegue, e posso chamá-la.
support = Sinto muito. Não posso mudar pedidos nem devoluções, mas uma pessoa da { $shop } pode ajudar.
contact = Você pode falar com a { $shop } aqui: { $contact }.
handoff = Avisei a equipe da { $shop } que você quer falar com uma pessoa.
handoff-address = Se deixar seu e-mail aqui, a equipe pode responder mesmo depois de fechar o chat.
handoff-thanks = Obrigado. A equipe vê seu endereço aqui.
handoff-failed = Agora não consegui avisar a equipe.
trouble = Algo deu errado do nosso lado e ainda não tenho resposta. Tente de novo ou fale com uma pessoa.

qr-person = Falar com uma pessoa
qr-popular = Mais vendidos
qr-sale = O que está em promoção?
qr-new = Novidades
qr-cheaper = Algo mais barato
qr-more = Ver mais opções
qr-compare = Compare os dois primeiros
qr-take = Vou levar
qr-sizes = Quais tamanhos?
qr-colors = Quais cores?
qr-like = Algo parecido
qr-any-price = Qualquer preço
qr-any-color = Qualquer cor
qr-any-size = Qualquer tamanho
qr-stock = Está disponível?
qr-show = Mostre { $category }
qr-for-her = Para minha mãe
qr-for-friend = Para um amigo
starter-show = Mostre { $category }
starter-gift = Procuro um presente
