//! What messages ask for: tables over nine languages, in a shop that prices in US dollars.

use std::fmt::Write;

use search::{CatalogueIndex, understand};
use types::{Field, Language, Order, Understood};

use crate::shop;

/// "max=8000 color=navy|black size=m cat=Dresses brand=Acme mat=wool no=leather stock sale order=cheapest drop=price
/// fix foreign=EUR", in this order, only what is there.
fn told(understood: &Understood) -> String {
    let filters = &understood.filters;
    let mut out = String::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            let space = if out.is_empty() { "" } else { " " };
            let _ = write!(out, "{space}{name}{value}");
        }
    };
    put("min=", filters.price_min.map(|p| p.to_string()).unwrap_or_default());
    put("max=", filters.price_max.map(|p| p.to_string()).unwrap_or_default());
    put("color=", filters.colors.join("|"));
    put("size=", filters.sizes.join("|"));
    put("cat=", filters.categories.join("|"));
    put("brand=", filters.brands.join("|"));
    put("mat=", filters.materials.join("|"));
    put("no=", filters.exclude.join("|"));
    put("", if filters.in_stock == Some(true) { "stock".into() } else { String::new() });
    put("", if filters.on_sale == Some(true) { "sale".into() } else { String::new() });
    let order = understood.order.map(|order| match order {
        Order::Cheapest => "cheapest",
        Order::Dearest => "dearest",
        Order::Newest => "newest",
        Order::Popular => "popular",
    });
    put("order=", order.unwrap_or_default().into());
    let dropped: Vec<&str> = understood
        .dropped
        .iter()
        .map(|field| match field {
            Field::Price => "price",
            Field::Color => "color",
            Field::Size => "size",
            Field::Brand => "brand",
            Field::Material => "material",
            Field::Category => "category",
            Field::Stock => "stock",
            Field::Sale => "sale",
            Field::Exclude => "exclude",
        })
        .collect();
    put("drop=", dropped.join("|"));
    put("", if understood.correction { "fix".into() } else { String::new() });
    put("foreign=", understood.foreign_currency.clone().unwrap_or_default());
    out
}

#[track_caller]
fn check_all(cases: &[(&str, &str)]) {
    let index: CatalogueIndex = shop::index();
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let understood = understand(text, index.vocabulary());
        let told = told(&understood);
        if told != *expected {
            wrong
                .push(format!("{text:?}\n    expected {expected}\n    got      {told}   (text {:?})", understood.text));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn prices_in_english() {
    check_all(&[
        ("blue summer dress under $80, size M", "max=8000 color=blue size=m cat=Dresses"),
        ("dress under 80", "max=8000 cat=Dresses"),
        ("dress below 79.99", "max=7999 cat=Dresses"),
        ("something less than fifty bucks", "max=5000"),
        ("less than fifty five dollars", "max=5500"),
        ("between 30 and 50 €", "min=3000 max=5000 foreign=EUR"),
        ("between $30 and $50", "min=3000 max=5000"),
        ("between 50 and 30 dollars", "min=3000 max=5000"),
        ("from 30 to 50 dollars", "min=3000 max=5000"),
        ("lamps 30-50", "min=3000 max=5000 cat=Lamps"),
        ("60-90", "min=6000 max=9000"),
        ("$60 - $90 boots", "min=6000 max=9000 cat=Boots"),
        ("60 to 90 dollars", "min=6000 max=9000"),
        ("$50 or less", "max=5000"),
        ("50 or less", "max=5000"),
        ("80 dollars max", "max=8000"),
        ("max 80", "max=8000"),
        ("a maximum of 80 dollars", "max=8000"),
        ("at most 1,500", "max=150000"),
        ("up to 1.5k", "max=150000"),
        ("1.5k budget", "max=150000"),
        ("my budget is 60", "max=6000"),
        ("budget: $60", "max=6000"),
        ("budget of about 60", "min=4800 max=7200"),
        ("I can spend 100", "max=10000"),
        ("around 40", "min=3200 max=4800"),
        ("around $40", "min=3200 max=4800"),
        ("about 40 dollars", "min=3200 max=4800"),
        ("approximately 100 usd", "min=8000 max=12000"),
        ("a scarf for $40", "max=4000 cat=Scarves"),
        ("$40 mug", "max=4000 cat=Mugs"),
        ("over 100", "min=10000"),
        ("more than $100", "min=10000"),
        ("at least 50 dollars", "min=5000"),
        ("$100+", "min=10000"),
        ("$100 and up", "min=10000"),
        ("over 20 and under 50", "min=2000 max=5000"),
        ("under 50 but over 20", "min=2000 max=5000"),
        ("not over 50", "max=5000"),
        ("no more than 50", "max=5000"),
        ("not more than $50", "max=5000"),
        ("cheaper than 30", "max=3000"),
        ("1,234.50 dollars", "max=123450"),
        ("under 1.234,50 €", "max=123450 foreign=EUR"),
        ("€ 80", "max=8000 foreign=EUR"),
        ("80 €", "max=8000 foreign=EUR"),
        ("£25 or under", "max=2500 foreign=GBP"),
        ("under 20 quid", "max=2000 foreign=GBP"),
        ("under USD 80", "max=8000"),
        ("under 80usd", "max=8000"),
        ("under 80$", "max=8000"),
        ("US$80 max", "max=8000"),
        ("under two hundred dollars", "max=20000"),
        ("one hundred fifty dollars or less", "max=15000"),
        ("<50", "max=5000"),
        (">= 50", "min=5000"),
        ("₹1,500 tak", "max=150000 foreign=INR"),
        ("under Rs. 500", "max=50000 foreign=INR"),
        ("under 1,00,000 rupees", "max=10000000 foreign=INR"),
        ("under 50, sorry, 60", "max=6000 fix"),
        ("cheapest", "order=cheapest"),
        ("the cheapest lamp", "cat=Lamps order=cheapest"),
        ("most expensive watch", "cat=Watches order=dearest"),
        ("newest boots", "cat=Boots order=newest"),
        ("new arrivals", "order=newest"),
        ("best sellers", "order=popular"),
        ("cheapest under 50", "max=5000 order=cheapest"),
    ]);
}

#[test]
fn numbers_that_are_no_prices() {
    check_all(&[
        ("2 dresses", "cat=Dresses"),
        ("I need 3 mugs", "cat=Mugs"),
        ("for my 8 year old", ""),
        ("gift for a 25 year old", ""),
        ("25th birthday", ""),
        ("hp 304", ""),
        ("iphone 15", ""),
        ("iphone 15 case", ""),
        ("65 inch tv", ""),
        ("65\" tv", ""),
        ("size 42", "size=42"),
        ("100% cotton", "mat=cotton"),
        ("a 500 ml mug", "cat=Mugs"),
        ("under 40 cm", ""),
        ("less than 2 kg", ""),
        ("windows 11", ""),
        ("model 2024", ""),
        ("for kids over 8", ""),
        ("pack of 6", ""),
        ("3-5 years", ""),
        ("more than 2 pockets", ""),
        ("nike air max 90", ""),
        ("4k", ""),
        ("2 for 1", ""),
        ("30 day returns", ""),
        ("more than one color", ""),
        ("24/7", ""),
        ("80% off", ""),
    ]);
}

#[test]
fn colors() {
    check_all(&[
        ("navy", "color=navy"),
        ("navy blue jacket", "color=navy cat=Jackets"),
        ("dark blue jeans", "color=dark blue cat=Jeans"),
        ("light grey sweater", "color=light grey cat=Sweaters"),
        ("light gray sweater", "color=light grey cat=Sweaters"),
        ("gray", "color=grey"),
        ("silver or gold", "color=silver|gold"),
        ("gold earrings", "color=gold cat=Earrings"),
        ("rose gold necklace", "color=rose gold cat=Necklaces"),
        ("in red?", "color=red"),
        ("red and white sneakers", "color=red|white cat=Sneakers"),
        ("black/white tee", "color=black|white cat=T-Shirts"),
        ("off-white sweater", "color=cream cat=Sweaters"),
        ("orange juice press", ""),
        ("red wine glasses", ""),
        ("gold plated ring", ""),
        ("pale pink skirt", "color=light pink cat=Skirts"),
        ("burgundy gown", "color=burgundy"),
        ("maroon dress", "color=burgundy cat=Dresses"),
        ("hot pink", "color=fuchsia"),
        ("something purple", "color=purple"),
        ("a balck dress", "color=black cat=Dresses"),
        ("yelow jacket", "color=yellow cat=Jackets"),
        ("olive oil bottle", ""),
        ("lavender candle", "cat=Candles"),
        ("a dress in lavender", "color=lavender cat=Dresses"),
        ("teal scarf", "color=teal cat=Scarves"),
        ("a colorful scarf", "color=multicolor cat=Scarves"),
        ("wooden lamp", "cat=Lamps mat=wood"),
    ]);
}

#[test]
fn sizes() {
    check_all(&[
        ("size M", "size=m"),
        ("medium", "size=m"),
        ("in medium", "size=m"),
        ("a medium shirt", "size=m cat=Shirts"),
        ("size medium", "size=m"),
        ("XL", "size=xl"),
        ("extra large tee", "size=xl cat=T-Shirts"),
        ("x-large", "size=xl"),
        ("2XL shirt", "size=xxl cat=Shirts"),
        ("XL or L", "size=xl|l"),
        ("size S or M", "size=s|m"),
        ("do you have it in L?", "size=l"),
        ("dress, m", "size=m cat=Dresses"),
        ("size 8", "size=8"),
        ("size 8.5", "size=8.5"),
        ("sneakers size 8 or 8.5", "size=8|8.5 cat=Sneakers"),
        ("EU 42", "size=42"),
        ("boots eu size 42", "size=42 cat=Boots"),
        ("boots 42", "size=42 cat=Boots"),
        ("black jeans 32", "color=black size=32 cat=Jeans"),
        ("size 38 under 100", "max=10000 size=38"),
        ("size 38 under $100 please", "max=10000 size=38"),
        ("large tote", ""),
        ("large bag", "cat=Bags"),
        ("small lamp", "cat=Lamps"),
        ("small dress", "size=s cat=Dresses"),
        ("I'm looking for a vase", "cat=Vases"),
        ("H&M", ""),
        ("xs dress", "size=xs cat=Dresses"),
        ("one size", "size=one size"),
        ("my size is 40", "size=40"),
        ("size uk 8", "size=8"),
    ]);
}

#[test]
fn categories_brands_materials() {
    check_all(&[
        ("dress", "cat=Dresses"),
        ("DRESSES", "cat=Dresses"),
        ("shoes", "cat=Shoes"),
        ("dress shoes", "cat=Shoes"),
        ("shirt dress", "cat=Dresses"),
        ("shirt or dress", "cat=Shirts|Dresses"),
        ("bags and belts", "cat=Bags|Belts"),
        ("sneakers", "cat=Sneakers"),
        ("sneaker shoes", "cat=Sneakers"),
        ("trainers", "cat=Sneakers"),
        ("t-shirt", "cat=T-Shirts"),
        ("tshirt", "cat=T-Shirts"),
        ("t shirt", "cat=T-Shirts"),
        ("tee", "cat=T-Shirts"),
        ("pullover", "cat=Sweaters"),
        ("a lamp for the bedroom", "cat=Lamps"),
        ("bag for shoes", "cat=Bags"),
        ("scarf for my mother", "cat=Scarves"),
        ("drsses", "cat=Dresses"),
        ("dreses", "cat=Dresses"),
        ("necklaces by Lumen", "cat=Necklaces brand=Lumen"),
        ("lumen", "brand=Lumen"),
        ("northwind jacket", "cat=Jackets brand=Northwind"),
        ("casa verde candles", "cat=Candles brand=Casa Verde"),
        ("Northwnd boots", "cat=Boots brand=Northwind"),
        ("acme or lumen", "brand=Acme|Lumen"),
        ("leather jacket", "cat=Jackets mat=leather"),
        ("faux leather jacket", "cat=Jackets mat=faux leather"),
        ("wool or cashmere sweater", "cat=Sweaters mat=wool|cashmere"),
        ("silk", "mat=silk"),
        ("sterling silver earrings", "cat=Earrings mat=sterling silver"),
        ("stainless steel mug", "cat=Mugs mat=stainless steel"),
        ("in stock", "stock"),
        ("boots in stock", "cat=Boots stock"),
        ("on sale", "sale"),
        ("dresses on sale", "cat=Dresses sale"),
        ("any deals on shoes?", "cat=Shoes sale"),
        ("dresses for sale", "cat=Dresses"),
        ("gift for my dad", ""),
        ("gifts", "cat=Gifts"),
        ("hello", ""),
        ("show me everything", ""),
        ("", ""),
        ("jackets from Northwind under 150", "max=15000 cat=Jackets brand=Northwind"),
    ]);
}

#[test]
fn refusals_corrections_and_giving_up() {
    check_all(&[
        ("not leather", "no=leather"),
        ("jacket, not leather", "cat=Jackets no=leather"),
        ("no heels", "no=heels"),
        ("anything but black", "no=black"),
        ("without wool", "no=wool"),
        ("sweater without wool or cashmere", "cat=Sweaters no=wool|cashmere"),
        ("not red but blue", "color=blue no=red"),
        ("shoes but no sandals", "cat=Shoes no=sandals"),
        ("I don't want black", "no=black"),
        ("leather-free shoes", "cat=Shoes no=leather"),
        ("everything except dresses", "no=dresses"),
        ("nothing in black", "no=black"),
        ("not Acme", "no=acme"),
        ("no black, no white", "no=black|white"),
        ("red but not red", "no=red"),
        ("not too expensive", ""),
        ("dress with no stripes", "cat=Dresses no=stripes"),
        ("not made of plastic", "no=plastic"),
        ("black, not navy", "color=black no=navy"),
        ("sorry, blue", "color=blue fix"),
        ("I meant blue", "color=blue fix"),
        ("actually size L", "size=l fix"),
        ("red dress, sorry, blue", "color=blue cat=Dresses fix"),
        ("no, green", "color=green fix"),
        ("make it black instead", "color=black fix"),
        ("any price is fine", "drop=price"),
        ("any color", "drop=color"),
        ("any colour is fine", "drop=color"),
        ("price doesn't matter", "drop=price"),
        ("forget the size", "drop=size"),
        ("any brand, any size", "drop=brand|size"),
        ("any size in red", "color=red drop=size"),
        ("money is no object", "drop=price"),
    ]);
}

#[test]
fn german() {
    check_all(&[
        ("ich suche ein blaues Kleid unter 80 Euro", "max=8000 color=blue cat=Dresses foreign=EUR"),
        ("unter 80 Euro", "max=8000 foreign=EUR"),
        ("rotes Kleid Größe M", "color=red size=m cat=Dresses"),
        ("dunkelblaue Jacke", "color=dark blue cat=Jackets"),
        ("schwarze Stiefel Größe 42", "color=black size=42 cat=Boots"),
        ("zwischen 30 und 50 Euro", "min=3000 max=5000 foreign=EUR"),
        ("höchstens 60 €", "max=6000 foreign=EUR"),
        ("ab 100 Euro", "min=10000 foreign=EUR"),
        ("etwa 40 Euro", "min=3200 max=4800 foreign=EUR"),
        ("bis zu 1.500 €", "max=150000 foreign=EUR"),
        ("weniger als fünfzig Euro", "max=5000 foreign=EUR"),
        ("ohne Leder", "no=leather"),
        ("Jacke ohne Leder", "cat=Jackets no=leather"),
        ("keine Sandalen", "no=sandals"),
        ("Schuhe, nicht schwarz", "cat=Shoes no=black"),
        ("egal welche Farbe", "drop=color"),
        ("Preis egal", "drop=price"),
        ("das günstigste Kleid", "cat=Dresses order=cheapest"),
        ("die teuerste Uhr", "cat=Watches order=dearest"),
        ("reduzierte Schuhe", "cat=Shoes sale"),
        ("Schuhe im Angebot", "cat=Shoes sale"),
        ("sofort lieferbar", "stock"),
        ("Entschuldigung, grün", "color=green fix"),
        ("ich meinte grün", "color=green fix"),
        ("silberne Ohrringe", "color=silver cat=Earrings"),
        ("eine Lampe für das Schlafzimmer", "cat=Lamps"),
        ("Pullover aus Wolle", "cat=Sweaters mat=wool"),
        ("weiße Turnschuhe", "color=white cat=Sneakers"),
    ]);
}

#[test]
fn french() {
    check_all(&[
        ("je cherche une robe bleue à moins de 50 euros", "max=5000 color=blue cat=Dresses foreign=EUR"),
        ("moins de 50 euros", "max=5000 foreign=EUR"),
        ("robe rouge taille 38", "color=red size=38 cat=Dresses"),
        ("entre 30 et 50 euros", "min=3000 max=5000 foreign=EUR"),
        ("une veste noire en cuir", "color=black cat=Jackets mat=leather"),
        ("bleu marine", "color=navy"),
        ("chaussures bleu foncé", "color=dark blue cat=Shoes"),
        ("pas de noir", "no=black"),
        ("sans cuir", "no=leather"),
        ("tout sauf noir", "no=black"),
        ("jusqu'à 80 €", "max=8000 foreign=EUR"),
        ("environ 40 euros", "min=3200 max=4800 foreign=EUR"),
        ("plus de 100 euros", "min=10000 foreign=EUR"),
        ("la robe la moins chère", "cat=Dresses order=cheapest"),
        ("robes en solde", "cat=Dresses sale"),
        ("en stock", "stock"),
        ("n'importe quelle couleur", "drop=color"),
        ("peu importe le prix", "drop=price"),
        ("pardon, verte", "color=green fix"),
        ("je voulais dire bleu", "color=blue fix"),
        ("une lampe pour la chambre", "cat=Lamps"),
        ("des bottes marron", "color=brown cat=Boots"),
        ("un sac en toile", "cat=Bags mat=canvas"),
        ("une robe pas trop chère", "cat=Dresses"),
    ]);
}

#[test]
fn spanish_italian_portuguese() {
    check_all(&[
        ("busco un vestido azul por menos de 50 euros", "max=5000 color=blue cat=Dresses foreign=EUR"),
        ("vestidos rojos talla M", "color=red size=m cat=Dresses"),
        ("entre 30 y 50 euros", "min=3000 max=5000 foreign=EUR"),
        ("hasta 80 dólares", "max=8000"),
        ("azul oscuro", "color=dark blue"),
        ("zapatos negros talla 42", "color=black size=42 cat=Shoes"),
        ("sin cuero", "no=leather"),
        ("todo menos negro", "no=black"),
        ("el vestido más barato", "cat=Dresses order=cheapest"),
        ("zapatos en oferta", "cat=Shoes sale"),
        ("cualquier color", "drop=color"),
        ("no importa el precio", "drop=price"),
        ("perdón, verde", "color=green fix"),
        ("más de cincuenta dólares", "min=5000"),
        ("unos 40 dólares", "min=3200 max=4800"),
        ("una lámpara para el dormitorio", "cat=Lamps"),
        ("cerco un vestito blu sotto i 50 euro", "max=5000 color=blue cat=Dresses foreign=EUR"),
        ("scarpe rosse taglia 38", "color=red size=38 cat=Shoes"),
        ("tra 30 e 50 euro", "min=3000 max=5000 foreign=EUR"),
        ("fino a 80 euro", "max=8000 foreign=EUR"),
        ("meno di cinquanta euro", "max=5000 foreign=EUR"),
        ("senza pelle", "no=leather"),
        ("il vestito più economico", "cat=Dresses order=cheapest"),
        ("scarpe in saldo", "cat=Shoes sale"),
        ("qualsiasi colore", "drop=color"),
        ("intendevo verde", "color=green fix"),
        ("giacca di pelle nera", "color=black cat=Jackets mat=leather"),
        ("orecchini d'oro", "color=gold cat=Earrings"),
        ("procuro um vestido azul até 50 euros", "max=5000 color=blue cat=Dresses foreign=EUR"),
        ("sapatos pretos tamanho 42", "color=black size=42 cat=Shoes"),
        ("abaixo de 80 reais", "max=8000 foreign=BRL"),
        ("entre 30 e 50 reais", "min=3000 max=5000 foreign=BRL"),
        ("sem couro", "no=leather"),
        ("o vestido mais barato", "cat=Dresses order=cheapest"),
        ("sapatos em promoção", "cat=Shoes sale"),
        ("qualquer cor", "drop=color"),
        ("vestido vermelho no tamanho M", "color=red size=m cat=Dresses"),
        ("R$80", "max=8000 foreign=BRL"),
    ]);
}

#[test]
fn dutch_and_hindi() {
    check_all(&[
        ("ik zoek een blauwe jurk onder de 50 euro", "max=5000 color=blue cat=Dresses foreign=EUR"),
        ("rode schoenen maat 38", "color=red size=38 cat=Shoes"),
        ("tussen 30 en 50 euro", "min=3000 max=5000 foreign=EUR"),
        ("tot 80 euro", "max=8000 foreign=EUR"),
        ("minder dan vijftig euro", "max=5000 foreign=EUR"),
        ("zonder leer", "no=leather"),
        ("geen zwart", "no=black"),
        ("de goedkoopste lamp", "cat=Lamps order=cheapest"),
        ("schoenen in de aanbieding", "cat=Shoes sale"),
        ("kleur maakt niet uit", "drop=color"),
        ("ik bedoel groen", "color=green fix"),
        ("donkerblauwe jas", "color=dark blue cat=Jackets"),
        ("ongeveer 40 euro", "min=3200 max=4800 foreign=EUR"),
        ("मुझे नीली ड्रेस चाहिए", "color=blue cat=Dresses"),
        ("1500 रुपये तक", "max=150000 foreign=INR"),
        ("₹500 से कम", "max=50000 foreign=INR"),
        ("लाल जूते", "color=red cat=Shoes"),
        ("काला नहीं चाहिए", "no=black"),
        ("चमड़े के बिना", "no=leather"),
        ("सबसे सस्ता लैंप", "cat=Lamps order=cheapest"),
        ("कोई भी रंग", "drop=color"),
        ("500 से 1000 रुपये के बीच", "min=50000 max=100000 foreign=INR"),
        ("mujhe neeli dress chahiye", "color=blue cat=Dresses"),
        ("lal joote 1500 tak", "max=150000 color=red cat=Shoes"),
        ("1500 rupees se kam", "max=150000 foreign=INR"),
        ("kala nahi chahiye", "no=black"),
        ("leather nahi chahiye", "no=leather"),
        ("500 se 1000 ke beech", "min=50000 max=100000"),
        ("sabse sasta lamp dikhao", "cat=Lamps order=cheapest"),
        ("koi bhi color", "drop=color"),
        ("kam se kam 500 rupaye", "min=50000 foreign=INR"),
        ("M size wali dress", "size=m cat=Dresses"),
        ("safed shirt 1000 ke andar", "max=100000 color=white cat=Shirts"),
        ("lagbhag 500 rupaye", "min=40000 max=60000 foreign=INR"),
    ]);
}

#[test]
fn whole_sentences() {
    check_all(&[
        ("hey, do you guys have any black dresses for under 100 bucks?", "max=10000 color=black cat=Dresses"),
        ("I need something for a wedding, budget is 150 max", "max=15000"),
        ("can you show me white sneakers in size 9 please", "color=white size=9 cat=Sneakers"),
        ("what's the cheapest jacket you've got in navy", "color=navy cat=Jackets order=cheapest"),
        (
            "red or burgundy dresses between $60 and $120 in small",
            "min=6000 max=12000 color=red|burgundy size=s cat=Dresses",
        ),
        ("I want a leather belt but not brown", "cat=Belts mat=leather no=brown"),
        ("jeans, 32, dark blue, below 90", "max=9000 color=dark blue size=32 cat=Jeans"),
        ("I'm a size 10, looking for boots", "size=10 cat=Boots"),
        ("under $30 earrings, no gold", "max=3000 cat=Earrings no=gold"),
        ("a warm sweater that isn't wool", "cat=Sweaters no=wool"),
        ("shoes not from Acme", "cat=Shoes no=acme"),
        ("I changed my mind, make it green", "color=green fix"),
        ("price is not a problem", "drop=price"),
        ("something less expensive than 40", "max=4000"),
        ("not more expensive than 40 dollars", "max=4000"),
        ("no less than 20 dollars", "min=2000"),
        ("I need 4 mugs for under 60 dollars", "max=6000 cat=Mugs"),
        ("40ish dollars", "min=3200 max=4800"),
        ("0-50", "min=0 max=5000"),
        ("between 1k and 2k", "min=100000 max=200000"),
        ("M/L", "size=m|l"),
        ("red dress. actually no, blue dress", "color=blue cat=Dresses fix"),
        ("newest arrivals in jackets under 200", "max=20000 cat=Jackets order=newest"),
        (
            "Ich hätte gern eine schwarze Lederjacke in Größe L für maximal 200 Euro",
            "max=20000 color=black size=l cat=Jackets mat=leather foreign=EUR",
        ),
        ("Hast du auch was in Rot?", "color=red"),
        ("Schuhe Gr. 42 bis 100€", "max=10000 size=42 cat=Shoes foreign=EUR"),
        ("zeig mir Kleider, aber nicht in Schwarz", "cat=Dresses no=black"),
        (
            "avez-vous des chaussures rouges en taille 39 pour moins de 100€ ?",
            "max=10000 color=red size=39 cat=Shoes foreign=EUR",
        ),
        ("quiero unos zapatos que no sean negros", "cat=Shoes no=black"),
        ("avete borse nere in pelle sotto i 100 euro?", "max=10000 color=black cat=Bags mat=leather foreign=EUR"),
        ("vorrei un regalo per mia madre, massimo 40 euro", "max=4000 foreign=EUR"),
        ("quero um presente até R$ 100", "max=10000 cat=Gifts foreign=BRL"),
        ("heb je zwarte laarzen in maat 40?", "color=black size=40 cat=Boots"),
        ("2000 ke andar red dress dikhao", "max=200000 color=red cat=Dresses"),
        ("नीला स्वेटर 2000 से कम", "max=200000 color=blue cat=Sweaters"),
        ("iphone 12 max case", ""),
        ("15 pounds of beans", ""),
        ("a blanket about 50 by 80 inches", ""),
    ]);
}

#[test]
fn text_is_what_is_left() {
    let index = shop::index();
    for (text, expected) in [
        ("blue summer dress under $80, size M", "summer"),
        ("I'm looking for a lamp for the bedroom", "bedroom"),
        ("hp 304", "hp 304"),
        ("65 inch tv", "65 inch tv"),
        ("show me something nice", ""),
        ("t-shirt with a v-neck", "v-neck"),
        ("2 dresses", ""),
        ("women's running shoes", "women's running"),
        ("usb-c cable 3.5 mm", "usb-c cable 3.5 mm"),
        ("ich suche ein warmes Kleid", "warmes"),
        ("not leather", ""),
        ("iphone 15 case", "iphone 15 case"),
    ] {
        assert_eq!(understand(text, index.vocabulary()).text, expected, "{text}");
    }
}

#[test]
fn languages_come_with_it() {
    let index = shop::index();
    for (text, expected) in [
        ("blue dress", Language::English),
        ("ein blaues Kleid bitte", Language::German),
        ("mujhe neeli dress chahiye", Language::Hinglish),
        ("मुझे नीली ड्रेस चाहिए", Language::Hindi),
        ("فستان أزرق", Language::Other),
    ] {
        assert_eq!(understand(text, index.vocabulary()).language, expected, "{text}");
    }
}

#[test]
fn spans_point_into_the_message() {
    let index = shop::index();
    let text = "Größe M, dunkelblaues Kleid unter 80 €";
    let understood = understand(text, index.vocabulary());
    for span in &understood.spans {
        assert_eq!(&text[span.start..span.end], span.words);
    }
    let told: Vec<String> = understood.spans.iter().map(|span| format!("{}={}", span.value, span.words)).collect();
    assert_eq!(told, ["m=Größe M", "dark blue=dunkelblaues", "Dresses=Kleid", "8000=unter 80 €"]);
}
