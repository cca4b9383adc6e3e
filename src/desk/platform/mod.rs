//! Platform: all that differs between Linux, macOS and Windows, and nothing else. No other file asks for
//! which system it is compiled; each function has the same meaning on all of them, and says what it
//! answers where a system cannot do it.

#[cfg_attr(target_os = "linux", path = "linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "other_kernel.rs")]
mod kernel;
mod command;
mod folder;
mod job;
#[cfg_attr(target_os = "linux", path = "systemd.rs")]
#[cfg_attr(all(unix, not(target_os = "linux")), path = "launchd.rs")]
#[cfg_attr(windows, path = "schtasks.rs")]
mod login;
#[cfg_attr(target_os = "linux", path = "notice_dbus.rs")]
#[cfg_attr(all(unix, not(target_os = "linux")), path = "notice_macos.rs")]
#[cfg_attr(windows, path = "notice_windows.rs")]
mod notice;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;
#[cfg_attr(unix, path = "unix_terminal.rs")]
#[cfg_attr(windows, path = "windows_terminal.rs")]
mod terminal;
#[cfg(not(target_os = "linux"))]
mod xml;

pub use folder::Folder;
pub use job::Job;
pub use kernel::{
    Listener, Moment, Process, Stream, begin_session, forbid_other_programs, inode, is_asked,
    is_closed_to_others, is_guarded, is_memory, memory_folders, peer, start_confined, swaps,
};
pub use login::{
    WINDOW_FOR_A_PASSPHRASE, begin_at_login, can_stand_in_login_file, end_at_login, login_file, login_text,
    typed,
};
pub use notice::show_notice;
pub use system::{
    Group, HOME, Hearing, begin_group, end_by, folder_for_owner, for_owner, forbid_core_dumps,
    has_no_core_dumps, home, is_own, is_private, is_synchronised, is_writable, languages, lock, own_folder,
    read_exact_at, replace, through_no_link, try_lock,
};
pub use terminal::{
    TERMINAL, altgr_is_control_and_alt, can_draw, has_no_reader, hidden_line, hide_typing, person, put_back,
    reports_paste, shows_every_letter, standard_input, standard_output, typed_line,
};
