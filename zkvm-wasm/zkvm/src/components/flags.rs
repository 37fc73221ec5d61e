//! Which of its operations a row does.

use crate::air::{AirBuilder, Expr};
use crate::components::operation::Operation;

/// One boolean column for each operation.
///
/// At most one of them is 1: otherwise the number that the row fetches would be a sum of two or more, which is none of
/// an operation ([`Operation::number`]), so no program has it. The row takes it as often as it has flags, at most five times, and
/// accesses memory at least as often: as no count of the memory relation wraps around the field, this one does not.
pub struct Flags<F, const N: usize> {
    /// The flags.
    pub of: [F; N],
    /// 1 in a row that does something, 0 in padding.
    pub on: F,
    /// Number of the operation.
    pub operation: F,
}

/// Columns that say which operation a row does.
#[inline(always)]
pub fn flags<B: AirBuilder, const N: usize>(b: &mut B, operations: [Operation; N]) -> Flags<B::F, N> {
    let of: [B::F; N] = std::array::from_fn(|_| b.main());
    let mut on = B::F::constant(0);
    let mut operation = B::F::constant(0);
    for (flag, of_row) in of.iter().zip(operations) {
        b.boolean("a flag is 0 or 1", flag);
        on = on + flag.clone();
        operation = operation + flag.clone().times(of_row.number());
    }
    Flags { of, on, operation }
}
