//! Answers as text for a terminal.

use zkvm::blocks::Proposal;
use zkvm::execute::Outcome;
use zkvm::inspect::{Component, Inspection};
use zkvm::json::hex;

/// A run.
pub fn outcome(outcome: &Outcome) -> String {
    let Outcome { cycles, exit_code, output, log, .. } = outcome;
    let log = String::from_utf8_lossy(log);
    format!("{cycles} cycles, exit code {exit_code}\noutput {}\n{log}", hex(output)).trim_end().to_owned()
}

/// Proposed blocks.
pub fn proposal(proposal: &Proposal) -> String {
    let &Proposal { ref paths, steps, fused, .. } = proposal;
    let blocks = paths.iter().map(|path| {
        let choices: String = path.choices.iter().map(|&choice| if choice { '1' } else { '0' }).collect();
        format!("{:#010x}  {:>3} instructions  {choices}\n", path.start, path.choices.len())
    });
    format!(
        "{}{} blocks with {} of {steps} steps; {:.1} committed cells for each step instead of {:.1}: {:.2} times less",
        blocks.collect::<String>(),
        paths.len(),
        fused,
        proposal.cells_after as f64 / steps as f64,
        proposal.cells_before as f64 / steps as f64,
        proposal.gain(),
    )
}

const MADE_OF: [&str; 6] = ["component", "fixed", "main", "lookup columns", "constraints × degree", "lookups"];

/// What components are made of.
pub fn components(components: &[Component]) -> String {
    aligned(&MADE_OF, components.iter().map(made_of))
}

/// The same in Markdown.
pub fn markdown(components: &[Component]) -> String {
    let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let head = [row(&MADE_OF.map(str::to_owned)), row(&["---", "--:", "--:", "--:", "---", "---"].map(str::to_owned))];
    let rows = components.iter().map(|component| row(&made_of(component)));
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn made_of(component: &Component) -> Vec<String> {
    let shape = &component.shape;
    let degrees = component.degrees().into_iter().map(|(degree, count)| format!("{count}×{degree}"));
    let lookups = component.lookups().map(|(relation, count)| format!("{relation:?} {count}"));
    vec![
        component.kind.name().to_owned(),
        shape.fixed.to_string(),
        shape.main.to_string(),
        shape.interaction().to_string(),
        degrees.collect::<Vec<_>>().join(" "),
        lookups.collect::<Vec<_>>().join(", "),
    ]
}

/// What a run costs.
pub fn inspection(inspection: &Inspection) -> String {
    let head = format!(
        "program {}\n{} cycles, exit code {}, {} bytes of output\nproof of height 2^{}: {} committed cells, {:.1} per \
         cycle, about {} KiB; the key fixes {} cells\n\n",
        hex(&inspection.program),
        inspection.cycles,
        inspection.exit_code,
        inspection.output,
        inspection.height,
        inspection.cells(),
        inspection.cells_per_cycle(),
        inspection.proof_bytes >> 10,
        inspection.fixed_cells,
    );
    let shares = inspection.shares_of_time();
    let costs = inspection.costs.iter().enumerate().map(|(index, cost)| {
        let heights: Vec<String> = cost.heights.iter().map(|log| format!("2^{log}")).collect();
        vec![
            cost.component.kind.name().to_owned(),
            cost.rows.to_string(),
            heights.join(" "),
            percent(cost.padding()),
            cost.cells.to_string(),
            percent(inspection.share(cost)),
            shares.as_ref().map_or(String::new(), |shares| percent(shares[index])),
        ]
    });
    let costs = aligned(&["component", "rows", "heights", "padding", "cells", "of all", "of time"], costs);
    let made = aligned(&MADE_OF, inspection.costs.iter().map(|cost| made_of(&cost.component)));
    let times = inspection.times.as_ref().map_or(String::new(), |times| {
        let phases = times.phases().iter().map(|(phase, seconds)| {
            vec![phase.name().to_owned(), format!("{seconds:.3} s"), percent(seconds / times.all())]
        });
        format!("\n\n{}", aligned(&["phase", "time", "of all"], phases))
    });
    format!("{head}{costs}\n\n{made}{times}")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn aligned(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
