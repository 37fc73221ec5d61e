//! A short column may hold as many rows as the tallest: copies of its own, each of which counts less than once. That they
//! look up the same rests on stwo, which asks of a column that is read in two rows, as the running sum of the lookups is,
//! that it repeats itself. A run with fused blocks must not be done partly by a block and partly step by step.

use stwo::core::circle::CirclePoint;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;
use stwo::core::pcs::TreeVec;
use stwo::core::pcs::quotients::{PointSample, build_samples_with_randomness_and_periodicity};
use stwo::core::poly::circle::CanonicCoset;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::poly::circle::CircleCoefficients;

use crate::programs::random::Random;

const SHORT: u32 = 6;
const TALL: u32 = 12;

#[test]
fn a_column_that_is_read_in_two_rows_is_asked_to_repeat_itself() {
    let mut random = Random::new(15);
    let mut polynomial = |log_size: u32| {
        let coefficients: BaseColumn = (0..1 << log_size).map(|_| BaseField::from(random.next() >> 1)).collect();
        CircleCoefficients::<stwo::prover::backend::simd::SimdBackend>::new(coefficients)
    };
    let (short, tall) = (polynomial(SHORT), polynomial(TALL));
    let point = CirclePoint::<SecureField>::get_point(1 << 40);
    let before = point + CanonicCoset::new(TALL).step().mul_signed(-1).into_ef();
    let value = SecureField::from(BaseField::from(5));
    let sample = |point| PointSample { point, value };
    let samples = TreeVec(vec![vec![vec![sample(before), sample(point)], vec![sample(point)]]]);
    let heights = vec![[SHORT, SHORT].into_iter()];
    let asked = build_samples_with_randomness_and_periodicity(&samples, heights, TALL, value);
    let [running, once] = &asked[0][..] else { panic!("two columns") };
    assert_eq!((running.len(), once.len()), (3, 1));
    // The third place is another copy of the same row: what a short column has there is the same, a tall one's not.
    let (copy, weight) = &running[0];
    assert_eq!(copy.value, running[2].0.value);
    assert!(*weight != running[1].1 && copy.point != point);
    let lifted = |at: CirclePoint<SecureField>| short.eval_at_point(at.repeated_double(TALL - SHORT));
    assert_eq!(lifted(copy.point), lifted(point));
    assert_ne!(tall.eval_at_point(copy.point), tall.eval_at_point(point));
}
