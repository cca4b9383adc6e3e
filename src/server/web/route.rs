//! Routing: a handler for a call of an API, at the method and path that both ends have from
//! `core::wire`.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};

use super::App;
use zegel_core::wire::{Call, Method};

/// Routers that answer calls.
pub(super) trait RouteCall {
    fn call<H: Handler<T, Arc<App>>, T: 'static>(self, call: &Call, handler: H) -> Self;
}

impl RouteCall for Router<Arc<App>> {
    fn call<H: Handler<T, Arc<App>>, T: 'static>(self, call: &Call, handler: H) -> Self {
        let method = match call.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Delete => MethodFilter::DELETE,
        };
        self.route(call.path, on(method, handler))
    }
}
