//! The store through its public face, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod catalogue;
mod conversation;
mod durable;
mod events;
mod figures;
mod files;
mod inbox;
mod isolation;
mod listing;
mod model;
mod open;
mod queue;
mod seal;
mod ticket;
mod undo;

use chrono::{DateTime, TimeDelta};
use store::testing::TestStore;
use types::*;
use uuid::Uuid;

/// A moment, `seconds` after a fixed one.
fn at(seconds: i64) -> Time {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}

/// An id told apart by a number.
fn uuid(n: u64) -> Uuid {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(1_800_000_000_000, &random).into_uuid()
}

macro_rules! makers {
    ($($name:ident: $id:ident = $kind:literal,)*) => {
        $(fn $name(n: u64) -> $id { $id(uuid(($kind << 32) + n)) })*
    };
}

makers! {
    shop_id: ShopId = 1,
    product_id: ProductId = 2,
    variant_id: VariantId = 3,
    customer_id: CustomerId = 4,
    identity_id: IdentityId = 5,
    conversation_id: ConversationId = 6,
    message_id: MessageId = 7,
    turn_id: TurnId = 8,
    execution_id: ExecutionId = 9,
    inbound_id: InboundId = 10,
    job_id: JobId = 11,
    import_id: ImportId = 12,
    member_id: MemberId = 13,
    note_id: NoteId = 14,
    canned_reply_id: CannedReplyId = 15,
    collection_id: CollectionId = 16,
    media_id: MediaId = 17,
}

fn shop(n: u64) -> Shop {
    Shop {
        id: shop_id(n),
        handle: format!("shop-{n}"),
        name: format!("Shop {n}"),
        currency: Currency::USD,
        url_template: Some("https://shop.example/{handle}".to_owned()),
        sites: vec!["https://shop.example".to_owned()],
        catalogue_version: 0,
        created_at: at(0),
    }
}

fn product(n: u64, handle: &str) -> Product {
    Product {
        id: product_id(n),
        handle: handle.to_owned(),
        name: format!("Product {n}"),
        short_description: "Short".to_owned(),
        description: "Long “quoted” text\nin two lines".to_owned(),
        brand: Some("Brand & Co".to_owned()),
        category: vec!["Clothing".to_owned(), "Dresses".to_owned()],
        tags: vec!["summer".to_owned()],
        status: ProductStatus::Active,
        featured: n.is_multiple_of(2),
        url: None,
        images: vec![Image { url: "https://img.example/1.jpg".to_owned(), alt: "front".to_owned() }],
        attributes: [("Zip", "yes"), ("Material", "Cotton")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        variants: (0..3).map(|size| variant(n * 10 + size)).collect(),
        created_at: at(1),
        updated_at: at(2),
    }
}

fn variant(n: u64) -> Variant {
    Variant {
        id: variant_id(n),
        sku: Some(format!("SKU-{n}")),
        barcode: None,
        options: [("Size", "M"), ("Color", "Navy")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        price: 6400 + n as i64,
        compare_at: Some(8000),
        stock: Stock { quantity: Some(3), backorder: false },
        image: Some(0),
    }
}

/// A shop in the store.
async fn with_shop(store: &TestStore, n: u64) -> store::ShopStore {
    store.shop_add(&shop(n)).await.unwrap();
    store.shop(shop_id(n))
}

/// A shop with customer and conversation `n`.
async fn with_conversation(store: &TestStore, n: u64) -> store::ShopStore {
    let shop = with_shop(store, n).await;
    let tx = shop.begin().await.unwrap();
    converse(&tx, n, n, false).await;
    tx.commit().await.unwrap();
    shop
}

async fn converse(tx: &store::Tx, customer: u64, conversation: u64, practice: bool) {
    tx.customer_add(customer_id(customer), at(0)).await.unwrap();
    let external = format!("visitor-{customer}");
    tx.identity_add(identity_id(customer), customer_id(customer), Channel::Widget, &external, at(0)).await.unwrap();
    let new = store::NewConversation {
        id: conversation_id(conversation),
        customer: customer_id(customer),
        channel: Channel::Widget,
        language: Language::Hinglish,
        practice,
        at: at(0),
    };
    tx.conversation_add(&new).await.unwrap();
}

fn text(text: &str) -> Part {
    Part::Text { text: text.to_owned(), draft: None }
}

fn written(n: u64, conversation: u64, text: &str) -> store::NewCustomerMessage {
    store::NewCustomerMessage {
        id: message_id(n),
        conversation: conversation_id(conversation),
        text: text.to_owned(),
        turn: Some(turn_id(n)),
        client_id: Some(format!("client-{n}")),
        at: at(n as i64),
    }
}

fn answered(n: u64, conversation: u64, text: &str) -> store::NewMemberMessage {
    store::NewMemberMessage {
        id: message_id(n),
        conversation: conversation_id(conversation),
        text: text.to_owned(),
        member: Some(member_id(1)),
        name: "Tom".to_owned(),
        client_id: format!("member:{n}"),
        at: at(n as i64),
    }
}
