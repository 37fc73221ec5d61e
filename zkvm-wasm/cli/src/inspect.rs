//! What a run costs: rows, columns, constraints and lookups of each component, and its share of the committed cells.

use zkvm::layout::Layout;
use zkvm::limits::Limits;
use zkvm::tables::Tables;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::json::{Json, hex};

/// One object for the run, with one for each instance of a component.
pub fn inspect(arguments: &Arguments) -> Result<String, Failure> {
    let input = arguments.file_or_nothing("input")?;
    let tables = Tables::new(arguments.program()?);
    let execution = zkvm::execute::execute(&tables.program, &input, Limits::default())
        .map_err(|error| Failure::new(error.code(), &error))?;
    let layout = Layout::of(&tables, &execution);
    let mut cells = 0;
    let components: Vec<String> = layout
        .instances
        .iter()
        .map(|&instance| {
            let description = instance.kind.describe(layout.parameters(instance, &tables.facts, input.len() as u32));
            let shape = description.shape;
            cells += (shape.cells() as u64) << instance.log_size;
            let degree = description.zeros.iter().map(|(_, degree)| *degree).max().unwrap_or_default();
            Json::new()
                .text("name", instance.kind.name())
                .number("rows", f64::from(1u32 << instance.log_size))
                .number("main", shape.main as f64)
                .number("interaction", shape.interaction() as f64)
                .number("constraints", shape.constraints() as f64)
                .number("degree", f64::from(degree))
                .number("lookups", shape.lookups as f64)
                .number("cells", ((shape.cells() as u64) << instance.log_size) as f64)
                .end()
        })
        .collect();
    let json = Json::new()
        .text("airDigest", &hex(&zkvm::AIR_DIGEST))
        .text("programDigest", &hex(&tables.program.digest))
        .number("cycles", execution.outcome.cycles as f64)
        .number("exitCode", f64::from(execution.outcome.exit_code))
        .number("height", f64::from(layout.max_log))
        .number("cells", cells as f64)
        .raw("components", &format!("[{}]", components.join(",")));
    Ok(json.end())
}
