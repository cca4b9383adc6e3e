//! What pages are measured against: the same loop and router, and handlers that give back the same
//! bytes each time, to a post after the keys of its code were derived. It is this program itself,
//! started once more.

use std::hint::black_box;
use std::io::Read;
use std::process::{Command, Stdio};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::get;

use super::server::Server;
use zegel_core::id::Instance;
use zegel_core::thread::Mailbox;
use zegel_core::token::Token;
use zegeld::listen::{self, ConnectionLimits, Listener, Preamble};

/// The argument that makes this program that server.
pub const NAME: &str = "constant-answer";

/// Starts it with an answer to give, head and body, in a file.
pub fn start(answer: &std::path::Path) -> Server {
    let file = std::fs::File::open(answer).unwrap();
    Server::start(Command::new(std::env::current_exe().unwrap()).arg(NAME).stdin(Stdio::from(file)))
}

/// Serves what stands on standard input, until it is ended.
pub fn serve() {
    let mut answer = Vec::new();
    std::io::stdin().read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let headers = headers(std::str::from_utf8(&answer[..end]).unwrap());
    let body = Bytes::copy_from_slice(&answer[end + 4..]);
    let (headers_of_post, body_of_post) = (headers.clone(), body.clone());
    let derive = async move |form: String| {
        black_box(derived(&form));
        (headers_of_post.clone(), body_of_post.clone())
    };
    let page = get(async move || (headers.clone(), body.clone())).post(derive);
    let router = Router::new().route("/nl/", page);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = Listener::network("127.0.0.1:0".parse().unwrap()).await.unwrap();
        println!("http://{}/", listener.address().unwrap());
        let never = std::future::pending();
        tokio::spawn(listen::serve(
            vec![listener],
            Preamble::Nothing,
            router,
            ConnectionLimits::PUBLIC,
            never,
        ))
        .await
        .unwrap();
    });
}

/// The mailbox of a form's code, which is what a look-up asks the store for.
fn derived(form: &str) -> Mailbox {
    let code = form.split('&').find_map(|field| field.strip_prefix("code=")).unwrap();
    let token = Token::parse(code).unwrap();
    token.keys(Instance::from_bytes([7; 16])).mailbox_key().mailbox()
}

fn headers(head: &str) -> HeaderMap {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let lines = lines.filter(|(name, _)| *name != "content-length");
    lines
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect()
}
