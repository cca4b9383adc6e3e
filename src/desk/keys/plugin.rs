//! Keys that another program holds, such as one for hardware keys (<https://c2sp.org/age-plugin>).
//! Only lines of the caseworker's own identity file start one, and only on this computer.

use std::sync::Arc;

use age::plugin::{Identity as Line, IdentityPluginV1};
use age::secrecy::{ExposeSecret, SecretString};
use age_core::format::{FileKey, Stanza};

use super::prompt;
use crate::error::{self, DeskError};
use crate::identity::Identity;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;

/// The variable that makes the library show what it says to such a program.
const AGEDEBUG: &str = "AGEDEBUG";

/// Where the words of such a program go, as they come.
pub type Listener = Arc<dyn Fn(&str) + Send + Sync>;

/// Lets an identity open with the programs that its file names.
pub fn attach(identity: &Identity, terminal: &Terminal, listener: &Listener) -> Result<(), DeskError> {
    let lines: Result<Vec<Line>, _> = identity.plugin_lines().map(str::parse).collect();
    let lines = lines.map_err(|_| error::keys::plugin_line())?;
    let mut names: Vec<&str> = lines.iter().map(Line::plugin).collect();
    names.sort_unstable();
    names.dedup();
    // The library would show on the terminal all that goes to and fro, file keys and PINs too.
    if !names.is_empty() && std::env::var_os(AGEDEBUG).is_some() {
        return Err(error::keys::plugin_shown(AGEDEBUG));
    }
    for name in names {
        let person = Person { terminal: *terminal, listener: Arc::clone(listener), plugin: name.to_owned() };
        let program =
            IdentityPluginV1::new(name, &lines, person.clone()).map_err(|_| error::keys::no_plugin(name))?;
        identity.open_with(Box::new(Asked { program, person }));
    }
    Ok(())
}

/// A program that says why it does not open something, and then is no hindrance to other keys.
struct Asked {
    program: IdentityPluginV1<Person>,
    person: Person,
}

impl Asked {
    fn pass_on_error(
        &self,
        answer: Option<Result<FileKey, age::DecryptError>>,
    ) -> Option<Result<FileKey, age::DecryptError>> {
        answer?.map_err(|error| self.person.says(&error.to_string())).ok().map(Ok)
    }
}

impl age::Identity for Asked {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        self.pass_on_error(self.program.unwrap_stanza(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, age::DecryptError>> {
        self.pass_on_error(self.program.unwrap_stanzas(stanzas))
    }
}

/// The person before the terminal, for a program that asks for a touch, a yes or a PIN.
#[derive(Clone)]
struct Person {
    terminal: Terminal,
    listener: Listener,
    plugin: String,
}

impl Person {
    fn says(&self, text: &str) {
        (self.listener)(&self.text(text));
    }

    /// Its words are not ours, and look so.
    fn text(&self, text: &str) -> String {
        interpolate(
            &self.terminal.texts.desk.keys.plugin_says,
            &[("name", &self.plugin), ("text", text.trim())],
        )
    }
}

impl age::Callbacks for Person {
    fn display_message(&self, message: &str) {
        self.says(message);
    }

    fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let choice = interpolate(
            &self.terminal.texts.desk.keys.plugin_choice,
            &[("yes", yes), ("no", no.unwrap_or("-"))],
        );
        let question = format!("{}\n{choice}", self.text(message));
        let _turn = prompt::turn_to_ask();
        self.terminal.can_ask().then(|| self.terminal.confirm(&question))
    }

    fn request_public_string(&self, description: &str) -> Option<String> {
        let _turn = prompt::turn_to_ask();
        self.terminal.can_ask().then(|| self.terminal.ask(&self.text(description)))
    }

    fn request_passphrase(&self, description: &str) -> Option<SecretString> {
        let question = format!("{}\n{}", self.text(description), self.terminal.texts.desk.keys.plugin_pin);
        let _turn = prompt::turn_to_ask();
        prompt::ask(&question).ok().filter(|pin| !pin.expose_secret().is_empty())
    }
}
