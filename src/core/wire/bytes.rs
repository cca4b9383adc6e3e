//! Bytes in JSON, as base64: how sealed documents travel.

use std::fmt;

use data_encoding::BASE64;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Bytes that travel as base64 (RFC 4648, section 4). Written and read without a copy between: an
/// inbox of ten thousand reports is a hundred megabytes of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&BASE64.encode_display(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Base64;

        impl Visitor<'_> for Base64 {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
                BASE64.decode(text.as_bytes()).map(Bytes).map_err(E::custom)
            }
        }

        from.deserialize_str(Base64)
    }
}
