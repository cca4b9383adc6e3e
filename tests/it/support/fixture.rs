//! Documents and keys that several tests need.

use std::borrow::Cow;

use age::secrecy::ExposeSecret;
use data_encoding::BASE64;
use zegel::identity::Identity;
use zegel_core::document::{
    Answers, AuthorKey, DeskDocument, Message, ReceivedMessage, ReceivedReport, Report, Writing,
};
use zegel_core::id::Instance;
use zegel_core::seal::{Document, ForDesk, ForReporter, Plain, Recipients, hybrid};
use zegel_core::token::{Keys, Token};
use zegeld::config::Onion;

/// Bytes as they are, sealed for the desk.
pub struct ForDeskRaw(pub Vec<u8>);

impl Document for ForDeskRaw {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        Plain::new(self.0)
    }
}

/// Bytes as they are, sealed for a reporter.
pub struct ForReporterRaw(pub Vec<u8>);

impl Document for ForReporterRaw {
    type Sealed = ForReporter;

    fn into_json(self) -> Plain {
        Plain::new(self.0)
    }
}

/// A desk of one person with a hybrid key, and its recipients file.
pub fn hybrid_desk() -> (Identity, Recipients) {
    let identity = Identity::generate("anna", [7; 32], [8; 32]);
    let recipients = recipients_of(&identity);
    (identity, recipients)
}

/// The same with an X25519 key.
pub fn x25519_desk() -> (Identity, Recipients) {
    let secret = age::x25519::Identity::generate().to_string();
    let seed = BASE64.encode(&[8; 32]);
    let file = format!("# desk anna ed25519-secret:{seed}\n{}\n", secret.expose_secret());
    let identity: Identity = file.parse().unwrap();
    let recipients = recipients_of(&identity);
    (identity, recipients)
}

/// The recipients file with the keys of one identity.
pub fn recipients_of(identity: &Identity) -> Recipients {
    let keys = identity.recipients().unwrap();
    keys.iter().map(|key| format!("{key}\n")).collect::<String>().parse().unwrap()
}

/// An identity of a seed, and its recipient.
pub fn hybrid_pair(seed: u8) -> (hybrid::Identity, hybrid::Recipient) {
    let identity = hybrid::Identity::from_seed([seed; 32]);
    let recipient = identity.recipient().unwrap();
    (identity, recipient)
}

/// The same installation everywhere.
pub fn instance() -> Instance {
    "0f1e2d3c-4b5a-4697-8877-665544332211".parse().unwrap()
}

/// All that follows from a new token.
pub fn keys() -> Keys {
    Token::random().unwrap().keys(instance())
}

/// Answers by question id.
pub fn answers(fields: &[(&str, &str)]) -> Answers {
    let fields = fields.iter().map(|(id, value)| (Cow::from(*id), Cow::from(*value)));
    Answers::from_report(fields).unwrap()
}

/// What a person sends with these answers.
pub fn writing(answers: Answers, keys: &Keys) -> Writing {
    Writing {
        answers,
        language: "nl".to_owned(),
        day: "2026-11-24".parse().unwrap(),
        reply_to: keys.reply_to().unwrap(),
        marks: Vec::new(),
        sealed_for: hybrid_desk().1.fingerprint().to_string(),
        withdrawal: keys.withdrawal().digest(),
    }
}

/// A report with one text.
pub fn report(text: &str, keys: &Keys) -> Report {
    Report::new(writing(answers(&[("story", text)]), keys), keys.author_key())
}

/// A key that no token gives.
pub fn other_author() -> AuthorKey {
    AuthorKey::from_bytes([9; 32])
}

/// A site's onion service, which leads to the ordinary listener.
pub fn onion_at(address: &str) -> Option<Onion> {
    Some(Onion { address: address.to_owned(), listen: None })
}

/// A report as a desk opens it.
pub fn received(report: Report) -> ReceivedReport {
    match DeskDocument::parse(&report.into_json()) {
        Ok(DeskDocument::Report(report)) => report,
        _ => panic!("no report"),
    }
}

/// A message as a desk opens it.
pub fn received_message(message: Message) -> ReceivedMessage {
    match DeskDocument::parse(&message.into_json()) {
        Ok(DeskDocument::Message(message)) => message,
        _ => panic!("no message"),
    }
}
