//! Counts the bits of a proof, round by round, from its real configuration, heights and columns.
//!
//! A prover that is to be fooled by no challenge has to be lucky in one round, and may try each as often as it likes
//! for the price of the work before it; so a proof is worth what its weakest round is worth (round-by-round soundness:
//! Block, Garreta, Tiwari, Zając, "On Soundness Notions for Interactive Oracle Proofs", ePrint 2023/1256, and
//! "Fiat–Shamir Security of FRI and Related SNARKs", ePrint 2023/1071).
//!
//! Three numbers, which differ in how far from the code a committed word is caught:
//! - `proven`: half the distance (unique decoding), where Ben-Sasson, Carmon, Ishai, Kopparty, Saraf, "Proximity Gaps for
//!   Reed–Solomon Codes", ePrint 2020/654, theorem 1.4 for curves, and its use for FRI and DEEP-ALI in Haböck, ePrint
//!   2022/1216, need no assumption but the hash function's. Codes on the circle are generalised Reed–Solomon codes:
//!   Haböck, Levit, Papini, "Circle STARKs", ePrint 2024/278.
//! - `conjectured`: the list-decoding capacity, δ + h₂(δ)/log₂ p = 1 − ρ with the binary entropy h₂ and the field p of
//!   the committed values and of the domain. That is where the revised conjecture of Crites and Stewart, "On
//!   Reed–Solomon Proximity Gaps Conjectures", ePrint 2025/2046, ends, since lists explode beyond it.
//! - `conjectured_old`: the distance itself, δ = 1 − ρ (ethSTARK, ePrint 2021/582; conjecture 8.4 of 2020/654). Refuted
//!   in this form in 2025; given because other provers still state it.
//!
//! Both conjectures are taken to say as well that the rounds before the queries err no more often at their radius than
//! is proven for unique decoding.

use std::ops::RangeInclusive;

use stwo::core::fields::m31::P;

use super::{FOLD_STEP, Profile, ROUND_POW_BITS};
use crate::air::describe::Shape;
use crate::layout::{Layout, MOST_PUBLIC};
use crate::relations::{MAX_TUPLE, Relation};

/// Bits of security, counted in three ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bits {
    /// Under the conjecture of 2020: up to the distance of the code. Refuted since.
    pub conjectured_old: f64,
    /// Under the revised conjecture of 2025: up to the capacity of list decoding.
    pub conjectured: f64,
    /// Without a conjecture: up to half the distance.
    pub proven: f64,
}

/// A round of the protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// What is drawn.
    pub name: &'static str,
    /// What it is worth.
    pub bits: Bits,
}

impl Bits {
    const fn same(bits: f64) -> Self {
        Self { conjectured_old: bits, conjectured: bits, proven: bits }
    }

    fn least(self, other: Self) -> Self {
        Self {
            conjectured_old: self.conjectured_old.min(other.conjectured_old),
            conjectured: self.conjectured.min(other.conjectured),
            proven: self.proven.min(other.proven),
        }
    }
}

/// The bits of a proof with this layout, whose components have these shapes: those of its weakest round.
pub fn bits(profile: Profile, layout: &Layout, shapes: &[Shape]) -> Bits {
    rounds(profile, layout, shapes).into_iter().fold(Bits::same(f64::INFINITY), |least, round| least.least(round.bits))
}

/// All rounds of such a proof.
pub fn rounds(profile: Profile, layout: &Layout, shapes: &[Shape]) -> Vec<Round> {
    let config = profile.config(layout.max_log);
    let (blowup, queries) = (config.fri_config.log_blowup_factor, config.fri_config.n_queries);
    let height = f64::from(layout.max_log).exp2();
    let domain = f64::from(layout.max_log + blowup).exp2();
    let sum = |count: &dyn Fn(&Shape) -> f64| shapes.iter().map(count).sum::<f64>();
    let field = 4.0 * f64::from(P).log2() + f64::from(ROUND_POW_BITS);
    // A challenge that is bad for so many elements of the field, behind its work.
    let drawn = |name, bad: f64| Round { name, bits: Bits::same(field - bad.log2()) };

    // A column that is declared short can hold a different value in each row of the tallest, so every lookup counts at
    // full height. As a polynomial in z and α the sum has at most the degree of its common denominator, which is the
    // number of elements of all tuples; and so has the denominator, where constraints would not bind.
    let widths = |shape: &Shape| {
        Relation::ALL.iter().map(|&relation| (shape.by_relation[relation as usize] * relation.width()) as f64).sum()
    };
    let lookups = sum(&widths) * height + (Relation::ALL.len() * MAX_TUPLE) as f64 * MOST_PUBLIC as f64;
    let constraints = sum(&|shape| shape.constraints() as f64);
    // Columns and halves of the composition have at most degree height/2 + 1 in x and y, constraints three times that,
    // and a polynomial of degree d has 2d zeros on the circle. The point must be off the domain, too.
    let out_of_domain = 3.0 * (height + 2.0) + domain;
    // One power of the challenge for each value sampled. Each of the four running columns of a component has three:
    // its row, the row before, and one for its period.
    let samples =
        sum(&|shape| (shape.fixed + shape.main + shape.interaction() + 2 * shape.interaction().min(4)) as f64) + 8.0;
    let mut rounds = vec![
        drawn("lookups", 2.0 * lookups),
        drawn("constraints", constraints),
        drawn("point out of the domain", out_of_domain),
        drawn("columns into one", samples * domain),
    ];
    // Folding by 2^s is a curve of degree 2^s − 1.
    let mut folded = layout.max_log;
    while folded > 0 {
        let step = folded.min(FOLD_STEP);
        let curve = f64::from((1u32 << step) - 1);
        rounds.push(drawn("folding", curve * f64::from(folded + blowup).exp2()));
        folded -= step;
    }

    // Independent draws err with (1 − δ)^queries, whether or not they meet; only the different ones are counted here.
    let distinct = domain * (1.0 - (1.0 - 1.0 / domain).powi(queries as i32));
    let pow = f64::from(config.pow_bits);
    let rate = (-f64::from(blowup)).exp2();
    // Quotients by a line are tested against the degree of the columns: rows and three more may be hidden in each.
    let slack = (height + 3.0) / domain;
    let caught = |delta: f64| pow + distinct * bits_per_query(delta);
    rounds.push(Round {
        name: "queries",
        bits: Bits {
            conjectured_old: caught(1.0 - rate),
            conjectured: caught(radius(rate, f64::from(P).log2())),
            proven: caught((1.0 - slack) / 2.0),
        },
    });
    // Blake2s: 256 bits against collisions.
    rounds.push(Round { name: "hash", bits: Bits::same(128.0) });
    rounds
}

/// What one query is worth against a word at relative distance δ.
pub fn bits_per_query(delta: f64) -> f64 {
    -(1.0 - delta).log2()
}

/// Capacity of list decoding of a code of this rate over a field of so many bits: δ + h₂(δ)/bits = 1 − rate.
pub fn radius(rate: f64, field_bits: f64) -> f64 {
    let entropy = |x: f64| -x * x.log2() - (1.0 - x) * (1.0 - x).log2();
    let excess = |delta: f64| delta + entropy(delta) / field_bits - (1.0 - rate);
    // Below 1 − rate the excess grows with δ.
    let between: RangeInclusive<f64> = 1e-9..=1.0 - rate;
    let halve = |(low, high): (f64, f64)| {
        let middle = (low + high) / 2.0;
        if excess(middle) > 0.0 { (low, middle) } else { (middle, high) }
    };
    (0..60).fold((*between.start(), *between.end()), |interval, _| halve(interval)).0
}
