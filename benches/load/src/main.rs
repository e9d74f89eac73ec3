//! Measures Ringcode and, in the same run, what people would use instead, so that what
//! is compared was measured on the same machine in the same minutes. `bin/bench` builds
//! and installs all that takes part, and calls this.
//!
//! ```text
//! run       the order of a run
//! stage     starts who takes part      process, store   what is started, watched
//! target    how each is spoken to      flow, prepare    the people of the run
//! load      drives one measurement     client           one HTTP connection
//! bare      the bare route             proxy            counts waits for Redis
//! sizes     the browser's files        report           the table, JSON, the targets
//! ```

mod bare;
mod client;
mod flow;
mod load;
mod prepare;
mod process;
mod proxy;
mod report;
mod run;
mod series;
mod sizes;
mod stage;
mod store;
mod target;

use std::process::ExitCode;

use bare::Shape;

/// What everything here ends with: any error ends the run.
pub type Done<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const USAGE: &str = "usage: ringcode-load SERVER SITE PEERS BROWSER-TEST OUT.json [quick]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["bare", port, redis, plivo, a, b, c, d] => be_bare(port, redis, plivo, [a, b, c, d]),
        [server, site, peers, browser, out] => run([server, site, peers, browser, out], false),
        [server, site, peers, browser, out, "quick"] => {
            run([server, site, peers, browser, out], true)
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
async fn run([server, site, peers, browser, out]: [&str; 5], quick: bool) -> Done<bool> {
    let folder = std::env::temp_dir().join(format!("ringcode-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let places = stage::Places {
        server: server.into(),
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

#[tokio::main]
async fn be_bare(port: &str, redis: &str, plivo: &str, numbers: [&str; 4]) -> Done<bool> {
    let mut parsed = [0; 4];
    for (number, text) in parsed.iter_mut().zip(numbers) {
        *number = text.parse()?;
    }
    let [a, b, c, d] = parsed;
    let shape = |commands, flights| Shape { commands, flights };
    let plivo = stage::plivo(plivo.to_owned());
    bare::serve(port.parse()?, redis, plivo, shape(a, b), shape(c, d)).await?;
    Ok(true)
}
