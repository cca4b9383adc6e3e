//! Page cache: the first page of each language, rendered once and cut inside its two hidden fields, so
//! that what most visitors ask for costs one copy.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;

use super::availability::CacheKey;
use super::form::Form;
use super::form_token::{FORM_FIELD, HiddenFields, TOKEN_FIELD};
use super::page::{Context, Page, SIZE};
use super::start::{Shown, form_page};
use zegel_core::i18n::Language;
use zegel_core::id::NoRandomness;

/// The cut first page of each language.
#[derive(Default)]
pub(super) struct PageCache(Mutex<Vec<Option<Arc<Cut>>>>);

/// A rendered page without the values of its hidden fields.
struct Cut {
    /// The state that the page shows; when the site's is another, the page is rendered anew.
    key: CacheKey,
    pieces: [String; 3],
}

impl PageCache {
    /// The page with fresh hidden fields.
    pub(super) fn page(&self, context: Context<'_>) -> Result<Page, NoRandomness> {
        let cut = self.cut(context);
        let hidden = HiddenFields::fresh(context.app)?;
        let [first, second, third] = &cut.pieces;
        let mut html = String::with_capacity(SIZE);
        html.extend([first.as_str(), &hidden.token, second, &hidden.form, third]);
        Ok(Page { status: StatusCode::OK, html, retry: None })
    }

    /// The cut page of this language and the present state, from the cache or rendered now.
    fn cut(&self, context: Context<'_>) -> Arc<Cut> {
        let key = context.app.cache_key();
        let number = Language::ALL.iter().position(|language| *language == context.language).unwrap_or(0);
        let cached = self.0.lock().ok().and_then(|pages| pages.get(number).cloned().flatten());
        if let Some(cut) = cached.filter(|cut| cut.key == key) {
            return cut;
        }
        let cut = Arc::new(Cut { key, pieces: cut(context) });
        if let Ok(mut pages) = self.0.lock() {
            pages.resize(Language::ALL.len(), None);
            pages[number] = Some(cut.clone());
        }
        cut
    }
}

fn cut(context: Context<'_>) -> [String; 3] {
    let page = form_page(context, &Shown::Start, &Form::empty(), &HiddenFields::empty());
    let (first, rest) = split_after(&page.html, TOKEN_FIELD);
    let (second, third) = split_after(rest, FORM_FIELD);
    [first, second, third].map(str::to_owned)
}

/// What ends with this markup, and what follows it.
fn split_after<'a>(html: &'a str, markup: &str) -> (&'a str, &'a str) {
    html.split_at(html.find(markup).map_or(html.len(), |at| at + markup.len()))
}
