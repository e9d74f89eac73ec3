//! A TCP proxy that can delay, stall, drop and reset.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

use ringcode_test_support::wait_until;

/// The behaviour of the wire.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ProxyMode {
    /// Everything is passed on unchanged.
    PassThrough,
    /// Everything arrives later by this time, each way.
    Delay(Duration),
    /// Nothing arrives, either way, and nobody is told: a connection half open.
    Stall,
    /// Requests arrive; no answer does.
    DropResponses,
    /// Nothing that is asked arrives; what the other end says by itself does.
    DropRequests,
    /// A bad radio link: everything takes up to so long each way, no two pieces the same, and
    /// of so many in a hundred the first copy is lost, so that TCP sends it again 200 ms later.
    Flaky(Duration, u32),
    /// Connections break, and new ones break at once.
    Reset,
}

/// A proxy on a port of its own; a good wire at first.
pub struct Proxy {
    pub port: u16,
    mode: watch::Sender<ProxyMode>,
    held: Arc<AtomicUsize>,
    /// Connections that have not ended.
    open: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}

impl Proxy {
    /// The address of a Redis behind it.
    pub fn redis_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// A wire to a port of this machine.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            mode: watch::Sender::new(ProxyMode::PassThrough),
            held: Arc::default(),
            open: Arc::default(),
        };
        let (mode, held, open) = (proxy.mode.clone(), proxy.held.clone(), proxy.open.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                open.fetch_add(1, Relaxed);
                let (mode, held, open) = (mode.subscribe(), held.clone(), open.clone());
                tokio::spawn(async move {
                    connect(near, port, mode, held).await;
                    open.fetch_sub(1, Relaxed);
                });
            }
        });
        proxy
    }

    /// Changes the behaviour of the wire.
    pub fn set(&self, mode: ProxyMode) {
        self.mode.send_replace(mode);
    }

    /// Whether anything was said that waits on the wire.
    pub fn holds_something(&self) -> bool {
        self.held.load(Relaxed) > 0
    }

    /// Forgets what is under way, as a network does when one end is gone for good.
    pub async fn forget(&self) {
        self.set(ProxyMode::Reset);
        // A connection that is told later, on a busy machine, would deliver what it holds.
        wait_until("connections to break", async || {
            self.open.load(Relaxed) == 0
        })
        .await;
        self.held.store(0, Relaxed);
        self.set(ProxyMode::PassThrough);
    }
}

async fn connect(
    near: TcpStream,
    port: u16,
    mut mode: watch::Receiver<ProxyMode>,
    held: Arc<AtomicUsize>,
) {
    let now = *mode.borrow();
    let far = match now {
        ProxyMode::Reset => None,
        _ => TcpStream::connect(("127.0.0.1", port)).await.ok(),
    };
    let Some(far) = far else {
        near.set_zero_linger().unwrap();
        return;
    };
    for end in [&near, &far] {
        end.set_nodelay(true).unwrap();
        // Dropping an end resets it, unless it was shut down before.
        end.set_zero_linger().unwrap();
    }
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let there = carry(near_in, far_out, Way::There, mode.clone(), &held);
    let back = carry(far_in, near_out, Way::Back, mode.clone(), &held);
    let reset = mode.wait_for(|mode| *mode == ProxyMode::Reset);
    tokio::select! {
        _ = async { tokio::join!(there, back) } => (),
        _ = reset => (),
    }
}

/// Carries bytes one way until that way ends.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: Way,
    mut mode: watch::Receiver<ProxyMode>,
    held: &AtomicUsize,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes).await {
        let now = *mode.borrow();
        sleep(delay(now)).await;
        if holds(now, way) {
            held.fetch_add(1, Relaxed);
            let after = mode.wait_for(|mode| !holds(*mode, way)).await;
            if !after.is_ok_and(|mode| *mode != ProxyMode::Reset) {
                return;
            }
        }
        if count == 0 || to.write_all(&bytes[..count]).await.is_err() {
            break;
        }
    }
    _ = to.shutdown().await;
}

/// The delay of one piece.
fn delay(mode: ProxyMode) -> Duration {
    match mode {
        ProxyMode::Delay(time) => time,
        ProxyMode::Flaky(most, lost) => {
            let again = rand::random_ratio(lost, 100);
            most.mul_f64(rand::random()) + SENT_AGAIN * u32::from(again)
        }
        _ => Duration::ZERO,
    }
}

/// The least time after which TCP sends again what was lost (Linux).
const SENT_AGAIN: Duration = Duration::from_millis(200);

fn holds(mode: ProxyMode, way: Way) -> bool {
    match mode {
        ProxyMode::Stall => true,
        ProxyMode::DropResponses => way == Way::Back,
        ProxyMode::DropRequests => way == Way::There,
        _ => false,
    }
}
