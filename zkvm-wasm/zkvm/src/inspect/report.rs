//! Components and costs as JSON.

use super::{Component, Cost, Inspection, Times};
use crate::json::{Json, hex};

impl Component {
    /// The component as JSON.
    pub fn to_json(&self) -> String {
        self.members().end()
    }

    fn members(&self) -> Json {
        let columns = Json::new()
            .number("fixed", self.shape.fixed as f64)
            .number("main", self.shape.main as f64)
            .number("interaction", self.shape.interaction() as f64);
        let zeros = self
            .zeros
            .iter()
            .map(|(name, degree)| Json::new().text("name", name).number("degree", f64::from(*degree)).end());
        let degrees = self
            .degrees()
            .into_iter()
            .map(|(degree, count)| Json::new().number("degree", f64::from(degree)).number("count", count as f64).end());
        let lookups = self
            .lookups()
            .fold(Json::new(), |json, (relation, count)| json.number(&format!("{relation:?}"), count as f64));
        Json::new()
            .text("name", self.kind.name())
            .raw("table", if self.kind.is_table() { "true" } else { "false" })
            .raw("columns", &columns.end())
            .list("constraints", zeros)
            .list("degrees", degrees)
            .raw("lookups", &lookups.end())
    }
}

impl Inspection {
    /// The inspection as JSON. Shares are of 1, heights are logarithms.
    pub fn to_json(&self) -> String {
        let times = self.shares_of_time();
        let costs = self.costs.iter().enumerate().map(|(index, cost)| {
            let json = self.cost(cost);
            match &times {
                Some(shares) => json.number("timeShare", shares[index]).end(),
                None => json.end(),
            }
        });
        let json = Json::new()
            .text("programDigest", &hex(&self.program))
            .number("cycles", self.cycles as f64)
            .number("exitCode", f64::from(self.exit_code))
            .number("outputBytes", self.output as f64)
            .number("height", f64::from(self.height))
            .number("cells", self.cells() as f64)
            .number("fixedCells", self.fixed_cells as f64)
            .number("cellsPerCycle", self.cells_per_cycle())
            .number("proofBytes", self.proof_bytes as f64)
            .list("components", costs);
        match &self.times {
            Some(times) => json.list("phases", phases(times)).end(),
            None => json.end(),
        }
    }

    fn cost(&self, cost: &Cost) -> Json {
        let members = cost.component.members();
        members
            .number("rows", cost.rows as f64)
            .number("room", cost.room as f64)
            .list("heights", cost.heights.iter().map(u32::to_string))
            .number("padding", cost.padding())
            .number("cells", cost.cells as f64)
            .number("cellShare", self.share(cost))
    }
}

fn phases(times: &Times) -> impl Iterator<Item = String> {
    let all = times.all();
    times.phases().iter().map(move |(phase, seconds)| {
        Json::new().text("phase", phase.name()).number("seconds", *seconds).number("share", seconds / all).end()
    })
}
