//! Accepting connections, with limits on slow ones and an end in good order (fault cases F13 and
//! F17).

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

/// How long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(15);
/// How long a request may take until its answer begins: the upload of a large file on a slow
/// line, and no longer.
const ANSWER: Duration = Duration::from_mins(2);

/// Serves until `stop`, then takes no more connections and gives those that are open `within` to
/// finish. Whether all of them did.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    within: Duration,
) -> bool {
    let mut stop = pin!(stop);
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connect(stream, peer, &router, &graceful),
                Err(error) => {
                    // Out of descriptors, or gone before it was taken: the next may do better.
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    tokio::time::timeout(within, graceful.shutdown()).await.is_ok()
}

fn connect(stream: TcpStream, peer: SocketAddr, router: &Router, graceful: &GracefulShutdown) {
    // Answers are written whole, so waiting to fill a packet only costs time.
    let _ = stream.set_nodelay(true);
    let router = router.clone();
    let service = hyper::service::service_fn(move |request| {
        let router = router.clone();
        async move { Ok::<_, Infallible>(answer(router, peer, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // The other side's going away is no news.
        let _ = connection.await;
    });
}

async fn answer(router: Router, peer: SocketAddr, request: Request<Incoming>) -> Response<Body> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    if let Ok(Ok(response)) = tokio::time::timeout(ANSWER, router.oneshot(request)).await {
        return response;
    }
    let mut response = Response::new(Body::from("The request took too long to arrive.\n"));
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response
}
