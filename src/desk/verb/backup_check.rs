//! `zegel backup-check FILE`: proves, on the computer with the key, that a backup of the server opens
//! to exactly what was put in; and opens it into a pipe. Nothing of it is written here.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::files::{private_folder, read_bounded, write_new};
use crate::identity::Identity;
use crate::keys::identity;
use crate::progress::Progress;
use crate::terminal::Terminal;
use zegel_core::backup::{
    CONFIGURATION, Check, HEADER, Hashing, LARGEST_CHECK, LARGEST_CONFIGURATION, beside, check_file,
    database_length,
};
use zegel_core::i18n::interpolate;
use zegel_core::seal::SealError;

/// What is opened at once.
const PIECE: usize = 64 * 1024;

/// The arguments of the verb.
#[derive(Args)]
pub struct BackupCheck {
    /// The backup, with FILE.check beside it
    file: PathBuf,
    /// When it is whole, write what was opened to standard output, for zegeld restore -
    #[arg(long)]
    open: bool,
    /// When it is whole, write the configuration that was sealed beside it into this folder
    #[arg(long, value_name = "DIR")]
    configuration: Option<PathBuf>,
}

impl BackupCheck {
    /// Opens it once to look, and once more to pass it on.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.open && stdout().is_terminal() {
            return Err(error::backup::terminal());
        }
        let check = self.read_check()?;
        self.is_unchanged(&check, terminal)?;
        let identity = identity::read(settings, terminal).print_notices(terminal)?;
        self.opens(&identity, &check, &mut io::sink(), terminal)?;
        if self.open {
            self.opens(&identity, &check, &mut stdout().lock(), terminal)?;
        }
        if let Some(folder) = &self.configuration {
            self.write_configuration(&identity, folder, terminal)?;
        }
        self.tell(&check, terminal);
        Ok(())
    }

    /// Opens `zegeld.toml` and `recipients.txt`, and writes them over nothing. A person compares them with
    /// what the server has: the note says nothing of them.
    fn write_configuration(
        &self,
        identity: &Identity,
        folder: &Path,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        private_folder(folder).map_err(|error| error::files::write(folder, error))?;
        for (suffix, name) in CONFIGURATION {
            let sealed = beside(&self.file, suffix);
            let opened = open(identity, &sealed)?;
            let mut text = Vec::new();
            let read = opened.take(LARGEST_CONFIGURATION).read_to_end(&mut text);
            read.map_err(|_| error::backup::differs(&sealed))?;
            let to = folder.join(name);
            write_new(&to, &text).map_err(|error| error::files::write(&to, error))?;
            let written = &terminal.texts.desk.backup_check.configuration;
            terminal.inform(&interpolate(written, &[("file", &to.display().to_string())]));
        }
        Ok(())
    }

    fn read_check(&self) -> Result<Check, DeskError> {
        let path = check_file(&self.file);
        let text = read_bounded(&path, LARGEST_CHECK).ok();
        let check = text.and_then(|text| serde_json::from_slice(&text).ok());
        check.ok_or_else(|| error::backup::no_check(&path))
    }

    fn is_unchanged(&self, check: &Check, terminal: &Terminal) -> Result<(), DeskError> {
        let mut hashing = Hashing::new(sealed(&self.file)?);
        let bar = Progress::Bar(&terminal.texts.desk.backup_check.reading).start(self.length());
        self.pass(&mut hashing, &mut io::sink(), &bar)?;
        if hashing.finish().0 == check.sealed { Ok(()) } else { Err(error::backup::altered(&self.file)) }
    }

    /// Whether it opens to a database of this length and digest; passes it on as it opens.
    fn opens(
        &self,
        identity: &Identity,
        check: &Check,
        to: &mut dyn Write,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        let mut hashing = Hashing::new(open(identity, &self.file)?);
        let mut header = [0; HEADER];
        hashing.read_exact(&mut header).map_err(|_| self.differs())?;
        let bar = Progress::Bar(&terminal.texts.desk.backup_check.opening).start(self.length());
        to.write_all(&header).map_err(|_| error::backup::pipe())?;
        self.pass(&mut hashing, to, &bar)?;
        to.flush().map_err(|_| error::backup::pipe())?;
        let is_whole = hashing.passed() == check.bytes && database_length(&header) == Some(check.bytes);
        if is_whole && hashing.finish().0 == check.database { Ok(()) } else { Err(self.differs()) }
    }

    fn differs(&self) -> DeskError {
        error::backup::differs(&self.file)
    }

    fn length(&self) -> usize {
        self.file.metadata().map_or(0, |data| usize::try_from(data.len()).unwrap_or(usize::MAX))
    }

    /// To the end. What is damaged does not read to its end.
    fn pass(&self, from: &mut impl Read, to: &mut dyn Write, bar: &ProgressBar) -> Result<(), DeskError> {
        let mut piece = zeroize::Zeroizing::new(vec![0; PIECE]);
        loop {
            match from.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => {
                    to.write_all(&piece[..read]).map_err(|_| error::backup::pipe())?;
                    bar.inc(read as u64);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(self.differs()),
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn tell(&self, check: &Check, terminal: &Terminal) {
        if terminal.is_json() && !self.open {
            return terminal.print_json(check);
        }
        let words = &terminal.texts.desk.backup_check;
        let text = if self.open { &words.opened } else { &words.whole };
        let threads = check.threads.to_string();
        let entries = check.entries.to_string();
        let week = check.week.to_string();
        let instance = check.instance.to_string();
        let file = self.file.display().to_string();
        let values = [
            ("file", file.as_str()),
            ("threads", &threads),
            ("entries", &entries),
            ("week", &week),
            ("instance", &instance),
        ];
        terminal.inform(&interpolate(text, &values));
    }
}

fn sealed(file: &Path) -> Result<File, DeskError> {
    File::open(file).map_err(|error| error::files::read(file, error))
}

/// Opens a sealed file as a stream.
fn open(identity: &Identity, file: &Path) -> Result<impl Read, DeskError> {
    identity.open_backup(sealed(file)?).map_err(|error| match error {
        SealError::OtherKey => error::files::other_key(file),
        SealError::NotAge => error::files::not_age(file),
        SealError::TooLarge | SealError::NotSealed | SealError::Damaged => error::backup::differs(file),
    })
}
