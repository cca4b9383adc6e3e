//! Three caseworkers at one practice site.

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;

/// Three caseworkers, and the lines of their keys in the same order.
pub struct Team {
    pub site: Practice,
    pub anna: Caseworker,
    pub bea: Caseworker,
    pub cem: Caseworker,
    pub lines: [String; 3],
}

impl Team {
    /// All three stand in the server's recipients file.
    pub fn new() -> Self {
        Self::with_first(3)
    }

    /// Anna and bea stand there, and cem comes later.
    pub fn before_cem() -> Self {
        Self::with_first(2)
    }

    fn with_first(number: usize) -> Self {
        let (mut anna, first) = Caseworker::with_key("anna");
        let (mut bea, second) = Caseworker::with_key("bea");
        let (mut cem, third) = Caseworker::with_key("cem");
        let lines = [first, second, third];
        let site = Practice::of(&anna.identity(), &lines[..number].concat());
        for desk in [&mut anna, &mut bea, &mut cem] {
            desk.at(&site.desk);
        }
        Self { site, anna, bea, cem, lines }
    }

    /// The server takes these lines, and these caseworkers accept them.
    pub fn changes_to(&self, lines: &str, who: &[&Caseworker]) {
        self.site.reload_with(lines);
        let set: zegel_core::seal::Recipients = lines.parse().unwrap();
        let fingerprint = set.fingerprint().to_string();
        for desk in who {
            desk.run(&["recipients", "accept", &fingerprint]).done();
        }
    }
}
