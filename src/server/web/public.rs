//! The router of the public site: which path is answered by which handler.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::page::{Context, Page};
use super::{App, api, dispatch, headers, language, learn, privacy, problem, script, search, security_txt};
use zegel_browser::assets;
use zegel_core::i18n::Language;

impl App {
    /// The service of the public listener: the page, its posts, and the public API.
    pub fn public(self: &Arc<Self>) -> Router {
        let mut router = Router::new()
            .route("/", get(language::to_asked))
            .route("/robots.txt", get(search::robots))
            .route("/sitemap.xml", get(search::sitemap))
            .route("/.well-known/security.txt", get(security_txt::file))
            .merge(api::router());
        for language in self.config.site_texts.languages().iter().copied() {
            let code = language.code();
            let form =
                get(async move |State(app): State<Arc<Self>>| dispatch::start(Context::new(&app, language)));
            let act = async move |State(app): State<Arc<Self>>, request| {
                dispatch::dispatch(app, language, request).await
            };
            let privacy =
                get(async move |State(app): State<Arc<Self>>| privacy::page(Context::new(&app, language)));
            router = router
                .route(&format!("/{code}/"), form.post(act))
                .route(&format!("/{code}/privacy"), privacy.post(act))
                .route(&format!("/{code}"), get(async move || language::to(language)));
            router = self.learn(router, language);
            let parts =
                get(async move |State(app): State<Arc<Self>>| script::parts(Context::new(&app, language)));
            router = router.route(&format!("/{code}/parts"), parts);
        }
        let script = assets::script();
        let file = get(async |headers: HeaderMap| script::file(script, &headers));
        router
            .route(&script.path, file)
            .fallback(any(async |State(app): State<Arc<Self>>, request| {
                wrong(&app, &request, StatusCode::NOT_FOUND)
            }))
            .method_not_allowed_fallback(async |State(app): State<Arc<Self>>, request: Request<Body>| {
                wrong(&app, &request, StatusCode::METHOD_NOT_ALLOWED)
            })
            .layer(middleware::from_fn_with_state(self.clone(), headers::around))
            .with_state(self.clone())
    }

    /// Adds the learn pages of a language. Each takes posts, because *Leave quickly* stands on every page.
    fn learn(&self, mut router: Router<Arc<Self>>, language: Language) -> Router<Arc<Self>> {
        let post = async move |State(app): State<Arc<Self>>, request| {
            dispatch::dispatch(app, language, request).await
        };
        let index = get(async move |State(app): State<Arc<Self>>| learn::index(Context::new(&app, language)));
        router = router.route(&format!("/{}/learn", language.code()), index.post(post));
        for (number, lesson) in self.lessons.iter().enumerate() {
            let page = get(async move |State(app): State<Arc<Self>>| {
                learn::page(Context::new(&app, language), &app.lessons[number])
            });
            if lesson.language == language {
                router = router.route(&lesson.path(), page.post(post));
            }
        }
        router
    }
}

/// The answer for a path that does not exist, or a method that does not fit: a page, or a problem
/// below `/api/`.
pub(super) fn wrong(app: &App, request: &Request<Body>, status: StatusCode) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return problem::status_only(status);
    }
    let language = language::negotiate(app, path, request.headers());
    let page: Page = dispatch::not_found(Context::new(app, language), status);
    page.into_response()
}
