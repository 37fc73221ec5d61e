//! A component at its place in the commitment trees, as stwo wants to see it.

use stwo::core::ColumnVec;
use stwo::core::air::Component;
use stwo::core::air::accumulation::PointEvaluationAccumulator;
use stwo::core::circle::CirclePoint;
use stwo::core::constraints::coset_vanishing;
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::pcs::TreeVec;
use stwo::core::poly::circle::CanonicCoset;

use super::describe::Shape;
use super::point::PointReader;
use super::{Air, Challenges};

/// Tree of the columns that the program key fixes.
pub const FIXED_TREE: usize = 0;
/// Tree of the main columns.
pub const MAIN_TREE: usize = 1;
/// Tree of the LogUp columns.
pub const INTERACTION_TREE: usize = 2;

/// Where the columns of a component are.
#[derive(Clone, Debug)]
pub struct Location {
    /// Logarithm of the height.
    pub log_size: u32,
    /// Its columns in the tree of fixed ones.
    pub fixed: Vec<usize>,
    /// Its first column in the main tree.
    pub main: usize,
    /// Its first column in the interaction tree.
    pub interaction: usize,
}

/// A component with its place, the challenges of the lookups and what its lookups sum to.
pub struct Placed<A> {
    /// Its constraints.
    pub air: A,
    /// How many columns and constraints it has.
    pub shape: Shape,
    /// Where its columns are.
    pub location: Location,
    /// The challenges of the lookups.
    pub challenges: Challenges,
    /// What its lookups sum to, as the prover claims.
    pub claimed_sum: SecureField,
}

impl<A> Placed<A> {
    /// What each row's sum is lowered by, so that all rows sum to zero.
    pub fn shift(&self) -> SecureField {
        shift(self.claimed_sum, self.location.log_size)
    }
}

/// The share of one row in what the lookups of a component of this height sum to.
pub fn shift(claimed_sum: SecureField, log_size: u32) -> SecureField {
    claimed_sum * SecureField::from(1 << (31 - log_size))
}

impl<A: Air> Component for Placed<A> {
    fn n_constraints(&self) -> usize {
        self.shape.constraints()
    }

    // All constraints have a degree of at most 3, and stwo's composition and lifting agree only for this bound.
    fn max_constraint_log_degree_bound(&self) -> u32 {
        self.location.log_size + 1
    }

    fn trace_log_degree_bounds(&self) -> TreeVec<ColumnVec<u32>> {
        let heights = |columns| vec![self.location.log_size; columns];
        TreeVec::new(vec![heights(self.shape.fixed), heights(self.shape.main), heights(self.shape.interaction())])
    }

    fn mask_points(
        &self,
        point: CirclePoint<SecureField>,
        max_log_degree_bound: u32,
    ) -> TreeVec<ColumnVec<Vec<CirclePoint<SecureField>>>> {
        let step = CanonicCoset::new(max_log_degree_bound).step();
        let before = point + step.mul_signed(-1).into_ef();
        let mut interaction = vec![vec![point]; self.shape.interaction()];
        let running = interaction.len().saturating_sub(SECURE_EXTENSION_DEGREE);
        for points in &mut interaction[running..] {
            *points = vec![before, point];
        }
        TreeVec::new(vec![vec![vec![point]; self.shape.fixed], vec![vec![point]; self.shape.main], interaction])
    }

    fn preprocessed_column_indices(&self) -> ColumnVec<usize> {
        self.location.fixed.clone()
    }

    fn evaluate_constraint_quotients_at_point(
        &self,
        point: CirclePoint<SecureField>,
        mask: &TreeVec<ColumnVec<Vec<SecureField>>>,
        accumulator: &mut PointEvaluationAccumulator,
        max_log_degree_bound: u32,
    ) {
        let vanishing = coset_vanishing(CanonicCoset::new(max_log_degree_bound).coset, point);
        let mut reader = PointReader::new(self, mask, accumulator, vanishing.inverse());
        self.air.eval(&mut reader);
        reader.finish();
    }
}
