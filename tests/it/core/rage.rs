//! rage, by its library as it is published for Python, opens what is sealed here, and the other way round. It has no
//! keys of the post-quantum kind.

use crate::support::peer::{Kind, Script, opens_what_is_sealed_here, seals_what_is_opened_here};
use crate::support::python::script;

const RAGE: Script = Script(|| script("rage.py"));

#[test]
fn rage_opens_what_is_sealed_here() {
    opens_what_is_sealed_here(&RAGE, Kind::X25519);
}

#[test]
fn what_rage_seals_is_opened_here() {
    seals_what_is_opened_here(&RAGE, Kind::X25519);
}
