//! The texts that JSON numbers cannot carry: how they are written and how the OpenAPI document
//! describes them.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use tributary_model::{Address, Amount, B256, Identity, Month, Timestamp};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// Implements one scalar: its schema name, its text, its pattern, an example and its description.
macro_rules! scalar {
    ($name:ident($inner:ty) as $schema:literal, |$value:ident| $text:expr, $pattern:literal, $example:literal, $about:literal) => {
        #[doc = $about]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $inner);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $value = self.0;
                serializer.collect_str(&$text)
            }
        }

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some($pattern))
                    .examples([$example])
                    .description(Some($about))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    };
}

scalar!(AmountText(Amount) as "Amount", |amount| amount, "^[0-9]+$", "1500000000000000000000",
    "Base units of a token, in decimal. Up to 256 bits.");
scalar!(ScoreText(u128) as "Score", |score| score, "^[0-9]+$", "12500000",
    "Micro-points, in decimal: 1000000 are one point.");
scalar!(AddressText(Address) as "Address", |address| address.to_checksum(None), "^0x[0-9a-fA-F]{40}$",
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "An account or contract, with the EIP-55 checksum.");
scalar!(HashText(B256) as "Hash", |hash| hash, "^0x[0-9a-f]{64}$",
    "0x5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02",
    "32 bytes: a Merkle node, a transaction, or a SHA-256.");
scalar!(IdentityText(Identity) as "Identity", |identity| identity, "^(github:[0-9]+|email:[0-9a-f]{64}|ghost)$",
    "github:1024", "A GitHub account by numeric id, the SHA-256 of a commit e-mail, or a deleted account.");
scalar!(TimeText(Timestamp) as "Time", |time| time, "^[0-9-]+T[0-9:]+Z$", "2026-01-31T12:00:00Z",
    "RFC 3339, UTC, whole seconds.");
scalar!(MonthText(Month) as "Month", |month| month, "^[0-9]{4}-[0-9]{2}$", "2026-01", "A calendar month in UTC.");
