//! Addresses of listeners: on the network, at a path, or passed by systemd.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;

/// The longest path that fits into a Unix socket's address, its closing zero left out.
const LONGEST_PATH: usize = 107;

/// The address of a listener.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Address {
    /// `ADDRESS:PORT`
    Network(SocketAddr),
    /// `unix:PATH`, a socket file.
    Unix(PathBuf),
    /// `systemd:NAME`, the sockets that systemd opened under `FileDescriptorName=NAME`.
    Systemd(String),
}

impl Address {
    /// This address with its path below a folder, unless the path is absolute.
    pub(super) fn within(self, folder: &Path) -> Self {
        match self {
            Self::Unix(path) => Self::Unix(folder.join(path)),
            other @ (Self::Network(_) | Self::Systemd(_)) => other,
        }
    }

    /// Whether nobody on another machine can connect.
    pub fn is_of_this_machine(&self) -> bool {
        match self {
            Self::Network(address) => address.ip().to_canonical().is_loopback(),
            // What stands in a unit of systemd is not known here; ours are socket files.
            Self::Unix(_) | Self::Systemd(_) => true,
        }
    }

    /// Whether the two cannot both be listened on. Port 0 is another one each time.
    pub(super) fn collides(&self, other: &Self) -> bool {
        self == other && !matches!(self, Self::Network(address) if address.port() == 0)
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            let fits = !path.is_empty() && path.len() <= LONGEST_PATH && !path.contains('\0');
            return if fits {
                Ok(Self::Unix(path.into()))
            } else {
                Err(unfit(text, "a path of 1 to 107 bytes"))
            };
        }
        if let Some(name) = text.strip_prefix("systemd:") {
            let fits = !name.is_empty() && name.len() <= 255 && name.chars().all(in_a_name);
            return if fits {
                Ok(Self::Systemd(name.to_owned()))
            } else {
                Err(unfit(text, "a FileDescriptorName"))
            };
        }
        let expected = "an address and port such as 127.0.0.1:8600, unix:PATH, or systemd:NAME";
        text.parse().map(Self::Network).map_err(|_| unfit(text, expected))
    }
}

/// Whether systemd.socket(5) allows a character in a name: printable ASCII without the colon between names.
fn in_a_name(c: char) -> bool {
    c.is_ascii_graphic() && c != ':'
}

fn unfit(text: &str, expected: &str) -> String {
    format!("{text:?}: expected {expected}")
}

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(address) => write!(f, "{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Systemd(name) => write!(f, "systemd:{name}"),
        }
    }
}
