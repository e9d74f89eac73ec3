//! The two text formats that Prometheus reads, and the choice between them.

/// A text format of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// Prometheus' own, version 0.0.4: for everybody who does not ask for another one.
    Prometheus,
    /// OpenMetrics 1.0.
    OpenMetrics,
}

impl TextFormat {
    /// The format to answer an `Accept` header with.
    pub fn accepted(accept: &str) -> Self {
        let quality = |kind: &str| {
            let ranges = accept
                .split(',')
                .map(|range| range.split(';').map(str::trim));
            let of_kind = ranges.filter_map(|mut range| {
                let is_kind = range.next()?.eq_ignore_ascii_case(kind);
                let quality = range.find_map(|parameter| parameter.strip_prefix("q="));
                is_kind.then(|| quality.map_or(1.0, |text| text.parse().unwrap_or(0.0)))
            });
            of_kind.fold(0.0_f32, f32::max)
        };
        let open_metrics = quality("application/openmetrics-text");
        match open_metrics > 0.0 && open_metrics >= quality("text/plain") {
            true => Self::OpenMetrics,
            false => Self::Prometheus,
        }
    }

    /// The content type of the format.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_that_is_preferred() {
        use TextFormat::{OpenMetrics, Prometheus};
        for (accept, format) in [
            ("", Prometheus),
            ("*/*", Prometheus),
            ("text/plain", Prometheus),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Prometheus),
            ("application/openmetrics-text", OpenMetrics),
            ("Application/OpenMetrics-Text; version=1.0.0", OpenMetrics),
            (
                "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5",
                OpenMetrics,
            ),
            (
                "application/openmetrics-text;q=0.2, text/plain;q=0.3",
                Prometheus,
            ),
            ("application/openmetrics-text;q=0", Prometheus),
            ("application/openmetrics-text;q=many", Prometheus),
            ("application/vnd.google.protobuf;q=0.9", Prometheus),
        ] {
            assert_eq!(TextFormat::accepted(accept), format, "{accept}");
        }
    }
}
