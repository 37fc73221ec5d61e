//! Which layouts a verifier accepts.

use stwo::core::fields::m31::P;

use super::{Instance, Layout, MOST_CELLS, MOST_INSTANCES, MOST_PUBLIC, TALLEST, least, table};
use crate::components::Kind;
use crate::key::Facts;
use crate::public_values::FIRST_CLOCK;
use crate::relations::Relation;

/// What is wrong with a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// The height of the proof is not one the key has.
    Height,
    /// Instances are not in their order, too short, too tall or too many.
    Order,
    /// A table is missing, or not of the height that the program gives it.
    Table,
    /// There are more committed cells than allowed.
    Cells,
    /// There could be so many steps that clocks do not stay below 2^26.
    Clock,
    /// A relation could have so many tuples that their count wraps around the field.
    Count,
}

impl Layout {
    /// Whether a verifier accepts it for this program.
    pub fn check(&self, facts: &Facts) -> Result<(), LayoutError> {
        if !(facts.smallest()..=TALLEST).contains(&self.max_log) {
            return Err(LayoutError::Height);
        }
        let heights = least(self.max_log)..=self.max_log;
        let ordered = self.instances.is_sorted_by(|a, b| {
            a.kind < b.kind || (a.kind == b.kind && !a.kind.is_table() && a.log_size >= b.log_size)
        });
        let bounded = self.instances.iter().all(|instance| heights.contains(&instance.log_size));
        let few = self.instances.chunk_by(|a, b| a.kind == b.kind).all(|same| same.len() <= MOST_INSTANCES);
        let known = self.instances.iter().all(|instance| facts.has(instance.kind));
        if !(ordered && bounded && few && known) {
            return Err(LayoutError::Order);
        }
        for &kind in Kind::ALL.iter().filter(|kind| kind.is_table()) {
            let expected = table(kind, self.max_log, facts).0;
            let present = self.instances.iter().find(|instance| instance.kind == kind);
            let right = present.map_or(!kind.is_always_there(), |instance| instance.log_size == expected);
            if !right {
                return Err(LayoutError::Table);
            }
        }
        self.check_counts(facts)
    }

    fn check_counts(&self, facts: &Facts) -> Result<(), LayoutError> {
        let shapes = self.shapes(facts);
        let sized = || self.instances.iter().zip(&shapes);
        if self.cells(&shapes) > MOST_CELLS {
            return Err(LayoutError::Cells);
        }
        // The rows of a run lead from the first clock to the last, and count as often together as the heights say: so
        // far it gets, even where a component holds more rows than its height. And all rows that there may be, one
        // after the other, do not lead around the field: no steps go in a circle.
        let steps = |instance: &Instance| u64::from(facts.block(instance.kind).map_or(1, |block| block.steps()));
        let moving = || sized().filter(|(_, shape)| shape.by_relation[Relation::State as usize] > 0);
        let farthest: u64 = moving().map(|(instance, _)| steps(instance) << instance.log_size).sum();
        let around: u64 = moving().map(|(instance, _)| steps(instance) << self.max_log).sum();
        if u64::from(FIRST_CLOCK) + 4 * farthest >= 1 << 26 || 4 * around >= P.into() {
            return Err(LayoutError::Clock);
        }
        // The tuples that a table may send are the right ones however often it sends them; all others are counted
        // once for each row.
        let smallest = self.instances.iter().map(|instance| instance.log_size).min().unwrap_or(self.max_log);
        let most = 1u64 << (31 - (self.max_log - smallest));
        for relation in Relation::ALL {
            let counted = sized().filter(|(instance, _)| !instance.kind.is_table() || instance.kind == Kind::Image);
            let count: u64 = counted
                .map(|(instance, shape)| (shape.by_relation[relation as usize] as u64) << instance.log_size)
                .sum();
            if count + MOST_PUBLIC >= most {
                return Err(LayoutError::Count);
            }
        }
        Ok(())
    }
}
