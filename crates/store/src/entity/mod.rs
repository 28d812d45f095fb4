//! The tables as rows. Private: what leaves the crate are the types of the resource modules.

macro_rules! entities {
    ($($module:ident = $table:literal { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        pub(crate) mod $module {
            #[allow(unused_imports, reason = "each table uses some of them")]
            use types::{
                CannedReplyId, CollectionId, ConversationId, CustomerId, DataKeyId, ExecutionId, IdentityId, ImportId,
                InboundId, MediaId, MemberId, MessageId, NoteId, ProductId, ShopId, Time, TurnId, VariantId,
            };
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$meta])* pub $field: $type,)* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    )*};
}

entities! {
    shop = "shop" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: ShopId,
        handle: String,
        name: String,
        currency: String,
        url_template: Option<String>,
        sites: String,
        catalogue_version: i64,
        event_seq: i64,
        created_at: Time,
    }

    setting = "setting" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        name: String,
        value: Option<String>,
        value_sealed: Option<Vec<u8>>,
        updated_at: Time,
    }

    data_key = "data_key" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        subject: Uuid,
        id: DataKeyId,
        kek: String,
        wrapped: Option<Vec<u8>>,
        created_at: Time,
        erased_at: Option<Time>,
    }

    product = "product" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: ProductId,
        handle: String,
        name: String,
        short_description: String,
        description: String,
        brand: Option<String>,
        category: String,
        tags: String,
        status: String,
        featured: bool,
        url: Option<String>,
        images: String,
        attributes: String,
        created_at: Time,
        updated_at: Time,
        deleted_at: Option<Time>,
    }

    variant = "variant" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        position: i64,
        id: VariantId,
        sku: Option<String>,
        barcode: Option<String>,
        options: String,
        price: i64,
        compare_at: Option<i64>,
        quantity: Option<i64>,
        backorder: bool,
        image: Option<i64>,
    }

    product_embedding = "product_embedding" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        model: String,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        text_hash: Vec<u8>,
        vector: Vec<u8>,
    }

    listing = "listing" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        status: String,
        name: String,
        words: String,
        category: String,
        tags: String,
        price: i64,
        stock: Option<i64>,
        available: bool,
        pictured: bool,
        updated_at: Time,
    }

    collection = "collection" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: CollectionId,
        name: String,
        description: String,
        created_at: Time,
        updated_at: Time,
    }

    collection_product = "collection_product" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        collection_id: CollectionId,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        position: i64,
    }

    media = "media" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: MediaId,
        state: String,
        problem: String,
        created_at: Time,
    }

    import = "import" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: ImportId,
        state: String,
        file_name: String,
        options: String,
        position: String,
        counts: String,
        created_at: Time,
        updated_at: Time,
    }

    import_change = "import_change" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        import_id: ImportId,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        was: Option<Vec<u8>>,
        became: Vec<u8>,
        state: String,
    }

    customer = "customer" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: CustomerId,
        created_at: Time,
        erased_at: Option<Time>,
    }

    identity = "identity" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: IdentityId,
        customer_id: CustomerId,
        channel: String,
        external_index: Vec<u8>,
        external_sealed: Vec<u8>,
        created_at: Time,
    }

    conversation = "conversation" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: ConversationId,
        customer_id: CustomerId,
        channel: String,
        voice: String,
        language: String,
        wants_person: bool,
        practice: bool,
        thread_sealed: Option<Vec<u8>>,
        last_seq: i64,
        event_seq: i64,
        epoch: i64,
        created_at: Time,
        last_at: Time,
        state: String,
        listed: bool,
        needs_you: bool,
        last_author: Option<String>,
        last_intent: Option<String>,
        preview_sealed: Option<Vec<u8>>,
        labels: String,
        holder_id: Option<MemberId>,
        holder_name: Option<String>,
        seen_seq: i64,
    }

    message = "message" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: MessageId,
        conversation_id: ConversationId,
        seq: i64,
        author: String,
        state: String,
        turn_id: Option<TurnId>,
        client_id: Option<String>,
        body_sealed: Option<Vec<u8>>,
        quick_replies_sealed: Option<Vec<u8>>,
        created_at: Time,
        closed_at: Option<Time>,
        member_id: Option<MemberId>,
        member_name: Option<String>,
    }

    message_part = "message_part" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        message_id: MessageId,
        #[sea_orm(primary_key, auto_increment = false)]
        position: i64,
        kind: String,
        body_sealed: Vec<u8>,
    }

    execution = "execution" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: ExecutionId,
        conversation_id: ConversationId,
        turn_id: TurnId,
        intent: Option<String>,
        tier: String,
        mind: Option<String>,
        language: String,
        input_sealed: Vec<u8>,
        steps_sealed: Vec<u8>,
        error: Option<String>,
        cost_micros: i64,
        ms: i64,
        created_at: Time,
        fallback: bool,
    }

    preference = "preference" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        customer_id: CustomerId,
        #[sea_orm(primary_key, auto_increment = false)]
        name: String,
        value_sealed: Vec<u8>,
        turn_id: Option<TurnId>,
        updated_at: Time,
    }

    contact_request = "contact_request" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        conversation_id: ConversationId,
        email_sealed: Vec<u8>,
        created_at: Time,
        email_index: Option<Vec<u8>>,
    }

    conversation_label = "conversation_label" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        label: String,
        #[sea_orm(primary_key, auto_increment = false)]
        conversation_id: ConversationId,
    }

    note = "note" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: NoteId,
        conversation_id: ConversationId,
        kind: String,
        member_id: Option<MemberId>,
        member_name: String,
        body_sealed: Option<Vec<u8>>,
        created_at: Time,
    }

    canned_reply = "canned_reply" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: CannedReplyId,
        name: String,
        body: String,
        updated_at: Time,
    }

    product_event = "product_event" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        conversation_id: ConversationId,
        #[sea_orm(primary_key, auto_increment = false)]
        turn_id: TurnId,
        #[sea_orm(primary_key, auto_increment = false)]
        kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        product_id: ProductId,
        position: i64,
        practice: bool,
        at: Time,
    }

    inbound = "inbound" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        id: InboundId,
        source: String,
        external_id: String,
        lane: String,
        body_sealed: Option<Vec<u8>>,
        state: String,
        received_at: Time,
    }

    event = "event" {
        #[sea_orm(primary_key, auto_increment = false)]
        shop_id: ShopId,
        #[sea_orm(primary_key, auto_increment = false)]
        conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        seq: i64,
        kind: String,
        #[sea_orm(column_name = "ref")]
        about: String,
        created_at: Time,
    }
}
