//! Chance that is the same in every run of one seed.

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): small, and even enough for
/// making things up.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0..1
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// `from` until before `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.share() * (to - from).max(1) as f64) as i64
    }

    /// Around `typical`, now and then several times as long.
    pub fn skewed(&mut self, typical: f64, spread: f64) -> f64 {
        // The sum of twelve even numbers is close to a normal one.
        let normal: f64 = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
        typical * (normal * spread).exp()
    }

    pub fn bytes(&mut self) -> [u8; 10] {
        let (a, b) = (self.next().to_le_bytes(), self.next().to_le_bytes());
        [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], b[0], b[1]]
    }

    /// The place of one of several weights.
    pub fn among(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        weights
            .iter()
            .position(|weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or(weights.len().saturating_sub(1))
    }
}
