//! A SOCKS proxy (RFC 1928) on this machine: whatever name it is asked for, it leads to one
//! address, and it keeps the names.

use std::io::{Read, Write, copy};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

/// The proxy.
pub struct Socks {
    pub url: String,
    heard: Receiver<(String, u16)>,
}

impl Socks {
    /// All its roads lead to `place`.
    pub fn to(place: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("socks5h://{}", listener.local_addr().unwrap());
        let (tell, heard) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok((stream, name)) = stream.and_then(greet) else { continue };
                if tell.send(name).is_err() {
                    break;
                }
                std::thread::spawn(move || lead(&stream, place));
            }
        });
        Self { url, heard }
    }

    /// The names and ports that were asked for.
    pub fn heard(&self) -> Vec<(String, u16)> {
        self.heard.try_iter().collect()
    }
}

/// Takes a name only: an address would have been looked up by somebody else.
fn greet(mut stream: TcpStream) -> std::io::Result<(TcpStream, (String, u16))> {
    let mut greeting = [0; 2];
    stream.read_exact(&mut greeting)?;
    stream.read_exact(&mut vec![0; usize::from(greeting[1])])?;
    stream.write_all(&[5, 0])?;
    let mut request = [0; 5];
    stream.read_exact(&mut request)?;
    assert_eq!(request[..4], [5, 1, 0, 3], "connect, by name");
    let mut name = vec![0; usize::from(request[4])];
    stream.read_exact(&mut name)?;
    let mut port = [0; 2];
    stream.read_exact(&mut port)?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok((stream, (String::from_utf8(name).unwrap(), u16::from_be_bytes(port))))
}

/// Passes on in both directions, to the end of each.
fn lead(stream: &TcpStream, place: SocketAddr) {
    let other = TcpStream::connect(place).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| pass(stream, &other));
        pass(&other, stream);
    });
}

fn pass(mut from: &TcpStream, mut to: &TcpStream) {
    // Either side may be gone by now.
    drop(copy(&mut from, &mut to));
    drop(to.shutdown(Shutdown::Write));
}
