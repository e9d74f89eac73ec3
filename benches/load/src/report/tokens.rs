//! The price of a token, in processor time of the server.

use std::fmt::Write;

use super::write_findings;
use crate::Done;
use crate::clients::CLIENTS;
use crate::series::Finding;
use crate::target::Action;

/// The beginning of the remark of every action that people take for a host application, if it is
/// not theirs alone.
pub const FOR_A_HOST: &str = "for a host";

/// The server's cost of a token, as a share of the verification before it: the link, both pages,
/// the text with its receipts, and the right code.
pub fn share(findings: &[Finding], algorithm: &str) -> f64 {
    let is_before = |found: &&Finding| {
        let own = [Action::Authorize, Action::Return].map(Action::name);
        found.note.starts_with(FOR_A_HOST) || own.contains(&found.action)
    };
    let before: f64 = findings
        .iter()
        .filter(is_before)
        .map(|found| found.server_cpu)
        .sum();
    token(findings, algorithm) / before
}

/// Microseconds of the server for a token of this algorithm.
fn token(findings: &[Finding], algorithm: &str) -> f64 {
    let found = findings
        .iter()
        .find(|found| (found.action, found.note) == (Action::Redeem.name(), algorithm));
    found.map_or(f64::NAN, |found| found.server_cpu)
}

/// The table of what host applications were measured to cost.
///
/// # Errors
/// None that is to be expected: a text takes every write.
pub fn table(findings: &[Finding]) -> Done<String> {
    let mut text = String::new();
    write_findings(findings, &mut text)?;
    for client in &CLIENTS {
        let share = 100.0 * share(findings, client.algorithm);
        writeln!(
            text,
            "\na token of {}: {share:.1} % of a verification",
            client.algorithm
        )?;
    }
    Ok(text)
}
