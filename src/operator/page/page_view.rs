//! The part of the numbers that is asked for, as the page's address says it.

use std::time::Duration;

use url::form_urlencoded;

use crate::domain::Channel;

/// The most characters of a filter.
const LONGEST_FILTER: usize = 64;

/// The choice of what the page shows, out of its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageView {
    /// The time that is shown.
    pub period: Period,
    /// The one country; `None` for all.
    pub country: Option<String>,
    /// The one channel; `None` for both.
    pub channel: Option<Channel>,
    /// The one event of the trail.
    pub event: Option<String>,
    /// The one fingerprint of the trail.
    pub phone: Option<String>,
    /// Whether the trail is shown alone, and loads itself again.
    pub is_live: bool,
}

/// The time that is shown, up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// This hour and the one before, in slots of five minutes.
    Hour,
    /// 24 hours.
    #[default]
    Day,
    /// Seven days.
    Week,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Week];

    /// The value in the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Hour => "2 hours",
            Self::Day => "24 hours",
            Self::Week => "7 days",
        }
    }

    /// The hours of it, this one included.
    pub const fn hours(self) -> usize {
        match self {
            Self::Hour => 2,
            Self::Day => 24,
            Self::Week => 7 * 24,
        }
    }

    /// The time of one column of a plot.
    pub const fn column(self) -> Duration {
        match self {
            Self::Hour => Duration::from_mins(5),
            Self::Day | Self::Week => Duration::from_hours(1),
        }
    }
}

impl PageView {
    /// Reads a query. What is not understood is left out.
    pub fn from_query(query: &str) -> Self {
        let mut view = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "span" => {
                    let named = |period: &Period| period.name() == value;
                    view.period = Period::ALL.into_iter().find(named).unwrap_or_default();
                }
                "country" => {
                    view.country = Some(value.into_owned()).filter(|code| is_country(code))
                }
                "channel" => {
                    let named = |channel: &Channel| channel.name() == value;
                    view.channel = Channel::ALL.into_iter().find(named);
                }
                "event" => view.event = Some(value.into_owned()).filter(|text| is_filter(text)),
                "phone" => {
                    view.phone = Some(value.trim().to_owned()).filter(|text| is_filter(text))
                }
                "live" => view.is_live = value == "1",
                _ => {}
            }
        }
        view
    }

    /// The query that is read as this view, without what it has by default.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields() {
            query.append_pair(name, &value);
        }
        query.finish()
    }

    /// The address of this view.
    pub fn path(&self) -> String {
        match &*self.query() {
            "" => "/".to_owned(),
            query => format!("/?{query}"),
        }
    }

    /// The fields of the query.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let period = (self.period != Period::default()).then(|| self.period.name().to_owned());
        let channel = self.channel.map(|channel| channel.name().to_owned());
        let fields = [
            ("span", period),
            ("country", self.country.clone()),
            ("channel", channel),
            ("event", self.event.clone()),
            ("phone", self.phone.clone()),
            ("live", self.is_live.then(|| "1".to_owned())),
        ];
        let set = fields.into_iter();
        set.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// Whether it has the shape of a country's code, or of the numbers of none.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) || code == "001"
}

fn is_filter(text: &str) -> bool {
    (1..=LONGEST_FILTER).contains(&text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_from_its_own_address() {
        for query in [
            "",
            "span=hour",
            "span=week&country=ES&channel=text",
            "event=wrong+guess&phone=Qx_-1&live=1",
        ] {
            assert_eq!(PageView::from_query(query).query(), query);
        }
        let view = PageView::from_query("span=hour&country=ES");
        assert_eq!(view.path(), "/?span=hour&country=ES");
        assert_eq!(PageView::default().path(), "/");
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        let long = "x".repeat(65);
        for query in [
            "span=year",
            "country=Spain",
            "country=es",
            "country=",
            "channel=fax",
            "event=",
            &format!("phone={long}"),
            "live=yes",
            "then=//evil.example",
            "%ff=%ff&&=",
        ] {
            assert_eq!(PageView::from_query(query), PageView::default(), "{query}");
        }
    }
}
