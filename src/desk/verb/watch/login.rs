//! Login: the watch as a program that this computer starts by itself whenever its person logs in.

use std::env::current_exe;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use crate::config::{Options, Settings, config_folder, home, whole};
use crate::error::{self, DeskError};
use crate::files::{private_folder, write_whole};
use crate::keys::identity;
use crate::platform::{
    Job, WINDOW_FOR_A_PASSPHRASE, begin_at_login, can_stand_in_login_file, end_at_login, login_file,
    login_text, show_notice, typed,
};
use crate::site::verify;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;

/// Lets the computer start the watch now and at each login, as this command line says it.
pub fn install(
    plan: &Plan,
    options: &Options,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    settings.server()?;
    plan.site.as_deref().map_or(Ok(()), |site| verify::address(site, settings))?;
    insist_on_no_question(settings, terminal)?;
    let job = job(plan, options, terminal)?;
    let file = place()?;
    write(&file, &login_text(&job))?;
    if let Err(why) = begin_at_login(&file) {
        // Half of it would only be in the way.
        let _ = end_at_login(&file);
        // A line that was broken could not be copied.
        terminal.print_exact(&typed(&job));
        return Err(error::login::not_begun(why));
    }
    let words = &terminal.texts.desk.watching;
    terminal.inform(&interpolate(&words.installed, &[("file", &file.display().to_string())]));
    match show_notice("Zegel", &words.notice_trial) {
        Ok(()) => terminal.inform(&words.trial_shown),
        Err(why) => terminal.warn(&interpolate(&words.no_notice, &[("why", &why.to_string())])),
    }
    Ok(())
}

/// Lets the computer start it no more.
pub fn uninstall(terminal: &Terminal) -> Result<(), DeskError> {
    let words = &terminal.texts.desk.watching;
    let file = place()?;
    if !file.exists() {
        terminal.inform(&words.not_installed);
        return Ok(());
    }
    end_at_login(&file).map_err(error::login::not_ended)?;
    terminal.inform(&words.uninstalled);
    Ok(())
}

fn place() -> Result<PathBuf, DeskError> {
    let home = home().ok_or_else(error::files::no_home)?;
    Ok(login_file(&home, &config_folder()?))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), DeskError> {
    let folder = file.parent().map_or(Ok(()), private_folder);
    folder.and_then(|()| write_whole(file, bytes)).map_err(|error| error::files::write(file, error))
}

/// What starts by itself has nobody to ask: the key must open without a person who types, or with a window
/// for one. Tried here, where somebody reads what is wrong.
fn insist_on_no_question(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
    let settings = &settings.without_agent();
    let answers = settings.passphrase_file.is_some() || settings.configured.passphrase_command.is_some();
    if !answers && identity::is_protected(settings)? {
        terminal.print_exact(WINDOW_FOR_A_PASSPHRASE);
        return Err(error::login::asks(&settings.identity, &settings.file()));
    }
    let identity = identity::read(settings, terminal).print_notices(terminal)?;
    identity::desk_key(&identity, settings).map(drop)
}

/// This very program with these very options, and notices.
fn job(plan: &Plan, options: &Options, terminal: &Terminal) -> Result<Job, DeskError> {
    let mut arguments = options.words().map_err(error::login::no_folder)?;
    // It neither needs nor leaves a key that was opened for other verbs.
    arguments.extend(["--no-agent", "watch", "--notice"].map(OsString::from));
    arguments.extend(words(plan)?);
    let program = current_exe().map_err(error::login::no_folder)?;
    Ok(Job {
        about: terminal.texts.desk.watching.about.clone(),
        program: text(program.into_os_string())?,
        arguments: arguments.into_iter().map(text).collect::<Result<_, _>>()?,
    })
}

/// The options of the verb itself.
fn words(plan: &Plan) -> Result<Vec<OsString>, DeskError> {
    let mut words = vec!["--every".into(), format!("{}s", plan.every.as_secs()).into()];
    if let Some(site) = &plan.site {
        words.extend(["--site".into(), site.into()]);
    }
    if let Some(hour) = plan.digest {
        words.extend(["--digest".into(), hour.to_string().into()]);
    }
    if let Some(command) = &plan.run {
        let command =
            shlex::try_join(command.iter().map(String::as_str)).map_err(|_| error::login::word())?;
        words.extend(["--run".into(), command.into()]);
    }
    if let Some(file) = &plan.heartbeat {
        words.extend(["--heartbeat".into(), whole(file).map_err(error::login::no_folder)?]);
    }
    Ok(words)
}

/// A word that can stand in the file.
fn text(word: OsString) -> Result<String, DeskError> {
    let text = word.into_string().map_err(|_| error::login::word())?;
    if can_stand_in_login_file(&text) { Ok(text) } else { Err(error::login::word()) }
}
