//! What was meant by a word that is not known.

/// `; did you mean …?` if one of the names is close to the word.
pub fn did_you_mean<'a>(word: &str, names: impl Iterator<Item = &'a str>, prefix: &str) -> String {
    let close = names
        .map(|name| match name.starts_with(word) && word.len() > 1 {
            true => (0, name),
            false => (distance(word, name), name),
        })
        .filter(|(distance, name)| *distance <= 2 && *distance * 2 < name.len())
        .min_by_key(|(distance, _)| *distance);
    close.map_or(String::new(), |(_, name)| {
        format!("; did you mean {prefix}{name}?")
    })
}

/// How many characters have to be inserted, removed, replaced or swapped with the next.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = a[i - 1] == b[j - 1];
                let replaced = rows[i - 1][j - 1] + usize::from(!same);
                let swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swapped = if swaps {
                    rows[i - 2][j - 2] + 1
                } else {
                    replaced
                };
                replaced
                    .min(swapped)
                    .min(rows[i - 1][j] + 1)
                    .min(rows[i][j - 1] + 1)
            };
        }
    }
    rows[a.len()][b.len()]
}
