//! One module of the desk owns what differs between systems.

use crate::repository::layout::all;

/// What asks for a system, or is there on some of them alone.
const ASKS: [&str; 8] =
    ["cfg(unix", "cfg(windows", "target_os", "cfg(not(unix", "cfg!(", "os::unix", "os::windows", "rustix::"];

fn asks(text: &str) -> bool {
    ASKS.iter().any(|name| text.contains(name))
}

#[test]
fn only_the_platform_of_the_desk_asks_for_which_system_it_is_compiled() {
    let desk: Vec<(String, String)> =
        all().into_iter().filter(|(path, _)| path.starts_with("desk/")).collect();
    let (platform, rest): (Vec<_>, Vec<_>) =
        desk.into_iter().partition(|(path, _)| path.starts_with("desk/platform/"));
    assert!(rest.len() > 100 && platform.iter().filter(|(_, text)| asks(text)).count() > 2);
    let asking: Vec<&String> = rest.iter().filter(|(_, text)| asks(text)).map(|(path, _)| path).collect();
    assert!(asking.is_empty(), "{asking:?}");
}
