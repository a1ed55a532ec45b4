//! How much each product gets of a report that is too small for all of them.

/// The room of each part, by their sizes: small parts get what they need, and the large ones equal shares of the rest.
pub(super) fn shares(sizes: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|index| sizes.get(*index).copied().unwrap_or(0));
    let mut shares = vec![0; sizes.len()];
    let mut rest = room;
    for (done, index) in order.iter().enumerate() {
        let open = sizes.len().saturating_sub(done).max(1);
        let share = sizes.get(*index).copied().unwrap_or(0).min(rest / open);
        if let Some(slot) = shares.get_mut(*index) {
            *slot = share;
        }
        rest = rest.saturating_sub(share);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn small_parts_are_whole_and_large_ones_share() {
        assert_eq!(shares(&[10, 500, 20, 300], 230), [10, 100, 20, 100]);
        assert_eq!(shares(&[10, 20], 100), [10, 20]);
        assert_eq!(shares(&[50, 50], 0), [0, 0]);
        assert_eq!(shares(&[], 9), [0; 0]);
    }
}
