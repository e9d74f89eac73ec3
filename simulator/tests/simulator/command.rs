//! The program: where it listens, and the reference that it prints.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plivo-simulator");

#[tokio::test]
async fn the_first_line_of_output_has_the_address() {
    let mut child = Command::new(PROGRAM)
        .args(["--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    let url = first.strip_prefix("listening on ").unwrap().trim_end();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let handset = http.get(format!("{url}/handset")).send().await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(handset.unwrap().status(), 200);
}

/// `cargo run -p plivo-simulator -- --reference > docs/reference/simulator.md` mends it.
#[test]
fn the_reference_is_what_the_program_prints() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/reference/simulator.md"
    );
    let printed = Command::new(PROGRAM).arg("--reference").output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), printed);
}
