//! The reference of all metrics as Markdown: `docs/reference/metrics.md` is its output.

use std::fmt::Write;

use crate::metrics::Metrics;

const INTRODUCTION: &str = "\
<!-- Written by `ringcode metrics > docs/reference/metrics.md`; do not edit. -->

# Metrics

`GET /metrics` on `server.operator_addr` tells the values of one instance, as Prometheus' text or as
OpenMetrics, whichever is asked for. Counters begin at zero with the process, and a series exists from
its first event on. A histogram has `_bucket`, `_count` and `_sum`.

| label | values |
| --- | --- |
| `channel` | `text`, `call` |
| `country` | ISO 3166-1 code of the number's country; `001` for none |
| `client` | ID in `clients.toml`; empty for people who came by themselves |
| `outcome` | `accepted`, `refused`, `unknown` |
| `reason` | of a refusal: `bad_number`, `barred`, `unauthorized`, `no_credit`, `too_many`, `rejected`, `unreachable`, `resting` |
| `state` | `queued`, `sent`, `delivered`, `failed`; of a call also `ringing`, `answered`, `spoken`, `ended`, `busy`, `no_answer`, `voicemail`, `no_key` |
| `result` | of a guess: `right`, `wrong`, `denied` (not compared, since too many were wrong); of a callback: `accepted`, `rejected` (not signed); of a webhook: `accepted`, `failed` (tried again), `gone` (410), `forgotten` (too old), `dropped` (too many wait), `given_up` |
| `limit` | the name in the audit trail's `denied` |
| `period` | `hour`, `day` |
| `kind` | `message`, `ring`, `answer`, `digits`, `hangup` |
| `operation` | `read`, `write`, `remove`, `take`, `refund`, `ping` |
| `route` | as the server has it, with `{…}` for its variable parts; `none` where it has none |
| `status` | of the answer |
| `algorithm` | `ES256`, `RS256` |
| `host` | the host of `server.public_url` |

| metric | type | labels | meaning |
| --- | --- | --- | --- |
";

/// Returns the document.
pub fn markdown() -> String {
    let mut document = INTRODUCTION.to_owned();
    for row in Metrics::default().rows() {
        let labels = row.labels.iter().map(|label| format!("`{label}`"));
        let labels = labels.collect::<Vec<_>>().join(", ");
        let (name, kind, help) = (&row.name, row.kind, row.help);
        _ = writeln!(document, "| `{name}` | {kind} | {labels} | {help} |");
    }
    document
}
