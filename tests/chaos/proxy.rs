//! A wire that can be spoilt: everything to one address goes through it.

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

/// What the wire does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wire {
    /// It is a wire.
    Passes,
    /// Everything arrives so much later, each way.
    Delays(Duration),
    /// Nothing arrives, either way, and nobody is told: a connection half open.
    Holds,
    /// What is asked arrives; no answer does.
    LosesAnswers,
    /// Nothing that is asked arrives; what the other end says by itself does.
    LosesQuestions,
    /// A bad radio link: everything takes up to so long each way, no two pieces the same, and
    /// of so many in a hundred the first copy is lost, so that TCP sends it again 200 ms later.
    Wavers(Duration, u32),
    /// ConnectionLimits break, and new ones break at once.
    Resets,
}

/// A proxy on a port of its own; a good wire at first.
pub struct Proxy {
    pub port: u16,
    wire: watch::Sender<Wire>,
    held: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}

impl Proxy {
    /// A wire to a port of this machine.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            wire: watch::Sender::new(Wire::Passes),
            held: Arc::default(),
        };
        let (wire, held) = (proxy.wire.clone(), proxy.held.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(connect(near, port, wire.subscribe(), held.clone()));
            }
        });
        proxy
    }

    /// From now on the wire does this.
    pub fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }

    /// Whether anything was said that waits on the wire.
    pub fn holds_something(&self) -> bool {
        self.held.load(Relaxed) > 0
    }

    /// Forgets what is under way, as a network does when one end is gone for good.
    pub async fn forget(&self) {
        self.set(Wire::Resets);
        sleep(Duration::from_millis(50)).await;
        self.held.store(0, Relaxed);
        self.set(Wire::Passes);
    }
}

async fn connect(
    near: TcpStream,
    port: u16,
    mut wire: watch::Receiver<Wire>,
    held: Arc<AtomicUsize>,
) {
    let now = *wire.borrow();
    let far = match now {
        Wire::Resets => None,
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
    let there = carry(near_in, far_out, Way::There, wire.clone(), &held);
    let back = carry(far_in, near_out, Way::Back, wire.clone(), &held);
    let reset = wire.wait_for(|wire| *wire == Wire::Resets);
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
    mut wire: watch::Receiver<Wire>,
    held: &AtomicUsize,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes).await {
        let now = *wire.borrow();
        sleep(delay(now)).await;
        if holds(now, way) {
            held.fetch_add(1, Relaxed);
            let after = wire.wait_for(|wire| !holds(*wire, way)).await;
            if !after.is_ok_and(|wire| *wire != Wire::Resets) {
                return;
            }
        }
        if count == 0 || to.write_all(&bytes[..count]).await.is_err() {
            break;
        }
    }
    _ = to.shutdown().await;
}

/// How long one piece takes.
fn delay(wire: Wire) -> Duration {
    match wire {
        Wire::Delays(time) => time,
        Wire::Wavers(most, lost) => {
            let again = rand::random_ratio(lost, 100);
            most.mul_f64(rand::random()) + SENT_AGAIN * u32::from(again)
        }
        _ => Duration::ZERO,
    }
}

/// The least time after which TCP sends again what was lost (Linux).
const SENT_AGAIN: Duration = Duration::from_millis(200);

fn holds(wire: Wire, way: Way) -> bool {
    match wire {
        Wire::Holds => true,
        Wire::LosesAnswers => way == Way::Back,
        Wire::LosesQuestions => way == Way::There,
        _ => false,
    }
}
