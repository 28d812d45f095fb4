//! Conversations in the languages of the message files: `>` is the shopper; then the intent, what is being looked for, what is said and shown
//! (▢ cards, ▤ a comparison), and what may be said next.

use insta::assert_snapshot;

use crate::fixture::dialogue;

#[test]
fn german() {
    assert_snapshot!(dialogue(&["blaues Kleid unter 80 Euro in M", "etwas günstigeres", "das zweite", "ich nehme es", "danke"]), @r##"
    > blaues Kleid unter 80 Euro in M
      [product_search | max 8000, blue, m, Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00
      Drei passende Artikel bis $80.00 in Größe M.
      Azure Linen Sundress ist von $80.00 auf $64.00 reduziert.
      (Vergleiche die ersten beiden / Etwas Günstigeres / Was ist im Angebot?)
    > etwas günstigeres
      [product_search | max 8000, blue, m, Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Harbour Summer Dress für $52.00 ist dafür schon der niedrigste Preis.
      (Ich nehme es / Ähnliche zeigen / Farbe egal / Bestseller)
    > das zweite
      [product_search | max 8000, blue, m, Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Harbour Summer Dress kostet $52.00 und ist auf Lager.
      Es gibt: S und M.
      (Ich nehme es / Welche Farben? / Ähnliche zeigen / Etwas Günstigeres)
    > ich nehme es
      [product_search | max 8000, blue, m, Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Gute Wahl.
      Hier kannst du Harbour Summer Dress bestellen: https://shop.example/products/harbour-summer-dress
      (Ähnliche zeigen / Bestseller / Mit einem Menschen sprechen)
    > danke
      [thanks | max 8000, blue, m, Dresses | ]
      Gern geschehen.
      Schreib einfach, wenn du noch etwas brauchst.
    "##);
}

#[test]
fn french() {
    assert_snapshot!(dialogue(&["je cherche une robe rouge", "moins cher", "le deuxième", "quelles tailles ?", "merci"]), @r##"
    > je cherche une robe rouge
      [product_search | red, Dresses | ]
      ▢ Harbour Summer Dress $52.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      3 articles correspondent.
      Crimson Tea Dress passe de $59.00 à $49.00.
      (Compare les deux premiers / Moins cher / Qu'est-ce qui est en promotion ?)
    > moins cher
      [product_search | red, Dresses | ]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress à $45.00 est déjà le prix le plus bas.
      (Je le prends / Similaires / Peu importe la couleur / Meilleures ventes)
    > le deuxième
      [product_search | red, Dresses | ]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress coûte $45.00 : en stock.
      Tailles : S, M et L.
      (Je le prends / Similaires / Moins cher)
    > quelles tailles ?
      [variant_question | red, Dresses | ]
      Poppy Summer Dress existe en S, M et L.
      (Je le prends / Similaires)
    > merci
      [thanks | red, Dresses | ]
      Avec plaisir.
      Écrivez-moi s'il vous faut autre chose.
    "##);
}

#[test]
fn spanish() {
    assert_snapshot!(dialogue(&["busco un vestido azul", "algo más barato", "el segundo", "¿cuánto cuesta?", "me lo llevo"]), @r##"
    > busco un vestido azul
      [product_search | blue, Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Coast Maxi Dress $94.00 · Daisy Shift Dress $38.00
      5 artículos que encajan.
      Azure Linen Sundress baja de $80.00 a $64.00.
      (Compara los dos primeros / Algo más barato / ¿Qué está en oferta?)
    > algo más barato
      [product_search | blue, Dresses | ]
      ▢ Daisy Shift Dress $38.00
      Daisy Shift Dress por $38.00 ya es el precio más bajo.
      (Me lo llevo / Algo parecido / Cualquier color / Los más vendidos)
    > el segundo
      [product_search | blue, Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Harbour Summer Dress cuesta $52.00: en stock.
      Tallas: S y M.
      (Me lo llevo / ¿Qué colores hay? / Algo parecido / Algo más barato)
    > ¿cuánto cuesta?
      [price_inquiry | blue, Dresses | ]
      Harbour Summer Dress cuesta $52.00.
      (Me lo llevo / Algo más barato / ¿Qué colores hay? / ¿Qué tallas hay?)
    > me lo llevo
      [product_search | blue, Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Buena elección.
      Puedes pedir Harbour Summer Dress aquí: https://shop.example/products/harbour-summer-dress
      (Algo parecido / Los más vendidos / Hablar con una persona)
    "##);
}

#[test]
fn italian() {
    assert_snapshot!(dialogue(&["ciao", "cerco scarpe rosse", "il primo", "lo prendo"]), @r##"
    > ciao
      [greeting |  | ]
      Ciao e ti diamo il benvenuto da Larkspur.
      Che cosa stai cercando?
      (Mostrami Dresses / Mostrami Shoes / Cerco un regalo / Che cosa è in offerta?)
    > cerco scarpe rosse
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00 · Canvas Sneakers $39.00
      2 articoli adatti.
      Court Sneakers scende da $85.00 a $69.00.
      (Confronta i primi due / Qualcosa di più economico / Qualsiasi colore)
    > il primo
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00
      Court Sneakers scende da $85.00 a $69.00: disponibile.
      Taglie: 38, 39 e 40.
      (Lo prendo / Che colori ci sono? / Qualcosa di simile / Qualcosa di più economico)
    > lo prendo
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00
      Ottima scelta.
      Puoi ordinare Court Sneakers qui: https://shop.example/products/court-sneakers
      (Qualcosa di simile / I più venduti / Parlare con una persona)
    "##);
}

#[test]
fn portuguese() {
    assert_snapshot!(dialogue(&["olá", "procuro sapatos vermelhos", "quanto custa o primeiro?", "obrigado"]), @r##"
    > olá
      [greeting |  | ]
      Olá, que bom ter você na Larkspur.
      O que você procura?
      (Mostre Dresses / Mostre Shoes / Procuro um presente / O que está em promoção?)
    > procuro sapatos vermelhos
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00 · Canvas Sneakers $39.00
      2 produtos que combinam.
      Court Sneakers baixou de $85.00 para $69.00.
      (Compare os dois primeiros / Algo mais barato / Qualquer cor)
    > quanto custa o primeiro?
      [price_inquiry | red, Shoes | ]
      Court Sneakers custa $69.00, antes $85.00.
      Você economiza $16.00.
      (Vou levar / Algo mais barato / Quais cores? / Quais tamanhos?)
    > obrigado
      [thanks | red, Shoes | ]
      De nada.
      Escreva se precisar de mais alguma coisa.
    "##);
}

#[test]
fn dutch() {
    assert_snapshot!(dialogue(&["ik zoek rode schoenen", "iets goedkopers", "de eerste", "welke maten?"]), @r##"
    > ik zoek rode schoenen
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00 · Canvas Sneakers $39.00
      2 passende artikelen.
      Court Sneakers is afgeprijsd van $85.00 naar $69.00.
      (Vergelijk de eerste twee / Iets goedkopers / Kleur maakt niet uit)
    > iets goedkopers
      [product_search | red, Shoes | ]
      ▢ Canvas Sneakers $39.00
      Canvas Sneakers voor $39.00 is hiervoor al de laagste prijs.
      (Ik neem het / Iets vergelijkbaars / Kleur maakt niet uit / Bestsellers)
    > de eerste
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00
      Court Sneakers is afgeprijsd van $85.00 naar $69.00 en is op voorraad.
      Maten: 38, 39 en 40.
      (Ik neem het / Welke kleuren? / Iets vergelijkbaars / Iets goedkopers)
    > welke maten?
      [variant_question | red, Shoes | ]
      Court Sneakers is er in 38, 39 en 40.
      (Ik neem het / Welke kleuren? / Iets vergelijkbaars)
    "##);
}

#[test]
fn hinglish() {
    assert_snapshot!(dialogue(&["mujhe red dress chahiye", "thoda sasta dikhao", "dusra wala", "iska price kya hai"]), @r##"
    > mujhe red dress chahiye
      [product_search | red, Dresses | ]
      ▢ Harbour Summer Dress $52.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      3 products mile.
      Crimson Tea Dress $59.00 se kam hokar $49.00 ka hai.
      (Pehle do compare karo / Thoda sasta dikhao / Sale par kya hai?)
    > thoda sasta dikhao
      [product_search | red, Dresses | ]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress $45.00 mein pehle se sabse sasta hai.
      (Le lunga / Aisa hi kuch / Koi bhi colour / Popular dikhao)
    > dusra wala
      [product_search | red, Dresses | ]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress $45.00 ka hai, stock mein hai.
      Sizes: S, M aur L.
      (Le lunga / Aisa hi kuch / Thoda sasta dikhao)
    > iska price kya hai
      [price_inquiry | red, Dresses | ]
      Poppy Summer Dress $45.00 ka hai.
      (Le lunga / Thoda sasta dikhao / Kaunse size hain? / Aisa hi kuch)
    "##);
}

#[test]
fn hindi() {
    assert_snapshot!(dialogue(&["मुझे लाल ड्रेस चाहिए", "दूसरा वाला", "धन्यवाद"]), @r##"
    > मुझे लाल ड्रेस चाहिए
      [product_search | red | dress]
      ▢ Harbour Summer Dress $52.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      ये सबसे करीब हैं।
      Crimson Tea Dress की कीमत $59.00 से घटकर $49.00 है।
      (पहले दो की तुलना करो / कुछ सस्ता / छूट पर क्या है?)
    > दूसरा वाला
      [product_search | red | dress]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress की कीमत $45.00 है, स्टॉक में है।
      साइज़: S, M और L।
      (मैं इसे ले लूंगा / ऐसा ही कुछ / कुछ सस्ता)
    > धन्यवाद
      [thanks | red | dress]
      आपका स्वागत है।
      और कुछ चाहिए तो लिखिए।
    "##);
}

#[test]
fn unknown_language_and_foreign_money() {
    assert_snapshot!(dialogue(&["أريد فستان أزرق", "dress under 80 €"]), @r##"
    > أريد فستان أزرق
      [off_topic |  | ]
      I do not speak this language yet.
      English, Deutsch, Français, Español, Italiano, Português, Nederlands and हिन्दी work.
      (Best sellers / Talk to a person)
    > dress under 80 €
      [product_search | max 8000, Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Five dresses under $80.00.
      I took the figures as USD, the currency of this shop.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / Show me more)
    "##);
}
