//! The front door: accepts connections, cuts slow and surplus ones, and closes in order.
//!
//! Not `axum::serve`: it has no timeout for request heads, no cap on connections, and an open event stream keeps its
//! graceful shutdown waiting for ever.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::ServiceExt;

/// A head that takes longer is an attack or a dead line.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// What is being answered may end; then the rest is cut.
const DRAIN: Duration = Duration::from_secs(8);
/// Largest request head, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// Caps on open connections.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    pub all: usize,
    /// 0: none.
    pub per_address: usize,
}

/// The address a connection came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Serves until `closing` turns true, then lets what is being answered end.
pub async fn serve(listener: TcpListener, router: Router, caps: Caps, mut closing: watch::Receiver<bool>) {
    let free = Arc::new(Semaphore::new(caps.all));
    let addresses = Arc::new(Mutex::new(HashMap::new()));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &free) => accepted,
            () = crate::worker::closed(&mut closing) => break,
        };
        let Some((stream, peer, permit)) = accepted else { continue };
        let Some(place) = Place::take(&addresses, peer.ip(), caps.per_address) else { continue };
        let service = TowerToHyperService::new(router.clone().map_request(move |request: Request<_>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            request
        }));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        #[expect(clippy::disallowed_methods, reason = "one task per connection is what a front door is")]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended early");
            }
            drop((permit, place));
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still open after {} s and were cut", DRAIN.as_secs());
    }
}

async fn accept(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = free.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, permit))
        }
        Err(error) => {
            // Out of file handles, mostly: others will close.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

type Addresses = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// One connection's place in its address's count.
struct Place {
    addresses: Addresses,
    address: IpAddr,
}

impl Place {
    fn take(addresses: &Addresses, address: IpAddr, cap: usize) -> Option<Place> {
        let mut counts = addresses.lock().ok()?;
        let count = counts.entry(address).or_default();
        if cap > 0 && *count >= cap {
            return None;
        }
        *count += 1;
        Some(Place { addresses: addresses.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Ok(mut counts) = self.addresses.lock() else { return };
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
