//! The page in the browser: its static assets, and the reader of a page that checks whether a server gives exactly these.

pub mod assets;
pub mod markup;
