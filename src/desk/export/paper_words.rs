//! The words of what is handed on.

use crate::texts::{ExportPaper, desk_words};
use zegel_core::i18n::Language;

/// The words of what goes out, which is always Dutch.
pub fn paper() -> &'static ExportPaper {
    &desk_words(Language::DUTCH).export_paper
}
