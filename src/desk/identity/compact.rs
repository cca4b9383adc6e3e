//! An identity in as few bytes as can be: somebody may have to type them from paper.

use zeroize::Zeroizing;

use super::{Identity, IdentityError, Key};

/// The whole file, whatever is in it.
const FILE: u8 = 0;
/// What keygen makes: the two seeds, and then the name.
const SEEDS: u8 = 1;

impl Identity {
    /// All that is secret in it, and the name.
    pub fn to_compact(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
        match (self.keys.as_slice(), self.signing_seed()) {
            ([Key::Hybrid(key)], Some(signing_seed)) => {
                bytes.push(SEEDS);
                bytes.extend_from_slice(key.seed());
                bytes.extend_from_slice(signing_seed);
                bytes.extend_from_slice(self.name.as_bytes());
            }
            _ => {
                bytes.push(FILE);
                bytes.extend_from_slice(self.to_file().as_bytes());
            }
        }
        bytes
    }

    /// The identity of such bytes.
    pub fn from_compact(bytes: &[u8]) -> Result<Self, IdentityError> {
        match bytes.split_first() {
            Some((&SEEDS, rest)) => from_seeds(rest).ok_or(IdentityError::NoIdentity),
            Some((&FILE, rest)) => Self::from_file(rest, None),
            _ => Err(IdentityError::NoIdentity),
        }
    }
}

fn from_seeds(bytes: &[u8]) -> Option<Identity> {
    let (opening, rest) = bytes.split_first_chunk()?;
    let (signing, name) = rest.split_first_chunk()?;
    let name = std::str::from_utf8(name).ok().filter(|name| super::is_desk_name(name))?;
    Some(Identity::generate(name, *opening, *signing))
}
