//! Makes cards and comparisons out of products: the only place where what a shopper sees of one is decided.

use indexmap::IndexMap;
use search::{Vocabulary, canonical_options, matching_variants};
use types::{CardVariant, Comparison, ComparisonRow, Filters, Money, Product, ProductCard, Shop, Variant};

/// Variants on a card.
const VARIANTS: usize = 50;
/// From this many down, a card says how many are left.
const FEW: i64 = 5;

/// The card of a product for somebody who asked with `filters`: variants that satisfy them first.
pub fn card(product: &Product, vocabulary: &Vocabulary, filters: &Filters, shop: &Shop) -> ProductCard {
    let mut matching = matching_variants(vocabulary, product, filters);
    // Nothing was asked of variants, or the product was found by relaxing: all speak for it.
    if matching.is_empty() {
        matching = (0..product.variants.len()).collect();
    }
    // What can be bought stands before what cannot.
    matching.sort_by_key(|at| product.variants.get(*at).is_none_or(|variant| !variant.in_stock()));
    let buyable =
        matching.iter().filter_map(|at| product.variants.get(*at)).filter(|variant| variant.in_stock()).count();
    let priced: &[usize] = if buyable > 0 { &matching[..buyable] } else { &matching };
    let cheapest =
        priced.iter().min_by_key(|at| product.variants.get(**at).map_or(i64::MAX, |variant| variant.price)).copied();
    let dearest = priced.iter().filter_map(|at| product.variants.get(*at)).map(|variant| variant.price).max();

    // The variant that gives the price leads, so that "View" and "Add to cart" mean what the card says.
    let mut order: Vec<usize> = cheapest.into_iter().collect();
    order.extend(matching.iter().copied().filter(|at| Some(*at) != cheapest));
    let matching = order.len();
    order.extend((0..product.variants.len()).filter(|at| !order.contains(at)).collect::<Vec<_>>());

    let first = cheapest.and_then(|at| product.variants.get(at));
    let money = |amount| Money::new(amount, shop.currency);
    let left: Option<i64> = order[..matching]
        .iter()
        .filter_map(|at| product.variants.get(*at))
        .map(|variant| variant.stock.quantity.filter(|_| !variant.stock.backorder))
        .sum();
    let url = shop.product_url(&product.handle, product.url.as_deref());
    ProductCard {
        id: product.id,
        handle: product.handle.clone(),
        name: product.name.clone(),
        price: money(first.map_or(0, |variant| variant.price)),
        compare_at: first.and_then(|variant| variant.compare_at.filter(|before| *before > variant.price)).map(money),
        from_price: first.is_some_and(|variant| dearest.is_some_and(|most| most > variant.price)),
        in_stock: buyable > 0,
        few_left: left.filter(|left| (1..=FEW).contains(left)),
        url: url.map(|url| {
            let sku = first.and_then(|variant| variant.sku.as_deref()).unwrap_or_default();
            url.replace("{sku}", sku)
        }),
        image: first
            .and_then(|variant| variant.image)
            .or(Some(0))
            .and_then(|at| product.images.get(at))
            .map(|image| types::goods::sized(&image.url, 480)),
        image_alt: first
            .and_then(|variant| variant.image)
            .or(Some(0))
            .and_then(|at| product.images.get(at))
            .map(|image| image.alt.clone())
            .unwrap_or_default(),
        brand: product.brand.clone(),
        variants: order
            .into_iter()
            .take(VARIANTS)
            .filter_map(|at| product.variants.get(at))
            .map(|variant| card_variant(product, variant, vocabulary, shop))
            .collect(),
        matching: matching.min(VARIANTS),
    }
}

fn card_variant(product: &Product, variant: &Variant, vocabulary: &Vocabulary, shop: &Shop) -> CardVariant {
    let money = |amount| Money::new(amount, shop.currency);
    CardVariant {
        id: variant.id,
        sku: variant.sku.clone(),
        options: canonical_options(vocabulary, product, variant),
        labels: variant.options.values().cloned().collect(),
        price: money(variant.price),
        compare_at: variant.compare_at.filter(|before| *before > variant.price).map(money),
        in_stock: variant.in_stock(),
        image: variant.image.and_then(|at| product.images.get(at)).map(|image| types::goods::sized(&image.url, 480)),
    }
}

/// What differs between products, facts of the catalogue only. Row names are message keys, or an attribute's own name.
pub fn comparison(products: &[(&Product, ProductCard)], vocabulary: &Vocabulary) -> Comparison {
    let mut rows: Vec<ComparisonRow> = Vec::new();
    let mut row = |name: &str, values: Vec<String>| {
        let told = values.iter().filter(|value| !value.is_empty()).count();
        let differs = values.iter().any(|value| *value != values[0]);
        if told > 0 && (differs || name == "price") {
            rows.push(ComparisonRow { name: name.to_owned(), values });
        }
    };
    let cards = || products.iter().map(|(_, card)| card);
    row("price", cards().map(|card| card.price.to_string()).collect());
    row("was", cards().map(|card| card.compare_at.map(|before| before.to_string()).unwrap_or_default()).collect());
    row("stock", cards().map(|card| if card.in_stock { "in_stock" } else { "sold_out" }.to_owned()).collect());
    row("brand", cards().map(|card| card.brand.clone().unwrap_or_default()).collect());
    for (name, option) in [("colors", "color"), ("sizes", "size"), ("materials", "material")] {
        row(name, products.iter().map(|(product, _)| values(product, option, vocabulary)).collect());
    }
    row("category", products.iter().map(|(product, _)| product.kind().unwrap_or_default().to_owned()).collect());
    let mut names: IndexMap<&str, ()> = IndexMap::new();
    for (product, _) in products {
        names.extend(product.attributes.keys().map(|name| (name.as_str(), ())));
    }
    for name in names.keys().take(12) {
        row(
            name,
            products.iter().map(|(product, _)| product.attributes.get(*name).cloned().unwrap_or_default()).collect(),
        );
    }
    Comparison { products: products.iter().map(|(_, card)| card.clone()).collect(), rows }
}

/// The distinct values of an option that can be bought, in the shop's order and spelling.
fn values(product: &Product, option: &str, vocabulary: &Vocabulary) -> String {
    let mut values: Vec<&str> = Vec::new();
    for variant in product.variants.iter().filter(|variant| variant.in_stock()) {
        let at = canonical_options(vocabulary, product, variant).get_index_of(option);
        let Some(value) = at.and_then(|at| variant.options.values().nth(at)) else { continue };
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    values.join(", ")
}
