//! Typed ids: a UUIDv7 in the database, printed and parsed with a prefix everywhere else.
//!
//! The prefix is part of the text form so that an id pasted into the wrong place is refused by its type, and so
//! that logs and URLs say what they speak of.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// The text was not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id that looks like {expected}_… with 32 hexadecimal digits")]
pub struct ParseIdError {
    expected: &'static str,
}

fn parse(prefix: &'static str, text: &str) -> Result<Uuid, ParseIdError> {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|hex| hex.len() == 32)
        .and_then(|hex| Uuid::try_parse(hex).ok())
        .ok_or(ParseIdError { expected: prefix })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        pub struct $name(pub Uuid);

        impl $name {
            /// What the text form starts with, before `_`.
            pub const PREFIX: &'static str = $prefix;

            /// A UUIDv7 from a clock reading (milliseconds since 1970) and ten random bytes; both are handed in so
            /// that this crate needs neither.
            pub fn from_parts(unix_ms: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
            }

            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// A shop: the tenant.
    ShopId = "shop";
    ProductId = "prd";
    VariantId = "var";
    /// A person who chats.
    CustomerId = "cus";
    /// One customer as one channel knows them.
    IdentityId = "idn";
    ConversationId = "cnv";
    MessageId = "msg";
    /// One customer message to one reply.
    TurnId = "trn";
    /// The recorded run of a turn.
    ExecutionId = "exe";
    /// One event from outside, stored before it was acknowledged.
    InboundId = "inb";
    JobId = "job";
    ImportId = "imp";
    /// A sealed data key.
    DataKeyId = "key";
    /// A person who works for shops.
    MemberId = "mem";
    InvitationId = "inv";
    CollectionId = "col";
    /// A picture that was uploaded.
    MediaId = "med";
    /// What members write to each other beside a conversation.
    NoteId = "note";
    CannedReplyId = "rpl";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_refuses_other_kinds() {
        let id = ProductId::from_parts(1_763_600_000_000, [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with("prd_"));
        assert!(id.to_string().parse::<ShopId>().is_err());
        assert!("prd_xyz".parse::<ProductId>().is_err());
        assert!(format!("prd_{}", id.0.hyphenated()).parse::<ProductId>().is_err(), "one text form only");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<ProductId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_sort_by_time() {
        assert!(ShopId::from_parts(1, [255; 10]) < ShopId::from_parts(2, [0; 10]));
    }
}
