//! A Redis Cluster whose slots move while people verify.

use std::time::Duration;

use crate::deployment::Deployment;
use ringcode_test_support::{Heartbeat, redis::Cluster};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_verify_while_slots_move() {
    let cluster = Cluster::start();
    let mut deployment = Deployment::new(&cluster.url()).await;
    deployment.add("", &[]).await;
    let heartbeat = Heartbeat::start();
    let people = deployment.people();
    let coming = tokio::spawn(async move { people.come(6, Duration::from_secs(7)).await });
    let moving = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_secs(1));
        cluster.move_slots(2000);
        cluster
    });
    // It lives on until everybody was served.
    let cluster = moving.await.unwrap();
    cluster.wait_until_served();
    let tally = coming.await.unwrap();
    assert!(tally.verified > 0 && tally.gave_up == 0, "{tally:?}");
    assert_eq!(tally.unanswered, 0, "{tally:?}");
    let refused = tally.unavailable.len();
    // A node that is late is asked again, but not without end: each tenth of a second that the
    // machine is late by may cost each of the six rows a press.
    let late = heartbeat.lag().as_millis() / 100;
    let most = 5 + 6 * usize::try_from(late).unwrap();
    assert!(
        refused <= most,
        "{refused} told \"not now\", not {most}: {:?}",
        deployment.errors()
    );
    deployment.assert_sound();
}
