//! Reads the header `Accept-Language`.

/// The language tags of an `Accept-Language` header, the preferred first, without those of weight
/// 0 (RFC 9110, section 12.4.2).
pub fn by_preference(header: &str) -> Vec<&str> {
    let mut ranges: Vec<_> = header.split(',').filter_map(weighed).collect();
    // The sort is stable: of equal weights, the first stays first.
    ranges.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranges.into_iter().map(|(_, tag)| tag).collect()
}

/// A language of the header with its weight; `None` for a weight of 0.
fn weighed(range: &str) -> Option<(f32, &str)> {
    let mut parameters = range.split(';').map(str::trim);
    let tag = parameters.next().filter(|tag| !tag.is_empty())?;
    let quality = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then_some(value.trim())
    });
    let quality = quality.map_or(1.0, |value| value.parse().unwrap_or(0.0));
    (quality > 0.0).then_some((quality, tag))
}
