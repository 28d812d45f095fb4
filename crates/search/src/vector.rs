//! Meaning: exact dot products over one contiguous buffer.
//!
//! No approximate index: at the sizes of a shop the exact scan is bound by memory speed, is never wrong, and needs no
//! rebuilding when a product changes.

/// Vectors of one dimension, one row per product; rows of products without a vector are zero and marked.
#[derive(Debug, Default)]
pub struct Vectors {
    dimension: usize,
    values: Vec<f32>,
    known: Vec<bool>,
}

/// Numbers added up side by side, so that the compiler may use the widest registers of the target.
const LANES: usize = 16;

/// The dot product of two slices of one length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0f32; LANES];
    let (heads_a, heads_b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f32 = heads_a.remainder().iter().zip(heads_b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in heads_a.zip(heads_b) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + tail
}

impl Vectors {
    /// The dimension is that of the first vector given; rows of another dimension (a changed model) count as unknown.
    pub fn new<'v>(rows: impl ExactSizeIterator<Item = Option<&'v [f32]>> + Clone) -> Vectors {
        let dimension = rows.clone().flatten().map(<[f32]>::len).find(|length| *length > 0).unwrap_or(0);
        let mut values = Vec::with_capacity(if dimension == 0 { 0 } else { rows.len() * dimension });
        let mut known = Vec::with_capacity(rows.len());
        for row in rows {
            match row.filter(|row| dimension > 0 && row.len() == dimension && row.iter().all(|x| x.is_finite())) {
                Some(row) => {
                    values.extend_from_slice(row);
                    known.push(true);
                }
                None => {
                    values.resize(values.len() + dimension, 0.0);
                    known.push(false);
                }
            }
        }
        Vectors { dimension, values, known }
    }

    /// The mean of all known rows; empty when there are none.
    pub fn centre(&self) -> Vec<f32> {
        let mut sum = vec![0f32; self.dimension];
        let mut count = 0u32;
        for at in 0..self.known.len() {
            if let Some(row) = self.row(at) {
                sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                count += 1;
            }
        }
        sum.iter_mut().for_each(|value| *value /= count.max(1) as f32);
        sum
    }

    pub fn any(&self) -> bool {
        self.dimension > 0
    }

    /// Whether a query vector can be compared with these.
    pub fn fits(&self, query: &[f32]) -> bool {
        self.any() && query.len() == self.dimension && query.iter().all(|x| x.is_finite())
    }

    pub fn row(&self, at: usize) -> Option<&[f32]> {
        if !*self.known.get(at)? {
            return None;
        }
        self.values.get(at * self.dimension..(at + 1) * self.dimension)
    }

    /// Cosine with a row; `None` where the row is unknown. The query must fit.
    pub fn cosine(&self, at: usize, query: &[f32]) -> Option<f32> {
        self.row(at).map(|row| dot(row, query))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_products_are_exact() {
        let a: Vec<f32> = (0..37).map(|n| n as f32).collect();
        assert_eq!(dot(&a, &a), (0..37).map(|n| (n * n) as f32).sum::<f32>());
    }

    #[test]
    fn rows_of_another_dimension_or_without_numbers_are_unknown() {
        let rows: [Option<&[f32]>; 4] = [Some(&[1.0, 0.0]), None, Some(&[1.0]), Some(&[f32::NAN, 0.0])];
        let vectors = Vectors::new(rows.into_iter());
        assert_eq!(vectors.cosine(0, &[0.5, 0.5]), Some(0.5));
        assert_eq!([1, 2, 3].map(|at| vectors.cosine(at, &[0.5, 0.5])), [None, None, None]);
        assert!(!vectors.fits(&[1.0]) && vectors.fits(&[1.0, 1.0]));
    }
}
