//! The bits of proofs, recomputed by other means than the library's.

use zkvm::air::describe::Shape;
use zkvm::components::Kind;
use zkvm::key::Facts;
use zkvm::layout::Layout;
use zkvm::relations::Relation;
use zkvm::security::{Profile, bits, bits_per_query, radius, rounds};

fn facts(words: usize) -> Facts {
    Facts { entry: 0, instructions: words, rom: words, places: 33, runs: Vec::new(), blocks: Vec::new() }
}

/// Layouts from the smallest to one of millions of cycles.
fn layouts() -> Vec<(Layout, Vec<Shape>)> {
    let made = [(1u64, 1usize, 300usize), (1 << 12, 900, 3000), (1 << 16, 20_000, 40_000), (1 << 20, 150_000, 40_000)];
    let made = made.map(|(cycles, rows, words)| {
        let facts = facts(words);
        let layout = Layout::new(cycles, |kind: Kind| if kind.is_table() { 1 } else { rows }, &facts);
        let shapes = layout.shapes(&facts);
        (layout, shapes)
    });
    made.into()
}

#[test]
fn a_query_is_worth_what_the_revised_conjecture_says() {
    for (rate, expected) in [(0.5, 0.910), (0.25, 1.850), (0.125, 2.794)] {
        let delta = radius(rate, 31.0);
        let entropy = -(delta * delta.ln() + (1.0 - delta) * (1.0 - delta).ln()) / std::f64::consts::LN_2;
        assert!((delta + entropy / 31.0 + rate - 1.0).abs() < 1e-12);
        assert!((bits_per_query(delta) - expected).abs() < 0.0005, "{rate}: {}", bits_per_query(delta));
    }
}

/// Rounds as logarithms to base 2 of their error, in whole counts.
fn recomputed(profile: Profile, layout: &Layout, shapes: &[Shape]) -> [f64; 3] {
    let (queries, pow) = match profile {
        Profile::Standard => (97, 16.0),
        Profile::Strict => (200, 12.0),
    };
    let rows = 1u128 << layout.max_log;
    let points = 2 * rows;
    let mut elements = 12 * 8 * (1u128 << 22);
    let (mut constraints, mut samples) = (0, 8);
    for shape in shapes {
        for relation in Relation::ALL {
            elements += rows * (shape.by_relation[relation as usize] * relation.width()) as u128;
        }
        let pairs = shape.lookups.div_ceil(2);
        constraints += (shape.zeros + pairs) as u128;
        samples += (shape.fixed + shape.main + 4 * pairs + if pairs > 0 { 8 } else { 0 }) as u128;
    }
    let mut bad = vec![2 * elements, constraints, 3 * (rows + 2) + points, samples * points];
    let mut left = layout.max_log;
    while left > 0 {
        let step = left.min(3);
        bad.push(((1 << step) - 1) * (1u128 << (left + 1)));
        left -= step;
    }
    // 2^124 less a ten-thousandth of a bit, and twelve bits of work.
    let drawn = bad.into_iter().map(|bad| 136.0 - (bad as f64).log2()).fold(128.0, f64::min);
    // Distinct places, one draw after the other.
    let distinct = (0..queries).fold(0.0, |seen: f64, _| seen + 1.0 - seen / points as f64);
    let agreement = (1.0 + (rows + 3) as f64 / points as f64) / 2.0;
    let revised = 1.0 - radius(0.5, 31.0);
    [0.5, revised, agreement].map(|kept: f64| drawn.min(pow - distinct * kept.log2()))
}

#[test]
fn the_three_numbers_are_the_least_over_all_rounds() {
    for (layout, shapes) in layouts() {
        for &profile in Profile::ALL {
            let counted = bits(profile, &layout, &shapes);
            let expected = recomputed(profile, &layout, &shapes);
            println!("{} 2^{}: {counted:?}", profile.name(), layout.max_log);
            for round in rounds(profile, &layout, &shapes) {
                println!(
                    "  {}: {:.2} {:.2} {:.2}",
                    round.name, round.bits.conjectured_old, round.bits.conjectured, round.bits.proven
                );
            }
            let all = [counted.conjectured_old, counted.conjectured, counted.proven];
            for (counted, expected) in all.into_iter().zip(expected) {
                assert!((counted - expected).abs() < 0.001, "{counted} {expected}");
            }
            assert!(profile.is_kept_by(&counted), "{}: {counted:?}", profile.name());
            // No draw may be worth less than 100 bits: queries are what limits a proof.
            let drawn = rounds(profile, &layout, &shapes);
            assert!(drawn.iter().filter(|round| round.name != "queries").all(|round| round.bits.proven >= 100.0));
        }
    }
}
