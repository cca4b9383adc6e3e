//! The page as a reporter meets it.

pub mod about_me;
pub mod accept_language;
pub mod bad_input;
pub mod bad_paths;
pub mod bad_token;
pub mod browser;
pub mod collected;
pub mod counts;
pub mod foreign_post;
mod form_age;
pub mod headers;
pub mod helplines;
pub mod hostile_config;
pub mod languages;
pub mod limits;
pub mod navigation;
pub mod odd_forms;
pub mod one_person;
pub mod open_page;
pub mod reading;
pub mod search_engines;
mod security_txt;
pub mod story;
pub mod token_page;
pub mod uniform;
pub mod who;
pub mod withdrawal;
