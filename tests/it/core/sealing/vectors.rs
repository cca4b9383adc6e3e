//! `schema/vectors.json`, answered by the script: all of it but what only the desk signs.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::script;

fn vectors(name: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../../../../schema/vectors.json")).unwrap();
    let vectors = file[name]["vectors"].as_array().unwrap().clone();
    assert!(vectors.len() > 2, "{name}");
    vectors
}

/// The script's answers to all vectors of a name, each beside its vector.
fn answered(name: &str, command: &str, input: impl Fn(&Value) -> Value) -> Vec<(Value, Value)> {
    let vectors = vectors(name);
    let answers: Vec<Value> = script(command, &vectors.iter().map(input).collect());
    assert_eq!(answers.len(), vectors.len());
    vectors.into_iter().zip(answers).collect()
}

fn hex_of(base64url: &Value) -> String {
    HEXLOWER.encode(&BASE64URL_NOPAD.decode(base64url.as_str().unwrap().as_bytes()).unwrap())
}

#[test]
fn all_that_follows_from_a_token_follows_in_the_script() {
    for (vector, answer) in answered("tokens", "tokens", Value::clone) {
        let expected = json!({
            "token": vector["token"],
            "identity": vector["reply_secret"],
            "replyTo": vector["reply_recipient"],
            "mailbox": hex_of(&vector["mailbox_key_base64url"]),
            "author": hex_of(&vector["author_key_base64url"]),
            "entry": vector["entry_key_hex"],
            "withdrawal": hex_of(&vector["withdrawal_secret_base64url"]),
            "digest": hex_of(&vector["withdrawal_digest_base64url"]),
        });
        assert_eq!(answer, expected);
    }
}

#[test]
fn what_is_typed_is_read_and_refused_by_the_script_as_written() {
    let file: Value = serde_json::from_str(include_str!("../../../../schema/vectors.json")).unwrap();
    for (vector, answer) in answered("typed_tokens", "typed", |vector| vector["typed"].clone()) {
        let expected = match &vector["refused"] {
            Value::Null => file["typed_tokens"]["token"].clone(),
            refused => {
                let mut expected = refused.clone();
                expected.as_object_mut().unwrap().remove("error");
                expected
            }
        };
        assert_eq!(answer["read"], expected, "{}", vector["comment"]);
        let shown = json!({ "groups": vector["groups"], "doubtful": vector["doubtful"] });
        assert_eq!(answer["shown"], shown, "{}", vector["comment"]);
    }
}

#[test]
fn the_script_derives_entry_ids_as_written() {
    for (vector, answer) in answered("entry_ids", "ids", Value::clone) {
        let expected = json!({ "canonical": vector["answers_canonical"], "id": vector["entry_id"] });
        assert_eq!(answer, expected);
    }
}

#[test]
fn the_script_proves_messages_as_written() {
    let input = |vector: &Value| {
        let mut input = vector.clone();
        input["author_key_hex"] = hex_of(&vector["author_key_base64url"]).into();
        input["withdrawal_hex"] = hex_of(&vector["withdrawal_digest_base64url"]).into();
        input
    };
    for (vector, message) in answered("proofs", "messages", input) {
        let message: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
        assert_eq!(message["proof"], vector["proof_base64url"]);
        assert_eq!(message["withdrawal"], vector["withdrawal_digest_base64url"]);
    }
}

#[test]
fn the_script_computes_fingerprints_as_written() {
    for (vector, answer) in answered("fingerprints", "fingerprints", |vector| vector["recipients"].clone()) {
        assert_eq!(answer, vector["fingerprint"]);
    }
}
