//! A small shop to understand and search in.

use std::sync::Arc;

use indexmap::IndexMap;
use search::{CatalogueIndex, Entry};
use types::{Currency, Product, ProductId, ProductStatus, Stock, Time, Variant, VariantId};

pub fn id(number: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub fn product(number: u64, name: &str, category: &[&str], brand: &str) -> Product {
    Product {
        id: ProductId::from_parts(1, id(number)),
        handle: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        short_description: String::new(),
        description: String::new(),
        brand: Some(brand.to_owned()),
        category: category.iter().map(|level| (*level).to_owned()).collect(),
        tags: Vec::new(),
        status: ProductStatus::Active,
        featured: false,
        url: None,
        images: Vec::new(),
        attributes: IndexMap::new(),
        variants: Vec::new(),
        created_at: Time::UNIX_EPOCH,
        updated_at: Time::UNIX_EPOCH,
    }
}

pub fn variant(number: u64, options: &[(&str, &str)], price: i64, quantity: Option<i64>) -> Variant {
    Variant {
        id: VariantId::from_parts(1, id(number)),
        sku: Some(format!("SKU-{number}")),
        barcode: None,
        options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        price,
        compare_at: None,
        stock: Stock { quantity, backorder: false },
        image: None,
    }
}

/// Name, category path, brand, colours, sizes, price.
type Row = (&'static str, &'static [&'static str], &'static str, &'static [&'static str], &'static [&'static str], i64);

const LETTERS: &[&str] = &["XS", "S", "M", "L", "XL"];
const SHOES: &[&str] = &["36", "37", "38", "39", "40", "41", "42", "8", "8.5", "9"];

const ROWS: &[Row] = &[
    ("Linen Summer Dress", &["Clothing", "Dresses"], "Northwind", &["Navy", "White", "Sage"], LETTERS, 7400),
    ("Evening Gown", &["Clothing", "Dresses"], "Lumen", &["Black", "Burgundy"], LETTERS, 14900),
    ("Oxford Shirt", &["Clothing", "Shirts"], "Northwind", &["White", "Light Blue"], LETTERS, 5900),
    ("Graphic Tee", &["Clothing", "T-Shirts"], "Acme", &["Black", "Grey", "Red"], LETTERS, 2400),
    ("Rain Jacket", &["Clothing", "Jackets"], "Northwind", &["Yellow", "Navy"], LETTERS, 12000),
    ("Leather Biker Jacket", &["Clothing", "Jackets"], "Acme", &["Black", "Brown"], LETTERS, 24900),
    ("Slim Jeans", &["Clothing", "Jeans"], "Acme", &["Blue", "Black"], &["30", "32", "34"], 8900),
    ("Pleated Skirt", &["Clothing", "Skirts"], "Lumen", &["Pink", "Green"], LETTERS, 6400),
    ("Wool Sweater", &["Clothing", "Sweaters"], "Casa Verde", &["Grey", "Cream"], LETTERS, 9800),
    ("Court Sneakers", &["Shoes", "Sneakers"], "Acme", &["White", "Red"], SHOES, 8000),
    ("Chelsea Boots", &["Shoes", "Boots"], "Northwind", &["Brown", "Black"], SHOES, 16000),
    ("Strappy Sandals", &["Shoes", "Sandals"], "Lumen", &["Gold", "Tan"], SHOES, 4900),
    ("Block Heels", &["Shoes", "Heels"], "Lumen", &["Black", "Red"], SHOES, 9900),
    ("Canvas Tote", &["Accessories", "Bags"], "Casa Verde", &["Beige", "Black"], &[], 3500),
    ("Leather Belt", &["Accessories", "Belts"], "Acme", &["Brown", "Black"], &["S", "M", "L"], 3900),
    ("Silk Scarf", &["Accessories", "Scarves"], "Lumen", &["Teal", "Pink"], &[], 4500),
    ("Pendant Necklace", &["Accessories", "Necklaces"], "Lumen", &["Gold", "Silver"], &[], 5400),
    ("Hoop Earrings", &["Accessories", "Earrings"], "Lumen", &["Gold", "Silver"], &[], 2900),
    ("Field Watch", &["Accessories", "Watches"], "Northwind", &["Black", "Silver"], &[], 19900),
    ("Reading Lamp", &["Home", "Lamps"], "Casa Verde", &["Brass", "White"], &[], 6900),
    ("Linen Pillow", &["Home", "Pillows"], "Casa Verde", &["Beige", "Green"], &[], 3200),
    ("Stoneware Vase", &["Home", "Vases"], "Casa Verde", &["White", "Terracotta"], &[], 2800),
    ("Enamel Mug", &["Home", "Mugs"], "Casa Verde", &["Blue", "White"], &[], 1600),
    ("Soy Candle", &["Home", "Candles"], "Casa Verde", &[], &[], 1900),
    ("Gift Box", &["Gifts"], "Casa Verde", &[], &[], 4900),
];

pub fn products() -> Vec<Product> {
    let mut number = 1;
    ROWS.iter()
        .map(|(name, category, brand, colors, sizes, price)| {
            let mut product = product(number, name, category, brand);
            let colors: Vec<Option<&str>> =
                if colors.is_empty() { vec![None] } else { colors.iter().copied().map(Some).collect() };
            let sizes: Vec<Option<&str>> =
                if sizes.is_empty() { vec![None] } else { sizes.iter().copied().map(Some).collect() };
            for color in &colors {
                for size in &sizes {
                    number += 1;
                    let mut options = Vec::new();
                    options.extend(color.map(|color| ("Color", color)));
                    options.extend(size.map(|size| ("Size", size)));
                    // The last size of the last colour is sold out.
                    let last = color == colors.last().unwrap() && size == sizes.last().unwrap() && sizes.len() > 1;
                    product.variants.push(variant(number, &options, *price, Some(if last { 0 } else { 5 })));
                }
            }
            number += 1;
            product
        })
        .collect()
}

pub fn index() -> CatalogueIndex {
    let entries = products()
        .into_iter()
        .map(|product| Entry { product: Arc::new(product), vector: None, popularity: None })
        .collect();
    CatalogueIndex::build(entries, Currency::USD)
}
