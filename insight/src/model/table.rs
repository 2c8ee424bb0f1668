//! Weights of features, small enough to ship: a byte for each answer and a scale for each row.

use super::ModelError;

/// Weights of one feature for every answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'t> {
    /// How much the feature counts by itself (its inverse document frequency times its kind's
    /// weight). Already inside the weights.
    pub size: f32,
    /// What one step of a weight is worth.
    pub scale: f32,
    /// One for each answer, in steps.
    pub steps: &'t [i8],
}

impl Row<'_> {
    /// What the feature adds for each answer.
    pub fn weights(&self) -> impl Iterator<Item = f32> + '_ {
        self.steps.iter().map(|step| f32::from(*step) * self.scale)
    }
}

/// Rows by key. Looking one up takes the same short time however many there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    width: usize,
    keys: Vec<u64>,
    sizes: Vec<u16>,
    scales: Vec<f32>,
    steps: Vec<i8>,
    /// Places in `keys` plus one, by hash; nought where there is none. A power of two.
    slots: Vec<u32>,
}

/// Sizes are kept in steps of 1/4096 and so reach to 16.
const SIZE_STEPS: f32 = 4096.0;

impl Table {
    /// A table of `width` weights a row.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            keys: Vec::new(),
            sizes: Vec::new(),
            scales: Vec::new(),
            steps: Vec::new(),
            slots: vec![0; 2],
        }
    }

    /// A table from its columns as they stand in a file.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when the columns do not belong together or a key comes twice.
    pub(super) fn from_columns(
        width: usize,
        keys: Vec<u64>,
        sizes: Vec<u16>,
        scales: Vec<f32>,
        steps: Vec<i8>,
    ) -> Result<Self, ModelError> {
        let rows = keys.len();
        if sizes.len() != rows || scales.len() != rows || steps.len() != rows * width {
            return Err(ModelError::Broken("columns of different lengths".to_owned()));
        }
        if scales.iter().any(|scale| !scale.is_finite()) {
            return Err(ModelError::Broken("a scale that is no number".to_owned()));
        }
        let mut table = Self { width, keys, sizes, scales, steps, slots: Vec::new() };
        table.index()?;
        Ok(table)
    }

    /// Adds a row; `weights` are cut or filled with noughts to the table's width. Call
    /// [`Table::index`] before the table is used.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of the steps first"
    )]
    pub fn push(&mut self, key: u64, size: f32, weights: &[f32]) {
        let largest = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = if largest > 0.0 && largest.is_finite() { largest / 127.0 } else { 1.0 };
        self.keys.push(key);
        self.sizes.push((size * SIZE_STEPS).round().clamp(0.0, 65535.0) as u16);
        self.scales.push(scale);
        let steps =
            weights.iter().map(|weight| (weight / scale).round().clamp(-127.0, 127.0) as i8);
        self.steps.extend(steps.chain(std::iter::repeat(0)).take(self.width));
    }

    /// Makes the rows findable.
    ///
    /// # Errors
    /// [`ModelError::Broken`] when a key is nought or comes twice, or there are too many rows.
    pub fn index(&mut self) -> Result<(), ModelError> {
        let slots = (self.keys.len() * 2).next_power_of_two().max(2);
        self.slots = vec![0; slots];
        for (place, key) in (1_u32..).zip(&self.keys) {
            let slot = self.slot(*key);
            match self.slots.get_mut(slot) {
                Some(free @ 0) if *key != 0 => *free = place,
                _ => return Err(ModelError::Broken("a feature that comes twice".to_owned())),
            }
        }
        Ok(())
    }

    /// Where `key` stands, or the free slot in which it would.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = usize::try_from(key & mask as u64).unwrap_or(0);
        // At most half of the slots are taken, so a free one is always met.
        while let Some(place @ 1..) = self.slots.get(at) {
            if self.keys.get(*place as usize - 1) == Some(&key) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    /// The row of `key`.
    pub fn get(&self, key: u64) -> Option<Row<'_>> {
        match self.slots.get(self.slot(key)) {
            Some(place @ 1..) => self.at(*place as usize - 1),
            _ => None,
        }
    }

    /// The row at a place.
    pub fn at(&self, place: usize) -> Option<Row<'_>> {
        let from = place.checked_mul(self.width)?;
        Some(Row {
            size: f32::from(*self.sizes.get(place)?) / SIZE_STEPS,
            scale: *self.scales.get(place)?,
            steps: self.steps.get(from..from + self.width)?,
        })
    }

    /// Rows with their keys.
    pub fn rows(&self) -> impl Iterator<Item = (u64, Row<'_>)> {
        self.keys.iter().enumerate().filter_map(|(at, key)| Some((*key, self.at(at)?)))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Weights in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    pub(super) fn columns(&self) -> (&[u64], &[u16], &[f32], &[i8]) {
        (&self.keys, &self.sizes, &self.scales, &self.steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_to_within_half_a_step() {
        let mut table = Table::new(3);
        table.push(7, 2.5, &[0.5, -1.27, 0.003]);
        table.push(9, 1.0, &[0.0, 0.0, 0.0]);
        table.index().unwrap();
        let row = table.get(7).unwrap();
        assert!((row.size - 2.5).abs() < 1e-3);
        for (found, put) in row.weights().zip([0.5, -1.27, 0.003]) {
            assert!((found - put).abs() <= 0.005 + 1e-6);
        }
        assert_eq!(table.get(9).unwrap().weights().collect::<Vec<_>>(), [0.0; 3]);
        assert!(table.get(8).is_none());
    }

    #[test]
    fn every_key_is_found_among_many_that_fall_together() {
        let mut table = Table::new(1);
        let key = |n: u16| u64::from(n) << 20;
        for n in 1..=5000 {
            table.push(key(n), 1.0, &[f32::from(n)]);
        }
        table.index().unwrap();
        for n in 1..=5000 {
            let found = table.get(key(n)).unwrap().weights().next().unwrap();
            assert!((found - f32::from(n)).abs() < 1.0);
        }
    }

    #[test]
    fn a_key_twice_is_refused() {
        let mut table = Table::new(1);
        table.push(7, 1.0, &[1.0]);
        table.push(7, 1.0, &[1.0]);
        assert!(table.index().is_err());
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert!(Table::new(4).get(1).is_none());
    }
}
