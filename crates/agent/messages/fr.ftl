# French: what the assistant says. See en.ftl.

list-and = { $head } et { $last }
list-or = { $head } ou { $last }
number-word = { $n }
stock-in = en stock
stock-few = en stock, plus que { $left }
stock-out = épuisé
row-price = Prix
row-material = Matière
row-sizes = Tailles
row-colors = Couleurs
row-stock = Stock
row-brand = Marque
row-category = Catégorie

limit-under = { " " }jusqu'à { $money }
limit-over = { " " }à partir de { $money }
limit-between = { " " }entre { $low } et { $high }
limit-size = { " " }en taille { $size }
limit-brand = { " " }de { $brand }
limit-material = { "" }
limit-without = { "" }
limit-sale = { " " }en promotion
product = { $n ->
    [one] article correspond
   *[other] articles correspondent
}

found = { $words } { $what }{ $limits }.
found-near = { $words } { $what }{ $limits }.
close = { $n ->
    [one] Voici ce qui s'en approche le plus{ $limits }.
   *[other] Voici les { $n } résultats les plus proches{ $limits }.
}
reduced = { $p } passe de { $was } à { $price }.
range = Les prix vont de { $low } à { $high }.
each = Chaque article coûte { $price }.
popular = Voici quelques favoris de { $shop }.
newest = Les nouveautés de { $shop }.
cheapest = Le prix le plus bas est { $price }, pour { $p }.
dearest = Le prix le plus élevé est { $price }, pour { $p }.
ask-what = Que cherchez-vous ?
gift = { $n ->
    [one] Voici une idée{ $limits }.
   *[other] Voici { $n } idées{ $limits }.
}
ask-budget = Quel est votre budget ?
ask-gift = C'est pour qui, et quel est votre budget ?
none = Je n'ai rien trouvé de tel ici.
none-for = Je n'ai rien trouvé de tel ici.
none-plain = Je n'ai rien trouvé de tel.
none-hint = Qu'est-ce qui peut changer : le prix, la couleur ou la taille ?
relaxed = Rien ne correspond exactement{ $limits }.
relaxed-for = Rien ne correspond exactement{ $limits }.
relaxed-some = { $words } { $what }{ $limits }.
relaxed-price_max = J'ai cherché jusqu'à { $money }.
relaxed-price_min = J'ai cherché à partir de { $money }.
relaxed-colors = J'ai laissé la couleur ouverte.
relaxed-colors-to = J'ai pris une couleur voisine.
relaxed-sizes = J'ai laissé la taille ouverte.
relaxed-sizes-to = Ceux-ci existent en taille { $to }.
relaxed-categories = J'ai aussi cherché dans d'autres catégories.
relaxed-brands = J'ai aussi regardé d'autres marques.
relaxed-materials = J'ai laissé la matière ouverte.
relaxed-in_stock = J'ai inclus ce qui ne peut pas être commandé pour le moment.
relaxed-on_sale = J'ai inclus ce qui n'est pas en promotion.
relaxed-text = J'ai compris vos mots un peu plus librement.
foreign = J'ai compris les montants en { $currency }, la monnaie de cette boutique.

cheaper = { $n ->
    [one] En voici un moins cher.
   *[other] En voici { $n } moins chers.
}
cheaper-none = { $p } à { $price } est déjà le prix le plus bas.
dearer = { $n ->
    [one] En voici un plus cher.
   *[other] En voici { $n } plus chers.
}
dearer-none = Il n'y a rien au-dessus de { $p } à { $price }.
more = { $n ->
    [one] En voici encore un.
   *[other] En voici encore { $n }.
}
more-none = C'est tout ce qui correspond.
like = { $n ->
    [one] Voici le plus proche de { $p }.
   *[other] Voici les plus proches de { $p }.
}
pick = { $p } coûte { $price } : { $stock }.
pick-reduced = { $p } passe de { $was } à { $price } : { $stock }.
comes-sizes = Tailles : { $sizes }.
comes-colors = Couleurs : { $colors }.
take = Bon choix. Vous pouvez commander { $p } ici : { $link }
take-no-link = Pour commander { $p }, utilisez « Ajouter au panier » sur la fiche.
take-gone = { $p } : { $stock }, impossible à commander pour le moment.

have = Oui, { $p } existe en { $asked } pour { $price }, { $stock }.
have-gone = { $p } existe en { $asked }, mais : { $stock }.
have-not = { $p } n'existe pas en { $asked }.
have-some = En { $asked } : { $names }.
have-none = Aucun de ceux-ci n'existe en { $asked }.
sizes = { $p } existe en { $sizes }.
sizes-none = { $p } n'a pas de tailles au choix.
colors = { $p } existe en { $colors }.
colors-none = { $p } n'a pas de couleurs au choix.
is-stock = { $p } : { $stock }.
material = { $p } : { $value }.
material-unknown = Le catalogue ne dit pas en quoi est { $p }.
attribute = { $p }, { $name } : { $value }.
unknown = Je ne sais pas cela de { $p }, et je préfère ne pas deviner.

cost = { $p } coûte { $price }.
cost-reduced = { $p } coûte { $price } au lieu de { $was }. Vous économisez { $saving }.
cost-same = Il n'y a pas de réduction en ce moment.
codes = Je ne connais pas de code promo.
discount = Je ne connais pas de code promo, mais je peux vous montrer ce qui est en promotion.

compare-cheaper = { $p } est moins cher à { $price }, { $q } coûte { $other }.
compare-cheapest = { $p } coûte le moins, { $price }.
compare-equal = Le prix est le même, { $price }.
compare-row = { $name } : { $values }.
compare-value = { $value } pour { $p }
compare-nothing = Pour le reste, le catalogue ne voit pas de différence.

which = Lequel voulez-vous dire ?
which-none = De quel article s'agit-il ? Dites-moi son nom ou décrivez-le.

greeting = Bonjour et bienvenue chez { $shop }. Que cherchez-vous ?
bye = Au revoir, et merci de votre visite.
thanks = Avec plaisir. Écrivez-moi s'il vous faut autre chose.
off-topic = Je ne connais que { $shop }. Que cherchez-vous ?
bot = Je suis l'assistant automatique de { $shop }, pas une personne. Je trouve des articles et je peux appeler quelqu'un pour vous.
injection = Je peux seulement vous aider avec les articles de { $shop }. Que cherchez-vous ?
empty = Je n'ai pas reçu de mots. Que cherchez-vous ?
unknown-language = Je ne parle pas encore cette langue.
delivery = Je n'ai pas les conditions de livraison de { $shop }, et je préfère ne pas deviner. Une personne peut vous répondre.
returns = Je n'ai pas les conditions de retour de { $shop }, et je préfère ne pas deviner. Une personne peut vous répondre.
payment = Je ne sais pas quels moyens de paiement { $shop } accepte, et je préfère ne pas deviner. Une personne peut vous répondre.
general = Je ne sais pas cela de { $shop }, et je préfère ne pas deviner. Une personne peut vous répondre.
order = Je ne peux pas consulter les commandes. Une personne de { $shop } le peut, et je peux l'appeler pour vous.
support = Je suis désolé. Je ne peux pas modifier les commandes ni les retours, mais une personne de { $shop } peut vous aider.
contact = Vous pouvez joindre { $shop } ici : { $contact }.
handoff = J'ai prévenu l'équipe de { $shop } que vous souhaitez parler à une personne.
handoff-address = Si vous laissez votre adresse e-mail ici, elle pourra répondre même après la fermeture du chat.
handoff-thanks = Merci. L'équipe voit votre adresse ici.
handoff-failed = Je n'ai pas pu joindre l'équipe.
trouble = Quelque chose n'a pas marché chez nous et je n'ai pas encore de réponse. Réessayez, ou parlez à une personne.

qr-person = Parler à une personne
qr-popular = Meilleures ventes
qr-sale = Qu'est-ce qui est en promotion ?
qr-new = Les nouveautés
qr-cheaper = Moins cher
qr-more = En voir plus
qr-compare = Compare les deux premiers
qr-take = Je le prends
qr-sizes = Quelles tailles ?
qr-colors = Quelles couleurs ?
qr-like = Similaires
qr-any-price = Peu importe le prix
qr-any-color = Peu importe la couleur
qr-any-size = Peu importe la taille
qr-stock = Est-il en stock ?
qr-show = Montre-moi { $category }
qr-for-her = Pour ma mère
qr-for-friend = Pour un ami
starter-show = Montre-moi { $category }
starter-gift = Je cherche un cadeau
