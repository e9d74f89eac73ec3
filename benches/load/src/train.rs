//! Has a server do what it does most, some thousand times over, and stops it in order: an
//! instrumented one then writes down where it spent its time, for a compiler to learn from.

use crate::Done;
use crate::load::drive;
use crate::prepare::prepare;
use crate::setup::{Places, Server, Setup, Simulator};
use crate::store::Redis;
use crate::target::Action;
use crate::verification::Crowd;

/// The number of people.
const PEOPLE: usize = 10_000;

/// People at the same time; refused guesses take their time, so there are many.
const AT_ONCE: usize = 64;

/// The actions of a person who has the code.
const JOURNEY: [Action; 4] = [Action::Page, Action::Wrong, Action::Verify, Action::Page];

/// Runs everything, and ends when the server has.
///
/// # Errors
/// What could not be started or was not answered as it should be.
pub async fn train(places: &Places) -> Done<bool> {
    let redis = Redis::start(&places.folder).await?;
    let simulator = Simulator::start(places, "0.01").await?;
    let url = redis.url();
    let (server, _) = Server::ringcode(places, Setup::of(&url, &simulator)).await?;
    let people = Crowd::from(1_000_000).people(PEOPLE);
    let (visited, people) = drive(server.target, Action::Page, people, AT_ONCE).await?;
    let mut people = prepare(server.target, simulator.port, people).await?;
    let mut errors = visited.errors;
    for action in JOURNEY {
        let (measured, served) = drive(server.target, action, people, AT_ONCE).await?;
        errors += measured.errors;
        people = served;
    }
    server.process.stop()?;
    Ok(errors == 0)
}
