//! Which of its operations a row does.

use crate::air::{AirBuilder, Expr};
use crate::components::operation::number;
use crate::isa::Opcode;

/// One boolean column for each operation; at most one of them is 1.
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
pub fn flags<B: AirBuilder, const N: usize>(b: &mut B, operations: [Opcode; N]) -> Flags<B::F, N> {
    let of: [B::F; N] = std::array::from_fn(|_| b.main());
    let mut on = B::F::constant(0);
    let mut operation = B::F::constant(0);
    for (flag, opcode) in of.iter().zip(operations) {
        b.boolean("a flag is 0 or 1", flag);
        on = on + flag.clone();
        operation = operation + flag.clone().times(number(opcode));
    }
    if N > 1 {
        b.boolean("at most one flag is 1", &on);
    }
    Flags { of, on, operation }
}
