//! Measures Ringcode and, in the same run, what people would use instead, so that what
//! is compared was measured on the same machine in the same minutes. `bin/bench` builds
//! and installs all that takes part, and calls this.
//!
//! ```text
//! run       the order of a run
//! setup     starts who takes part      process, store   what is started, watched
//! target    how each is spoken to      verification, prepare    the people of the run
//! load      drives one measurement     client           one HTTP connection
//! clients   host applications
//! soak      much, for long, and idle connections
//! siege     honest people while others try to stop a country
//! train     what a server does most, for the compiler
//! compare   two builds of ours in turns
//! scrape    one build, scraped and left alone, in turns
//! baseline  the bare route             proxy            counts waits for Redis
//! sizes     the browser's files        report           the table, JSON, the targets
//! ```

mod baseline;
mod client;
mod clients;
mod compare;
mod load;
mod prepare;
mod process;
mod proxy;
mod report;
mod run;
mod scrape;
mod series;
mod setup;
mod siege;
mod sizes;
mod soak;
mod store;
mod target;
mod train;
mod verification;

use std::process::ExitCode;

use baseline::Shape;

/// The result of everything here: any error ends the run.
pub type Done<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const USAGE: &str = "\
usage: ringcode-load SERVER SIMULATOR SITE PEERS BROWSER-TEST OUT.json [quick]
       ringcode-load soak SERVER SIMULATOR SITE SECONDS
       ringcode-load train SERVER SIMULATOR SITE
       ringcode-load siege SERVER SIMULATOR SITE SECONDS
       ringcode-load hosts SERVER SIMULATOR SITE [quick]
       ringcode-load api SERVER SIMULATOR SITE PEERS [quick]
       ringcode-load compare SERVER-BEFORE SERVER SIMULATOR SITE SECONDS
       ringcode-load scrape SERVER SIMULATOR SITE SECONDS
       ringcode-load drive page|send|verify|wrong PORT SIMULATOR-PORT PEOPLE CONNECTIONS
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["baseline", port, redis, plivo, a, b, c, d] => {
            serve_baseline(port, redis, plivo, [a, b, c, d])
        }
        ["soak", server, simulator, site, seconds] => soak([server, simulator, site], seconds),
        ["siege", server, simulator, site, seconds] => siege([server, simulator, site], seconds),
        ["train", server, simulator, site] => train([server, simulator, site]),
        ["hosts", server, simulator, site] => hosts([server, simulator, site], run::FULL),
        ["hosts", server, simulator, site, "quick"] => hosts([server, simulator, site], run::QUICK),
        ["api", server, simulator, site, peers] => api([server, simulator, site], peers, run::FULL),
        ["api", server, simulator, site, peers, "quick"] => {
            api([server, simulator, site], peers, run::QUICK)
        }
        ["compare", before, server, simulator, site, seconds] => {
            compare(before, [server, simulator, site], seconds)
        }
        ["scrape", server, simulator, site, seconds] => scrape([server, simulator, site], seconds),
        ["drive", action, port, simulator, people, connections] => {
            drive(action, [port, simulator, people, connections])
        }
        [server, simulator, site, peers, browser, out] => {
            run([server, simulator, site, peers, browser, out], false)
        }
        [server, simulator, site, peers, browser, out, "quick"] => {
            run([server, simulator, site, peers, browser, out], true)
        }
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

/// The load comes from one thread, so that the servers have the other cores.
#[tokio::main(flavor = "current_thread")]
async fn run([server, simulator, site, peers, browser, out]: [&str; 6], quick: bool) -> Done<bool> {
    let folder = std::env::temp_dir().join(format!("ringcode-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let places = setup::Places {
        server: server.into(),
        simulator: simulator.into(),
        site: site.into(),
        peers: peers.into(),
        browser: browser.into(),
        folder: folder.clone(),
    };
    let plan = if quick { run::QUICK } else { run::FULL };
    let report = run::run(&places, plan).await;
    if report.is_ok() {
        std::fs::remove_dir_all(&folder)?;
    } else {
        eprintln!("bench: logs are in {}", folder.display());
    }
    let report = report?;
    print!("{}", report.table());
    std::fs::write(out, serde_json::to_string_pretty(&report.json())?)?;
    Ok(report.holds())
}

/// Measures a server over a long time, and what it endures.
fn soak(ours: [&str; 3], seconds: &str) -> Done<bool> {
    let time = time(seconds)?;
    measure("soak", ours, async |places| soak::run(places, time).await)
}

/// Measures how honest people fare beside attackers.
fn siege(ours: [&str; 3], seconds: &str) -> Done<bool> {
    let time = time(seconds)?;
    measure("siege", ours, async |places| {
        siege::besiege(places, time).await
    })
}

/// Runs what a server does most, for the compiler.
fn train(ours: [&str; 3]) -> Done<bool> {
    measure("train", ours, async |places| train::train(places).await)
}

/// Measures two builds of ours in turns.
fn compare(before: &str, ours: [&str; 3], seconds: &str) -> Done<bool> {
    let time = time(seconds)?;
    measure("compare", ours, async |places| {
        compare::compare(places, before.as_ref(), time).await
    })
}

/// Measures a server of ours whose metrics are scraped each second, in turns with one that nobody
/// asks.
fn scrape(ours: [&str; 3], seconds: &str) -> Done<bool> {
    let time = time(seconds)?;
    measure("scrape", ours, async |places| {
        scrape::compare(places, time).await
    })
}

/// Measures what host applications cost, alone.
fn hosts(ours: [&str; 3], plan: run::Plan) -> Done<bool> {
    measure("hosts", ours, async |places| {
        run::measure_hosts(places, plan).await
    })
}

/// Measures the JSON API, alone.
fn api(ours: [&str; 3], peers: &str, plan: run::Plan) -> Done<bool> {
    measure("api", ours, async |places| {
        let places = setup::Places {
            peers: peers.into(),
            ..places.clone()
        };
        run::measure_api(&places, plan).await
    })
}

/// Carries out a measurement in a folder of its own, which is removed afterwards.
#[tokio::main(flavor = "current_thread")]
async fn measure(
    name: &str,
    ours: [&str; 3],
    measurement: impl AsyncFnOnce(&setup::Places) -> Done<bool>,
) -> Done<bool> {
    let places = without_peers(name, ours)?;
    let done = measurement(&places).await;
    std::fs::remove_dir_all(&places.folder)?;
    done
}

fn time(seconds: &str) -> Done<std::time::Duration> {
    Ok(std::time::Duration::from_secs(seconds.parse()?))
}

fn without_peers(name: &str, [server, simulator, site]: [&str; 3]) -> Done<setup::Places> {
    let folder = std::env::temp_dir().join(format!("ringcode-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(setup::Places {
        server: server.into(),
        simulator: simulator.into(),
        site: site.into(),
        peers: Default::default(),
        browser: Default::default(),
        folder,
    })
}

/// Drives one server of ours that runs already: for a profiler.
#[expect(
    clippy::disallowed_methods,
    reason = "the server's settings are not read here"
)]
#[tokio::main(flavor = "current_thread")]
async fn drive(action: &str, numbers: [&str; 4]) -> Done<bool> {
    let [port, simulator, people, connections] = parsed(numbers)?;
    let target = target::Target {
        kind: target::Kind::Ringcode,
        port: port.try_into()?,
    };
    let action = match action {
        "page" => target::Action::Page,
        "send" => target::Action::Send,
        "verify" => target::Action::Verify,
        "wrong" => target::Action::Wrong,
        _ => return Err(USAGE.into()),
    };
    // Other numbers than any earlier process drove with.
    let crowd = std::process::id() % 90 * 100_000 + 1_000_000;
    let mut people = verification::Crowd::from(crowd).people(people.try_into()?);
    if action != target::Action::Send {
        people = prepare::prepare(target, simulator.try_into()?, people).await?;
    }
    if let Some(pause) = std::env::var_os("PAUSE") {
        eprintln!("prepared; a profiler may be started");
        let pause = pause.to_string_lossy().parse()?;
        tokio::time::sleep(std::time::Duration::from_secs(pause)).await;
    }
    let (measured, _) = load::drive(target, action, people, connections.try_into()?).await?;
    println!(
        "{:.0} {}/s, {} errors, p50 {} ms, p99 {} ms",
        measured.rate(),
        action.name(),
        measured.errors,
        measured.percentile(500),
        measured.percentile(990)
    );
    Ok(measured.errors == 0)
}

#[tokio::main]
async fn serve_baseline(port: &str, redis: &str, plivo: &str, numbers: [&str; 4]) -> Done<bool> {
    let [a, b, c, d] = parsed(numbers)?;
    let shape = |commands, flights| Shape { commands, flights };
    let plivo = setup::plivo(plivo.to_owned());
    baseline::serve(port.parse()?, redis, plivo, shape(a, b), shape(c, d)).await?;
    Ok(true)
}

fn parsed(texts: [&str; 4]) -> Done<[u64; 4]> {
    let mut numbers = [0; 4];
    for (number, text) in numbers.iter_mut().zip(texts) {
        *number = text.parse()?;
    }
    Ok(numbers)
}
