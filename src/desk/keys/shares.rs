//! A key as parts of which some number gives it back and fewer tell nothing (Shamir, over GF(256)).
//!
//! A part in bytes: version, parts needed, parts made, place, length of its values (2), split (4),
//! digest of the key's public half (8), the values, and the first four bytes of the SHA-256 of all.
//! The split is random: parts of two splits are never joined. The digest proves what was joined.

use std::collections::BTreeMap;

use blahaj::{Share, Sharks};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::lines::Bytes;
use crate::error::{self, DeskError};
use crate::identity::Identity;
use zegel_core::id::random;
use zegel_core::seal::SealError;
use zegel_core::signature::DeskKey;

const VERSION: u8 = 1;
const HEAD: usize = 18;
const CHECK: usize = 4;

/// What all parts of one split have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// So many parts give the key back.
    pub needed: u8,
    /// So many were made.
    pub made: u8,
    /// Random, so that two splits of one key differ.
    pub id: [u8; 4],
    key: [u8; 8],
}

/// One part.
pub struct Part {
    /// Of this split.
    pub split: Split,
    /// From 1.
    pub place: u8,
    values: Bytes,
}

/// Splits a key.
pub fn deal(identity: &Identity, made: u8, needed: u8) -> Result<Vec<Part>, DeskError> {
    let split = Split { needed, made, id: random()?, key: digest(identity)? };
    let secret = identity.to_compact();
    // Straight from the operating system, as all randomness here.
    let mut source = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
    let shares = Sharks(needed).dealer_rng(&secret, &mut source).take(usize::from(made));
    Ok((1..).zip(shares).map(|(place, share)| Part { split, place, values: values(&share) }).collect())
}

/// Joins parts of one split, and proves that they gave back the key that was split.
pub fn join(parts: &BTreeMap<u8, Part>) -> Result<Identity, DeskError> {
    let split = parts.values().next().map(|part| part.split).ok_or_else(error::keys::not_the_key)?;
    let shares: Option<Vec<Share>> = parts.values().map(share).collect();
    let secret = shares.as_ref().and_then(|shares| Sharks(split.needed).recover(shares).ok());
    let secret = Zeroizing::new(secret.ok_or_else(error::keys::not_the_key)?);
    let identity = Identity::from_compact(&secret).map_err(|_| error::keys::not_the_key())?;
    if digest(&identity)? == split.key { Ok(identity) } else { Err(error::keys::not_the_key()) }
}

/// Of what everybody may know of a key: its name, its recipients, and the key that checks signatures.
fn digest(identity: &Identity) -> Result<[u8; 8], SealError> {
    let mut hash = Sha256::new_with_prefix(b"zegel/part/v1\n");
    hash.update(format!("{}\n", identity.name()));
    for recipient in identity.recipients()? {
        hash.update(format!("{recipient}\n"));
    }
    for line in identity.plugin_lines() {
        hash.update(format!("{line}\n"));
    }
    if let Some(seed) = identity.signing_seed() {
        hash.update(DeskKey::from_seed(seed).public().to_string());
    }
    Ok(first(&hash.finalize()))
}

impl Part {
    /// As it is printed.
    pub fn to_bytes(&self) -> Result<Bytes, DeskError> {
        let length = u16::try_from(self.values.len()).map_err(|_| error::keys::too_large())?;
        let Split { needed, made, id, key } = self.split;
        let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD + self.values.len() + CHECK));
        bytes.extend_from_slice(&[VERSION, needed, made, self.place]);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&id);
        bytes.extend_from_slice(&key);
        bytes.extend_from_slice(&self.values);
        let check: [u8; CHECK] = first(&Sha256::digest(&bytes));
        bytes.extend_from_slice(&check);
        Ok(bytes)
    }

    /// How many bytes it has, from the first of them.
    pub fn length(bytes: &[u8]) -> Result<usize, DeskError> {
        match bytes {
            [VERSION, _, _, _, high, low, ..] => {
                Ok(HEAD + usize::from(u16::from_be_bytes([*high, *low])) + CHECK)
            }
            _ => Err(error::keys::version()),
        }
    }

    /// As it was read. `None` where its lines do not belong together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Option<Self>, DeskError> {
        if Self::length(bytes)? != bytes.len() {
            return Ok(None);
        }
        let (body, check) = bytes.split_at(bytes.len() - CHECK);
        let (head, values) = body.split_at(HEAD);
        let [_, needed, made, place, ..] = *head else { return Ok(None) };
        let is_whole = first::<CHECK>(&Sha256::digest(body)) == check;
        let fits = (2..=made).contains(&needed) && (1..=made).contains(&place);
        let split = Split { needed, made, id: first(&head[6..]), key: first(&head[10..]) };
        Ok((is_whole && fits).then(|| Self { split, place, values: Zeroizing::new(values.to_vec()) }))
    }
}

/// The values alone; the place is kept beside them.
fn values(share: &Share) -> Bytes {
    let bytes = Zeroizing::new(Vec::from(share));
    Zeroizing::new(bytes.get(1..).unwrap_or_default().to_vec())
}

fn share(part: &Part) -> Option<Share> {
    let bytes = Zeroizing::new([&[part.place], part.values.as_slice()].concat());
    Share::try_from(bytes.as_slice()).ok()
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|place| bytes.get(place).copied().unwrap_or(0))
}
