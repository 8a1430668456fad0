/*! Counted nouns in messages: "1 quote", "2 quotes". */

/// `n` of what a noun in the singular names.
pub fn counted(n: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_from_many() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "quote")), ["0 quotes", "1 quote", "2 quotes"]);
        assert_eq!([1, 2].map(|n| counted(n, "entity")), ["1 entity", "2 entities"]);
        assert_eq!(counted(3, "day"), "3 days");
    }
}
