//! How long each phase of a proof took.

use crate::prove::Phase;

/// The time of a job's steps. The one who steps has the clock.
#[derive(Clone, Debug, Default)]
pub struct Times {
    phases: Vec<(Phase, f64)>,
    interaction: Vec<f64>,
    composition: Vec<f64>,
}

impl Times {
    /// Notes the seconds of one step of a phase.
    pub fn note(&mut self, phase: Phase, seconds: f64) {
        match self.phases.last_mut() {
            Some((last, sum)) if *last == phase => *sum += seconds,
            _ => self.phases.push((phase, seconds)),
        }
        match phase {
            Phase::Interaction => self.interaction.push(seconds),
            Phase::Composition => self.composition.push(seconds),
            _ => {}
        }
    }

    /// The seconds of each phase, in order.
    pub fn phases(&self) -> &[(Phase, f64)] {
        &self.phases
    }

    /// All seconds.
    pub fn all(&self) -> f64 {
        self.phases.iter().map(|(_, seconds)| seconds).sum()
    }

    /// All seconds but those of the key, which is made once.
    pub fn proving(&self) -> f64 {
        self.phases.iter().filter(|(phase, _)| *phase != Phase::Tables).map(|(_, seconds)| seconds).sum()
    }

    /// The seconds that were spent on each instance alone: its lookups and its constraints.
    pub fn instances(&self) -> impl Iterator<Item = f64> {
        // The last step of either phase is not about an instance: it commits.
        let steps = self.interaction.iter().zip(&self.composition);
        steps.take(self.count()).map(|(interaction, composition)| interaction + composition)
    }

    /// The sum of those.
    pub fn of_instances(&self) -> f64 {
        self.instances().sum()
    }

    fn count(&self) -> usize {
        self.composition.len().saturating_sub(1)
    }
}
