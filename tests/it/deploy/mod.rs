//! What an administrator sets up: packages, units, proxies, Tor, and the doctor.

pub mod caddy;
pub mod apt;
mod arm64;
pub mod caching;
pub mod ceremony;
pub mod certificates;
pub mod doctor;
pub mod doctor_outside;
pub mod doctor_recipients;
pub mod going_live;
pub mod host_names;
pub mod instances;
pub mod nginx;
pub mod package;
pub mod package_certificate;
pub mod packaging;
mod release;
pub mod tor;
pub mod units;
pub mod watch_login;
